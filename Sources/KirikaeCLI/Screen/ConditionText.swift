import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Conditions in the operator's words.
struct ConditionText: Sendable {
    let service: ServiceModel
    let wording: ScreenWording

    private var language: Language { wording.language }

    /// What a condition demands.
    func demand(_ condition: Condition) -> String {
        switch condition.form {
        case .test(let test):
            let variable = service.variable(test.variable.value)
            let title = variable?.title[language] ?? test.variable.value
            let values = test.values.map { variable?.title(of: $0.value)[language] ?? $0.value }
            return "\(title) = \(values.joined(separator: wording.pick("／", " / ")))"
        case .all(let parts): return joined(parts, wording.pick("、", ", "))
        case .any(let parts): return joined(parts, wording.pick(" または ", " or "))
        case .not(let part): return wording.pick("「\(demand(part))」ではない", "not (\(demand(part)))")
        }
    }

    private func joined(_ parts: [Condition], _ separator: String) -> String {
        parts.map { part in
            if case .test = part.form { demand(part) } else { wording.pick("（\(demand(part))）", "(\(demand(part)))") }
        }.joined(separator: separator)
    }

    /// What is known of the variables of a condition: each with its value and what that rests on.
    func findings(_ condition: Condition, _ knowledge: [String: Observation]) -> [String] {
        condition.variables.map { name in
            let title = service.variable(name)?.title[language] ?? name
            guard let observation = knowledge[name] else {
                return "\(title) = \(wording.pick("未確認", "not looked at"))"
            }
            return "\(title) = \(reading(observation.reading, of: name))〔\(wording.basis(observation.basis))〕"
        }
    }

    /// The same, each with what it rests on.
    func findingsWithEvidence(
        _ condition: Condition, _ knowledge: [String: Observation]
    ) -> [(finding: String, evidence: String?)] {
        zip(findings(condition, knowledge), condition.variables).map { finding, name in
            (finding, knowledge[name].flatMap { EvidenceText(wording: wording).line($0.evidence) })
        }
    }

    /// A reading in words.
    func reading(_ reading: Reading, of variable: String) -> String {
        switch reading {
        case .value(let value): service.variable(variable)?.title(of: value)[language] ?? value
        case .unknown: wording.pick("不明", "unknown")
        case .failed(let reason):
            wording.pick("確認できない（", "could not be looked at (") + wording.probeFailure(reason)
                + wording.pick("）", ")")
        }
    }
}
