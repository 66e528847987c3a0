import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeExplorer
import KirikaePlan
import KirikaeSyntax

/// What the searches of a review have found, for people and for programs.
struct ExploredText: Sendable {
    let explored: ExploredDifference
    let wording: ScreenWording

    /// A sentence for each thing that is newly possible, or no more.
    var sentences: [ReviewDocument.Sentence] {
        explored.changes.map { change in
            let property = ExplorationWording(plan: change.plan).property(change.finding)[wording.language]
            let outside =
                change.finding.needsOutsideChange
                ? wording.parenthesised(wording.pick("外の変化があるとき", "only if something outside changes")) : ""
            let text =
                change.isNew
                ? wording.pick("新たに起こりえます：", "newly possible: ") : wording.pick("起こらなくなります：", "no longer possible: ")
            return ReviewDocument.Sentence(
                isAlarming: change.isNew, text: ExactText.safe(text + property + outside),
                places: ExactText.safe(places(change)))
        }
    }

    private func places(_ change: ExploredDifference.Change) -> String {
        let first = change.identities.first.map { identity in
            identity.arguments.isEmpty
                ? identity.runbook : identity.runbook + wording.parenthesised(identity.argumentText)
        }
        let others = change.identities.count - 1
        let more = others > 0 ? wording.pick(" ほか \(others) 件", " and \(others) more") : ""
        return (first ?? "") + more + last(change)
    }

    /// What happens last on the way to it, and how long the way is.
    private func last(_ change: ExploredDifference.Change) -> String {
        guard let label = change.finding.way.last else { return "" }
        let count = change.finding.way.count
        let words = ExplorationWording(plan: change.plan).label(label)
        let text = words.text[wording.language]
        let place = words.step.flatMap(ExplorationWording(plan: change.plan).place).map { " [\($0)]" } ?? ""
        return wording.pick("。\(count) 段階の最後：\(text)\(place)", "; last of \(count) steps: \(text)\(place)")
    }

    /// How much was looked at.
    var scope: String {
        let givenUp = explored.givenUpCount
        let caution =
            givenUp == 0
            ? ""
            : wording.pick(
                "。うち \(givenUp) 件は調べきれず、証明になりません",
                "; \(givenUp) of them could not be looked at to the end, which proves nothing")
        return wording.pick(
            "変更前後の計画 \(explored.planCount) 組で起こりうることを調べました（状態 \(explored.stateCount)）\(caution)。",
            "Everything that could happen to \(explored.planCount) plans, before and after (\(explored.stateCount) states)\(caution); "
        ) + ExplorationText.bounds(explored.bounds, wording)
    }

    /// The same for programs, in both languages.
    static func json(_ explored: ExploredDifference) -> JSONValue {
        .object([
            "plans": .integer(Int64(explored.planCount)), "givenUp": .integer(Int64(explored.givenUpCount)),
            "states": .integer(Int64(explored.stateCount)),
            "changes": .array(
                explored.changes.map { change in
                    .object([
                        "change": .string(change.isNew ? "new" : "gone"),
                        "plans": .array(
                            change.identities.map { identity in
                                .object([
                                    "runbook": .string(identity.runbook),
                                    "arguments": .object(identity.arguments.mapValues { .string($0) }),
                                    "environment": .string(identity.environment),
                                ])
                            }),
                        "finding": ExplorationJSON(plan: change.plan).finding(change.finding),
                    ])
                }),
        ])
    }
}
