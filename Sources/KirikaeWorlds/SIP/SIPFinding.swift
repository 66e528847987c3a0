import KirikaeProcess
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What a SIP probe finds.
enum SIPFinding {
    /// Asks, and says which value the answer means.
    static func find(_ probe: SIPProbe) async -> ProbeFinding {
        let start = MonotonicClock.nowMilliseconds()
        var evidence = ["address": probe.address.written, "transport": probe.transport.rawValue]
        do throws(SIPClient.Failure) {
            let answer = try await SIPClient(probe: probe).ask()
            let response = answer.response
            let status = ProbeFinding.shown(["\(response.status) \(response.reason)"])
            evidence["address"] = answer.peer
            evidence["status"] = status
            evidence["requests"] = "\(answer.requests)"
            evidence["server"] = response.server.map { ProbeFinding.shown([$0]) }
            evidence["retry-after"] = response.retryAfter.map { ProbeFinding.shown([$0]) }
            evidence["milliseconds"] = "\(MonotonicClock.nowMilliseconds() - start)"
            let value = probe.value(ofStatus: response.status)
            return ProbeFinding(
                value.map { .value($0) } ?? .failed("the status means no value: \(status)"), evidence: evidence)
        } catch {
            evidence["status"] = word(for: error)
            evidence["milliseconds"] = "\(MonotonicClock.nowMilliseconds() - start)"
            if case .connection(let failure) = error, failure.isSilence, let silent = probe.silent {
                return ProbeFinding(.value(silent), evidence: evidence)
            }
            return ProbeFinding(.failed(reason(for: error, probe)), evidence: evidence)
        }
    }

    private static func word(for failure: SIPClient.Failure) -> String {
        switch failure {
        case .connection(let failure): failure.word
        case .malformed: "malformed"
        }
    }

    private static func reason(for failure: SIPClient.Failure, _ probe: SIPProbe) -> String {
        switch failure {
        case .connection(.timedOut): "no answer from \(probe.address.written) within \(probe.timeout.written)"
        case .connection(let failure) where failure.isSilence:
            "nobody answers at \(probe.address.written): \(failure.reason)"
        case .connection(let failure): "\(probe.address.written) cannot be asked: \(failure.reason)"
        case .malformed(let reason): "the answer of \(probe.address.written) is no sound SIP: \(reason)"
        }
    }
}
