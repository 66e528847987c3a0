import KirikaeProcess
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What a DNS probe finds.
enum DNSFinding {
    /// Asks, and says which value the answer means.
    static func find(_ probe: DNSProbe) async -> ProbeFinding {
        let milliseconds = Int(clamping: probe.timeout.count)
        let start = MonotonicClock.nowMilliseconds()
        do throws(DNSError) {
            let answer = try await DNSClient().query(
                probe.name, type: probe.type, server: probe.server, timeoutMilliseconds: milliseconds)
            return ProbeFinding(reading(of: answer, probe), evidence: evidence(of: answer, probe))
        } catch {
            let evidence = [
                "server": probe.server.written, "status": error.word,
                "milliseconds": "\(MonotonicClock.nowMilliseconds() - start)",
            ]
            if error.isSilence, let silent = probe.silent { return ProbeFinding(.value(silent), evidence: evidence) }
            return ProbeFinding(.failed(reason(for: error, probe)), evidence: evidence)
        }
    }

    /// Which value an answer means.
    static func reading(of answer: DNSAnswer, _ probe: DNSProbe) -> Reading {
        if answer.isAbsent {
            return probe.absent.map { .value($0) }
                ?? .failed("\(probe.name) has no \(probe.type.rawValue) record there: \(answer.status)")
        }
        guard answer.status == .noError else { return .failed("the server answers \(answer.status)") }
        if answer.isTruncated { return .failed("the answer is cut short") }
        if answer.texts.isEmpty { return .failed("the server leaves the answer to others") }
        guard let value = probe.values.first(where: { $0.value == answer.texts })?.key else {
            return .failed(mismatch(of: answer, probe))
        }
        if let most = probe.longestLife, let life = answer.longestLifeSeconds, Int64(life) * 1_000 > most.count {
            return .failed("the answer may be kept for \(life)s, longer than \(most.written)")
        }
        return .value(value)
    }

    /// Part of one value's answers, or answers of two values, mean none of them.
    private static func mismatch(of answer: DNSAnswer, _ probe: DNSProbe) -> String {
        let found = Set(answer.texts)
        let partly = probe.values.filter { !found.isDisjoint(with: $0.value) }.keys.sorted()
        let shown = ProbeFinding.shown(answer.texts)
        return partly.isEmpty
            ? "the answer means no value: \(shown)"
            : "the answer is only in part that of \(partly.joined(separator: ", ")): \(shown)"
    }

    private static func evidence(of answer: DNSAnswer, _ probe: DNSProbe) -> [String: String] {
        var evidence = [
            "server": probe.server.written, "status": "\(answer.status)", "milliseconds": "\(answer.milliseconds)",
            "authoritative": answer.isAuthoritative ? "yes" : "no", "transport": answer.usedTCP ? "tcp" : "udp",
        ]
        if !answer.texts.isEmpty { evidence["answer"] = ProbeFinding.shown(answer.texts) }
        let aliases = answer.chain.filter { $0.type == DNSRecordType.cname.number && probe.type != .cname }
        if !aliases.isEmpty { evidence["alias"] = ProbeFinding.shown(aliases.map(\.text)) }
        if let life = answer.longestLifeSeconds { evidence["ttl"] = "\(life)s" }
        if answer.isTruncated { evidence["truncated"] = "yes" }
        return evidence
    }

    private static func reason(for error: DNSError, _ probe: DNSProbe) -> String {
        switch error {
        case .invalidQuestion(let reason): "the question cannot be asked: \(reason)"
        case .timedOut: "no answer from \(probe.server.written) within \(probe.timeout.written)"
        case .unreachable(let text): "nobody answers at \(probe.server.written): \(text)"
        case .noAnswerByTCP(let text): "the answer by UDP is cut short, and there is none by TCP: \(text)"
        case .malformed(let reason): "the answer cannot be read: \(reason)"
        case .unavailable(let text): "DNS cannot be asked from here: \(text)"
        }
    }
}
