import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeExplorer
import KirikaePlan
import KirikaeSyntax

/// What a search found, as JSON for programs.
///
/// The form is part of the interface: members are added, never renamed or removed, without another `version`.
struct ExplorationJSON {
    static let version: Int64 = 1

    let plan: Plan

    private var words: ExplorationWording { ExplorationWording(plan: plan) }

    /// The whole result.
    ///
    /// - Parameters:
    ///   - exploration: what was found.
    ///   - replays: for each finding how its replay went; empty if nothing was replayed.
    func document(of exploration: Exploration, replays: [FindingReplay] = []) -> JSONValue {
        .object([
            "version": .integer(Self.version), "runbook": .string(exploration.runbook),
            "fingerprint": .string(plan.fingerprint), "complete": .bool(exploration.isComplete),
            "starts": Self.number(exploration.starts), "states": Self.number(exploration.states),
            "transitions": Self.number(exploration.transitions), "situations": Self.number(exploration.situations),
            "service-states": Self.number(exploration.serviceStates),
            "completions": Self.number(exploration.completions),
            "bounds": Self.bounds(exploration.bounds),
            "holds": .array(exploration.holds.map { .object(["id": .string($0), "text": Self.text(words.hold($0))]) }),
            "outages": .array(exploration.outages.map(outage)),
            "findings": .array(
                exploration.findings.enumerated().map { index, finding in
                    self.finding(finding, replays.indices.contains(index) ? replays[index] : nil)
                }),
        ])
    }

    /// The result of a search over all plans.
    static func document(of search: LibrarySearch) -> JSONValue {
        .object([
            "version": .integer(version), "bounds": bounds(search.bounds),
            "runbooks": .array(
                search.rows.map { row in
                    var members: [String: JSONValue] = [
                        "runbook": .string(row.runbook), "plans": number(row.planCount),
                        "impossible": number(row.impossibleCount), "starts": number(row.starts),
                        "states": number(row.states), "transitions": number(row.transitions),
                        "milliseconds": .integer(row.milliseconds), "complete": .bool(row.isComplete),
                    ]
                    members["findings"] = .array(
                        row.findings.map { plan, finding in
                            .object([
                                "arguments": .object(plan.arguments.mapValues { .string($0) }),
                                "finding": ExplorationJSON(plan: plan).finding(finding),
                            ])
                        })
                    if let error = row.error {
                        members["error"] = text(ExploreMessage.notExplored(error).localized)
                    }
                    return .object(members)
                }),
        ])
    }

    static func bounds(_ bounds: ExplorationBounds) -> JSONValue {
        var members: [String: JSONValue] = [
            "crashes": number(bounds.breaks), "outside": number(bounds.outsideChanges),
            "troubles": number(bounds.troubles), "skips": number(bounds.leavingOut),
            "states": number(bounds.states),
        ]
        if let only = bounds.outsideVariables { members["outsideOnly"] = .array(only.sorted().map { .string($0) }) }
        return .object(members)
    }

    /// What happens, in order.
    func way(_ labels: [Move.Label]) -> JSONValue {
        .array(
            labels.map { label in
                let (words, step) = self.words.label(label)
                var entry: [String: JSONValue] = ["text": Self.text(words)]
                if let step { entry["step"] = .string(step) }
                if let place = step.flatMap(self.words.place) { entry["place"] = .string(place) }
                return .object(entry)
            })
    }

    /// Variables with their values.
    static func values(_ values: [(variable: String, value: String?)]) -> JSONValue {
        .object(
            Dictionary(
                values.map { ($0.variable, $0.value.map { .string($0) } ?? .string("unknown")) },
                uniquingKeysWith: { first, _ in first }))
    }

    private func outage(_ outage: Exploration.Outage) -> JSONValue {
        var members: [String: JSONValue] = [
            "invariant": .string(outage.invariant), "allowed-milliseconds": .integer(outage.allowed.count),
            "text": Self.text(words.outage(outage)), "too-long": .bool(outage.isTooLong),
        ]
        // One that does not end by itself has no length.
        if let longest = outage.longest { members["longest-milliseconds"] = .integer(longest.count) }
        return .object(members)
    }

    /// Something that is wrong, with the way to it.
    func finding(_ finding: Exploration.Finding, _ replay: FindingReplay? = nil) -> JSONValue {
        var members = kind(finding.property)
        members["text"] = Self.text(words.property(finding))
        members["outside"] = .bool(finding.needsOutsideChange)
        members["start"] = Self.values(finding.start)
        members["way"] = way(finding.way)
        if let replay, let text = replay.text {
            var entry: [String: JSONValue] = ["agrees": .bool(replay.disagreement == nil), "text": Self.text(text)]
            if let steps = replay.stepCount { entry["steps"] = Self.number(steps) }
            members["replay"] = .object(entry)
        }
        return .object(members)
    }

    private func kind(_ property: Exploration.Property) -> [String: JSONValue] {
        switch property {
        case .invariant(let id): ["kind": .string("invariant"), "invariant": .string(id)]
        case .atEnd(let id): ["kind": .string("at-end"), "invariant": .string(id)]
        case .stuck: ["kind": .string("stuck")]
        case .neverReached(let step): ["kind": .string("never-reached"), "step": .string(step)]
        case .verifiesNothing(let step): ["kind": .string("verifies-nothing"), "step": .string(step)]
        case .neverCompleted: ["kind": .string("never-completed")]
        case .outageStays(let id): ["kind": .string("outage-stays"), "invariant": .string(id)]
        case .outageTooLong(let id): ["kind": .string("outage-too-long"), "invariant": .string(id)]
        }
    }

    private static func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }

    static func text(_ text: LocalizedText) -> JSONValue {
        .object(["ja": .string(text.ja), "en": .string(text.en)])
    }
}
