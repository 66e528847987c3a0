import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeExplorer
import KirikaePlan

/// What a search found, as JSON for programs.
///
/// The form is part of the interface: members are added, never renamed or removed, without another `version`.
struct ExplorationJSON {
    static let version: Int64 = 1

    let plan: Plan

    private var words: ExplorationWording { ExplorationWording(plan: plan) }

    /// The whole result.
    func document(of exploration: Exploration) -> JSONValue {
        let bounds = exploration.bounds
        return .object([
            "version": .integer(Self.version), "runbook": .string(exploration.runbook),
            "fingerprint": .string(plan.fingerprint), "complete": .bool(exploration.isComplete),
            "starts": number(exploration.starts), "states": number(exploration.states),
            "transitions": number(exploration.transitions), "situations": number(exploration.situations),
            "service-states": number(exploration.serviceStates), "completions": number(exploration.completions),
            "bounds": .object([
                "crashes": number(bounds.breaks), "outside": number(bounds.outsideChanges),
                "troubles": number(bounds.troubles), "skips": number(bounds.leavingOut),
                "states": number(bounds.states),
            ]),
            "holds": .array(exploration.holds.map { .object(["id": .string($0), "text": text(words.hold($0))]) }),
            "findings": .array(exploration.findings.map(finding)),
        ])
    }

    private func finding(_ finding: Exploration.Finding) -> JSONValue {
        var members = kind(finding.property)
        members["text"] = text(words.property(finding))
        members["outside"] = .bool(finding.needsOutsideChange)
        members["start"] = .object(
            Dictionary(
                finding.start.map { ($0.variable, $0.value.map { .string($0) } ?? .string("unknown")) },
                uniquingKeysWith: { first, _ in first }))
        members["way"] = .array(
            finding.way.map { label in
                let (words, step) = self.words.label(label)
                var entry: [String: JSONValue] = ["text": text(words)]
                if let step { entry["step"] = .string(step) }
                if let place = step.flatMap(self.words.place) { entry["place"] = .string(place) }
                return .object(entry)
            })
        return .object(members)
    }

    private func kind(_ property: Exploration.Property) -> [String: JSONValue] {
        switch property {
        case .invariant(let id): ["kind": .string("invariant"), "invariant": .string(id)]
        case .atEnd(let id): ["kind": .string("at-end"), "invariant": .string(id)]
        case .stuck: ["kind": .string("stuck")]
        case .neverReached(let step): ["kind": .string("never-reached"), "step": .string(step)]
        case .neverFalse(let step, let gate, let index):
            [
                "kind": .string("never-false"), "step": .string(step), "gate": .string(gate.rawValue),
                "condition": number(index),
            ]
        case .neverCompleted: ["kind": .string("never-completed")]
        }
    }

    private func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }

    private func text(_ text: LocalizedText) -> JSONValue { .object(["ja": .string(text.ja), "en": .string(text.en)]) }
}
