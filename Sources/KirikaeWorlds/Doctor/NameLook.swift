import KirikaeDiagnostics
import KirikaeRunbook

/// Whether each of some DNS servers knows a name.
struct NameLook {
    let wanted: ReadinessCheck.Name

    init(_ wanted: ReadinessCheck.Name) {
        self.wanted = wanted
    }

    /// What one server says.
    enum Answer: Sendable, Equatable {
        /// These records.
        case records([String])
        /// None, and why, by the word that `dig` prints or one for silence.
        case none(String)

        /// As it stands beside the server.
        var text: String {
            switch self {
            case .records(let records): ProbeFinding.shown(records)
            case .none(let word): word
            }
        }
    }

    func look(_ name: String) -> ReadinessLook {
        ReadinessLook(.name, name, expected: .resolved(wanted)) { timeoutMilliseconds in
            var answers: [(server: String, answer: Answer)] = []
            for server in wanted.servers { answers.append((server.written, .none("TIMEOUT"))) }
            await withTaskGroup(of: (Int, Answer).self) { group in
                for (index, server) in wanted.servers.enumerated() {
                    group.addTask { (index, await ask(server, timeoutMilliseconds: timeoutMilliseconds)) }
                }
                for await (index, answer) in group { answers[index].answer = answer }
            }
            return problem(with: answers)
        }
    }

    private func ask(_ server: NetworkAddress, timeoutMilliseconds: Int) async -> Answer {
        do throws(DNSError) {
            let answer = try await DNSClient().query(
                wanted.name, type: wanted.type, server: server, timeoutMilliseconds: timeoutMilliseconds)
            if answer.isTruncated { return .none("TRUNCATED") }
            return answer.texts.isEmpty ? .none("\(answer.status)") : .records(answer.texts)
        } catch {
            return .none(error.word)
        }
    }

    /// What the answers of all servers mean, side by side.
    func problem(with answers: [(server: String, answer: Answer)]) -> ReadinessProblem? {
        let isKnown = answers.allSatisfy { if case .records = $0.answer { true } else { false } }
        let isRight = wanted.expected.isEmpty || answers.allSatisfy { $0.answer == .records(wanted.expected) }
        if isKnown && isRight { return nil }
        let seen = answers.map { "\($0.server): \($0.answer.text)" }.joined(separator: "; ")
        return isKnown ? .otherAnswer(seen) : .unresolved(seen)
    }
}
