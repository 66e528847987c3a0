import KirikaeDiagnostics
import KirikaeRunbook

/// Whether the places of an environment answer.
struct PlaceLooks {
    let environment: Environment

    var looks: [ReadinessLook] {
        environment.places.sorted { $0.key < $1.key }.compactMap { name, place in
            guard let url = place.url else { return nil }
            return ReadinessLook(.place, name, title: place.title, expected: .answers(url)) {
                await Self.problem(url, timeoutMilliseconds: $0)
            }
        }
    }

    private static func problem(_ url: String, timeoutMilliseconds: Int) async -> ReadinessProblem? {
        do throws(HTTPError) {
            let request = HTTPRequest(
                url: url, connectTimeoutMilliseconds: timeoutMilliseconds, totalTimeoutMilliseconds: timeoutMilliseconds
            )
            let response = try await HTTPClient().send(request)
            return response.status >= 500 ? .serverError(response.status) : nil
        } catch {
            return .noAnswer(.init(verbatim: "\(error)"))
        }
    }
}
