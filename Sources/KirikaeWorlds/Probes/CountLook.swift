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
        var evidence = ProbeEvidence()
        let text: String
        switch probe.source {
        case .command(let arguments, let host, let secrets):
            evidence.add("host", host)
            let program = CommandProbe(environment: environment)
            switch await program.run(arguments, on: host, timeout: probe.timeout, secrets: secrets) {
            case .nothing(let reason): return ProbeFinding(.failed(reason), evidence: evidence.values)
            case .ended(.code(0), let printed): text = Self.text(printed)
            case .ended(let exit, _): return ProbeFinding(.failed("ended with \(exit)"), evidence: evidence.values)
            }
        case .address(let url):
            do throws(HTTPError) {
                let timeout = Int(probe.timeout.count)
                let response = try await HTTPClient().send(
                    HTTPRequest(
                        url: url, connectTimeoutMilliseconds: timeout, totalTimeoutMilliseconds: timeout))
                evidence.add("status", "\(response.status)")
                guard response.status == 200 else {
                    return ProbeFinding(.failed("status \(response.status)"), evidence: evidence.values)
                }
                text = Self.text(response.body)
            } catch {
                return ProbeFinding(error.reading, evidence: evidence.values)
            }
        }
        guard let number = CountProbe.number(in: text) else {
            evidence.add("text", text)
            return ProbeFinding(.failed("it is no number"), evidence: evidence.values)
        }
        evidence.add("number", "\(number)")
        return ProbeFinding(probe.value(of: number).map { .value($0) } ?? .unknown, evidence: evidence.values)
    }

    /// What was printed or answered, without white space at both ends.
    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix(80), as: UTF8.self)[...].trimmed
    }
}
