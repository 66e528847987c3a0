import Glibc
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeRunbook

/// Whether the places of an environment answer, with a certificate that counts and a clock that agrees.
struct PlaceLooks {
    let environment: Environment

    var looks: [ReadinessLook] {
        environment.places.sorted { $0.key < $1.key }.flatMap { name, place -> [ReadinessLook] in
            guard let url = place.url else { return [] }
            let answer = PlaceAnswer(url: url, settings: place.settings)
            let reached = ReadinessLook(.place, name, title: place.title, expected: .answers(url)) {
                await answer.problem(timeoutMilliseconds: $0)
            }
            guard let certificate = CertificateLook(url, place.settings) else { return [reached] }
            let clock = ReadinessLook(.clock, name, title: place.title, expected: .clockOfServer) {
                await answer.problemOfClock(timeoutMilliseconds: $0)
            }
            return [reached, certificate.look(name, title: place.title), clock]
        }
    }
}

/// What a place answers to one GET, for all that is to be known of it.
actor PlaceAnswer {
    private let url: String
    private let settings: ConnectionSettings
    private var asking: Task<Answer, Never>?

    /// What came back.
    private enum Answer: Sendable {
        case failed(HTTPError)
        /// The status, and the time that the server says, between two times of this machine.
        case answered(status: Int, date: String?, before: Int64, after: Int64)
    }

    /// Warned of from here on, in milliseconds.
    private static let wantedDifference: Int64 = 5_000
    /// From here on signatures and logs no longer fit together, in milliseconds.
    private static let mostDifference: Int64 = 60_000

    /// Prepares to ask.
    init(url: String, settings: ConnectionSettings) {
        self.url = url
        self.settings = settings
    }

    /// Why the place cannot be used; nil if it can.
    func problem(timeoutMilliseconds: Int) async -> ReadinessProblem? {
        switch await answer(timeoutMilliseconds) {
        case .failed(let error): .noAnswer(.reason(of: error))
        case .answered(let status, _, _, _): status >= 500 ? .serverError(status) : nil
        }
    }

    /// Whether its clock agrees with that of this machine; a server that says no time is not looked at.
    func problemOfClock(timeoutMilliseconds: Int) async -> ReadinessProblem? {
        guard case .answered(_, let date?, let before, let after) = await answer(timeoutMilliseconds) else {
            return ReadinessProblem.noTime.asWarning
        }
        guard let seconds = HTTPDate.seconds(date) else { return ReadinessProblem.noTime.asWarning }
        func problem(_ most: Int64) -> ReadinessProblem? {
            RemoteClockLook.problem(saidSeconds: seconds, between: before, and: after, most: most)
        }
        return problem(Self.mostDifference) ?? problem(Self.wantedDifference)?.asWarning
    }

    private func answer(_ timeoutMilliseconds: Int) async -> Answer {
        if let asking { return await asking.value }
        let task = Task { await Self.ask(url, settings, timeoutMilliseconds) }
        asking = task
        return await task.value
    }

    private static func ask(_ url: String, _ settings: ConnectionSettings, _ timeoutMilliseconds: Int) async -> Answer {
        var request = HTTPRequest(
            url: url, connectTimeoutMilliseconds: timeoutMilliseconds, totalTimeoutMilliseconds: timeoutMilliseconds)
        request.ignoresExcessBody = true
        request.apply(settings)
        let before = LiveClock().now().wallMilliseconds
        do throws(HTTPError) {
            let response = try await HTTPClient().send(request)
            return .answered(
                status: response.status, date: response.header("Date"), before: before,
                after: LiveClock().now().wallMilliseconds)
        } catch {
            return .failed(error)
        }
    }
}

/// The time in a header of HTTP (RFC 9110, section 5.6.7).
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers send; nil for any other text.
    static func seconds(_ text: String) -> Int64? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int32(words[1]), (1...31).contains(day),
            let month = months.firstIndex(of: String(words[2])), let year = Int32(words[3]),
            (1970...9999).contains(year)
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int32($0) }
        guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = Int32(month)
        parts.tm_mday = day
        parts.tm_hour = clock[0]
        parts.tm_min = clock[1]
        parts.tm_sec = clock[2]
        return Int64(timegm(&parts))
    }
}
