import KirikaeProcess
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Looks how many there are.
///
/// Looking changes nothing.
struct CountLook {
    let environment: Environment

    /// The value that the number means; the number is its evidence.
    func finding(_ probe: CountProbe) async -> ProbeFinding {
        switch await text(probe) {
        case .value(let text):
            guard let number = CountProbe.number(in: text) else {
                return ProbeFinding(.failed("not a number: \(text.prefix(80))"))
            }
            let reading = probe.value(of: number).map { Reading.value($0) } ?? .failed("\(number) means no value")
            return ProbeFinding(reading, evidence: ["number": String(number)])
        case let other: return ProbeFinding(other)
        }
    }

    /// What was printed or answered, without white space at both ends.
    private func text(_ probe: CountProbe) async -> Reading {
        switch probe.source {
        case .command(let arguments, let host, let secrets):
            return await CommandProbe(environment: environment)
                .read(arguments, on: host, values: nil, silent: nil, timeout: probe.timeout, secrets: secrets)
        case .address(let url):
            do throws(HTTPError) {
                let response = try await HTTPClient().send(
                    HTTPRequest(
                        url: url, connectTimeoutMilliseconds: Int(probe.timeout.count),
                        totalTimeoutMilliseconds: Int(probe.timeout.count)))
                guard response.status == 200 else { return .failed("status \(response.status) from \(url)") }
                return .value(String(decoding: response.body.prefix(80), as: UTF8.self)[...].trimmed)
            } catch {
                return .failed("\(error) from \(url)")
            }
        }
    }
}
