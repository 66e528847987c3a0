import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// What a newer fact index changes, and which places it touches, as a person reads it.
struct ManualComparisonText: Sendable {
    let comparison: ManualComparison
    let old: Manual
    let wording: ScreenWording
    let style: Style

    private var trace: TraceText { TraceText(trace: comparison.trace, wording: wording, style: style) }

    /// The whole text.
    var text: String {
        let edition = TerminalText.safe(comparison.manual.edition)
        let date = TerminalText.safe(comparison.manual.date)
        var lines = trace.heading(old)
        lines.append(
            wording.pick(
                "→ 版 \(edition)（\(date)）：追加 \(comparison.added.count) 件、削除 \(comparison.removed.count) 件、"
                    + "変更 \(comparison.changed.count) 件",
                "→ edition \(edition) (\(date)): \(comparison.added.count) added, \(comparison.removed.count) removed, "
                    + "\(comparison.changed.count) changed"))
        if !comparison.added.isEmpty {
            lines += ["", style.bold(wording.pick("追加された事実", "Added"))]
            for fact in comparison.added { lines += trace.card(fact, indent: "  ") }
        }
        if !comparison.removed.isEmpty {
            lines += ["", style.bold(wording.pick("なくなった事実", "Removed"))]
            for fact in comparison.removed { lines += removed(fact) }
        }
        if !comparison.changed.isEmpty {
            lines += ["", style.bold(wording.pick("変わった事実", "Changed"))]
            for change in comparison.changed { lines += changed(change) }
        }
        let added = Set(comparison.added.map(\.id.value))
        // Those that were added are shown above.
        lines += [""] + trace.list(comparison.trace.gaps.filter { !added.contains($0.id.value) })
        return (lines + verdict).joined(separator: "\n") + "\n"
    }

    private func removed(_ fact: Manual.Fact) -> [String] {
        let places = trace.places(fact.id.value, "      ")
        return ["  - \(style.bold(fact.id.value))  \(wording.kind(fact.kind))"] + trace.wrapped(fact.text, "      ")
            + (places.isEmpty ? [wording.pick("      （挙げている箇所はありません）", "      (no place names it)")] : places)
    }

    private func changed(_ change: ManualComparison.Change) -> [String] {
        let aspects = change.aspects.map(wording.aspect).joined(separator: wording.pick("、", ", "))
        var lines = ["  ~ \(style.bold(change.new.id.value))  \(aspects)"]
        for (mark, fact) in [("- ", change.old), ("+ ", change.new)] {
            if change.aspects.contains(.text) { lines += trace.wrapped(fact.text, "      ", head: mark) }
            let attributes = change.aspects.compactMap { attribute($0, of: fact) }
            if !attributes.isEmpty {
                lines.append("      \(mark)" + attributes.joined(separator: wording.pick("、", ", ")))
            }
            if change.aspects.contains(.excuse), let excused = fact.excused {
                lines += trace.wrapped(excused, "      ", head: mark + wording.pick("理由：", "why: "))
            }
        }
        let places = trace.places(change.new.id.value, "      ")
        return lines + (places.isEmpty ? [wording.pick("      （挙げている箇所はありません）", "      (no place names it)")] : places)
    }

    private func attribute(_ aspect: ManualComparison.Aspect, of fact: Manual.Fact) -> String? {
        switch aspect {
        case .kind: wording.kind(fact.kind)
        case .function: fact.function ?? wording.pick("機能なし", "no function")
        case .direction: fact.direction.map(wording.direction) ?? wording.pick("向きなし", "no direction")
        case .severity: fact.severity.map(wording.severity) ?? wording.pick("重さなし", "no severity")
        case .text, .excuse: nil
        }
    }

    private var verdict: [String] {
        var lines: [String] = []
        let dangling = comparison.dangling
        if !dangling.isEmpty {
            let names = dangling.map(\.id.value).joined(separator: wording.pick("、", ", "))
            lines.append(
                style.bad("✗ ")
                    + wording.pick(
                        "なくなった事実を挙げている箇所があります：\(names)", "Places still name removed facts: \(names)"))
        }
        return lines + [trace.verdict(comparison.trace.gaps)]
    }
}
