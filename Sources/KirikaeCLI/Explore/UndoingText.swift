import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeExplorer
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Whether a plan undoes another one, for people and for programs.
struct UndoingText {
    /// The plan that leaves the service somewhere.
    let first: Plan
    /// The plan that leads back.
    let second: Plan
    let bounds: ExplorationBounds

    // MARK: For people

    /// The whole text.
    ///
    /// - Parameters:
    ///   - undoing: what was found.
    ///   - wording: the language.
    ///   - width: how wide the lines may be, in cells; nil where nothing shows where they end.
    func text(
        of undoing: Undoing, _ wording: ScreenWording, width: Int? = TerminalWidth.ofStandardOutput
    ) -> String {
        let page = ExplorationText(plan: first, wording: wording, width: width)
        let title = TerminalText.safe(first.title[wording.language]) + wording.parenthesised(first.runbook)
        let back = TerminalText.safe(second.title[wording.language]) + wording.parenthesised(second.runbook)
        var lines = page.folded(title) + page.folded(back, after: "↩ ")
        var number = 0
        for group in undoing.groups {
            let text = TerminalText.safe(self.text(of: group, undoing)[wording.language])
            guard group.outcome != .undone else {
                lines += [""] + page.folded(text, after: "✓ ")
                continue
            }
            number += 1
            lines += [""] + page.folded(text, after: "✗ \(number). ") + page.way(group.way, from: group.runStart)
        }
        lines.append("")
        for line in [verdict(undoing, wording), ExplorationText.bounds(bounds, wording)] { lines += page.folded(line) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func verdict(_ undoing: Undoing, _ wording: ScreenWording) -> String {
        let states = undoing.leftBehind
        switch (undoing.isUndone, undoing.isComplete) {
        case (true, true):
            return wording.pick(
                "✓ 途中でやめた場合を含めて、残りうる状態 \(states) のすべてから、平常の状態に戻ります。",
                "✓ From all \(states) states that may be left behind, also half-way, it leads back to normal operation."
            )
        case (false, true):
            return wording.pick(
                "✗ 途中でやめた場合を含めて、残りうる状態 \(states) のうち、平常の状態に戻らないものがあります。",
                "✗ Of the \(states) states that may be left behind, also half-way, not all lead back to normal operation."
            )
        case (_, false):
            return wording.pick(
                "! 調べきる前に打ち切りました（調べた状態 \(states)）。これは証明になりません。",
                "! The search was given up before everything was looked at (\(states) states). This proves nothing.")
        }
    }

    /// What a group of states has in common.
    func text(of group: Undoing.Group, _ undoing: Undoing) -> LocalizedText {
        let outcome = outcome(group.outcome)
        return .init(
            ja: "残りうる状態 \(undoing.leftBehind) のうち \(group.states) から：\(outcome.ja)",
            en: "from \(group.states) of \(undoing.leftBehind) states that may be left behind: \(outcome.en)")
    }

    private func outcome(_ outcome: Undoing.Outcome) -> LocalizedText {
        switch outcome {
        case .undone: return .init(ja: "平常の状態に戻ります", en: "it leads back to normal operation")
        case .refused(_, let unmet):
            let demands = demands(unmet)
            return .init(ja: "始められません。求める条件：\(demands.ja)", en: "it does not begin; it demands \(demands.en)")
        case .blocked(let step, let unmet):
            let title = second.index(of: step).map { second.steps[$0].title } ?? LocalizedText(verbatim: step)
            let demands = demands(unmet)
            return .init(
                ja: "「\(title.ja)」から先へ進めません" + (unmet.isEmpty ? "" : "。求める条件：\(demands.ja)"),
                en: "it does not get past ‘\(title.en)’" + (unmet.isEmpty ? "" : "; that demands \(demands.en)"))
        case .leaves(let variables):
            let titles = variables.map { second.service.variable($0)?.title ?? LocalizedText(verbatim: $0) }
            return .init(
                ja: "終わっても平常と違います：" + titles.map(\.ja).joined(separator: "、"),
                en: "it ends well, but not as in normal operation: " + titles.map(\.en).joined(separator: ", "))
        }
    }

    private func demands(_ conditions: [PlanCondition]) -> LocalizedText {
        func words(_ language: Language, _ separator: String) -> String {
            let text = ConditionText(service: second.service, wording: ScreenWording(language: language))
            return conditions.map { text.demand($0.condition) }.joined(separator: separator)
        }
        return .init(ja: words(.ja, "、"), en: words(.en, "; "))
    }

    // MARK: For programs

    /// The result as JSON; members are added, never renamed or removed, without another `version`.
    func document(of undoing: Undoing) -> JSONValue {
        let page = ExplorationJSON(plan: first)
        return .object([
            "version": .integer(ExplorationJSON.version), "runbook": .string(undoing.first),
            "undone-by": .string(undoing.second), "fingerprint": .string(first.fingerprint),
            "undone-by-fingerprint": .string(second.fingerprint), "complete": .bool(undoing.isComplete),
            "undone": .bool(undoing.isUndone), "left-behind": .integer(Int64(undoing.leftBehind)),
            "bounds": ExplorationJSON.bounds(bounds),
            "outcomes": .array(
                undoing.groups.map { group in
                    var members = kind(of: group.outcome)
                    members["states"] = .integer(Int64(group.states))
                    members["text"] = ExplorationJSON.text(text(of: group, undoing))
                    members["left"] = ExplorationJSON.values(group.start)
                    members["start"] = ExplorationJSON.values(group.runStart)
                    members["way"] = page.way(group.way)
                    return .object(members)
                }),
        ])
    }

    private func kind(of outcome: Undoing.Outcome) -> [String: JSONValue] {
        switch outcome {
        case .undone: ["kind": .string("undone")]
        case .refused(let gate, _): ["kind": .string("refused"), "step": .string(gate)]
        case .blocked(let step, _): ["kind": .string("blocked"), "step": .string(step)]
        case .leaves(let variables):
            ["kind": .string("leaves"), "variables": .array(variables.map { .string($0) })]
        }
    }
}
