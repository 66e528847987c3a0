import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// Which facts are carried where, as a person reads it.
struct TraceText: Sendable {
    let trace: Trace
    let wording: ScreenWording
    let style: Style

    private static let width = 100

    /// How many facts of each kind are carried or excused, the excuses, and the gaps.
    var summary: String {
        var lines: [String] = []
        for manual in trace.manuals { lines += heading(manual) + [""] + coverage(of: manual) + [""] }
        let excused = trace.manuals.flatMap(\.facts).filter { trace.state(of: $0) == .excused }
        if !excused.isEmpty {
            lines.append(style.bold(wording.pick("扱わない理由のある事実：\(excused.count) 件", "Excused: \(excused.count)")))
            for fact in excused { lines += card(fact, indent: "  ") }
            lines.append("")
        }
        lines += gaps(trace.gaps)
        return text(lines)
    }

    /// All facts of one kind, and the places that name each.
    func kind(_ kind: Manual.FactKind) -> String {
        var lines: [String] = []
        for manual in trace.manuals { lines += heading(manual) + [""] + coverage(of: manual, only: kind) + [""] }
        for fact in trace.manuals.flatMap(\.facts) where fact.kind == kind { lines += card(fact, indent: "") }
        lines += ["", verdict(trace.gaps.filter { $0.kind == kind })]
        return text(lines)
    }

    /// One fact, and every place that names it.
    func card(_ fact: Manual.Fact) -> String { text(card(fact, indent: "")) }

    /// The facts of a runbook and of each of its steps.
    func runbook(_ decoded: DecodedCitations) -> String {
        let entries = Dictionary(grouping: decoded.entries, by: \.holder)
        return text(
            decoded.holders.flatMap { holder in
                [style.bold(holder.name)]
                    + (entries[holder] ?? []).flatMap { entry -> [String] in
                        let part = entry.part == .whole ? "" : wording.parenthesised(wording.part(entry.part))
                        guard let fact = trace.fact(entry.fact)?.fact else { return ["  " + safe(entry.fact) + part] }
                        return ["  \(fact.id.value)  \(wording.kind(fact.kind))\(part)"] + wrapped(fact.text, "    ")
                    }
                    + (entries[holder] == nil ? [wording.pick("  （事実を挙げていません）", "  (names no fact)")] : [])
            })
    }

    // MARK: Parts

    /// What a manual is, and how many facts it has.
    func heading(_ manual: Manual) -> [String] {
        let title = safe(manual.title[wording.language])
        let edition = safe(manual.edition)
        let date = safe(manual.date)
        return [
            style.bold(title)
                + wording.pick(
                    "　版 \(edition)（\(date)）、事実 \(manual.facts.count) 件",
                    ", edition \(edition) (\(date)): \(manual.facts.count) facts")
        ]
    }

    /// A line for each kind, what must be carried first.
    func coverage(of manual: Manual, only: Manual.FactKind? = nil) -> [String] {
        let rows = trace.coverage(of: manual).filter { only == nil || $0.kind == only }
        return [true, false].flatMap { isRequired -> [String] in
            let rows = rows.filter { $0.isRequired == isRequired }
            guard !rows.isEmpty else { return [] }
            let lead =
                isRequired
                ? wording.pick("すべて扱うか、理由が要るもの", "Must be carried or excused")
                : wording.pick("扱わなくてもよいもの", "Need not be carried")
            return [lead] + rows.map(row)
        }
    }

    private func row(_ coverage: Trace.Coverage) -> String {
        var name = wording.kind(coverage.kind)
        if coverage.kind == .erratum {
            name += coverage.isRequired ? wording.pick("（高・中）", " (high, medium)") : wording.pick("（低）", " (low)")
        }
        let mark = !coverage.isRequired ? " " : coverage.open == 0 ? style.good("✓") : style.bad("✗")
        let done = coverage.isRequired ? coverage.carried + coverage.excused : coverage.carried
        let share = wording.pick("\(coverage.facts) 件中 \(done) 件", "\(done) of \(coverage.facts)")
        var line = "  \(mark) \(DisplayWidth.padded(name, to: 24))\(share)"
        if coverage.excused > 0 {
            line += wording.pick("（うち理由つき \(coverage.excused) 件）", " (\(coverage.excused) excused)")
        }
        return line
    }

    /// The facts that nothing carries or excuses, and the verdict.
    func gaps(_ gaps: [Manual.Fact]) -> [String] { list(gaps) + [verdict(gaps)] }

    /// The facts that nothing carries or excuses.
    func list(_ gaps: [Manual.Fact]) -> [String] {
        guard !gaps.isEmpty else { return [] }
        let heading = wording.pick("扱われず、理由もない事実：\(gaps.count) 件", "Neither carried nor excused: \(gaps.count)")
        return [style.bold(heading)] + gaps.flatMap { card($0, indent: "  ") } + [""]
    }

    /// Whether anything is missing.
    func verdict(_ gaps: [Manual.Fact]) -> String {
        gaps.isEmpty
            ? style.good("✓ ")
                + wording.pick("扱うべき事実は、すべて扱われているか、理由があります。", "Every fact that must be is carried or excused.")
            : style.bad("✗ ")
                + wording.pick(
                    "扱うべき事実のうち \(gaps.count) 件が、扱われておらず、理由もありません。",
                    "Facts that must be carried, and are neither carried nor excused: \(gaps.count)")
    }

    /// What a fact says, what has become of it, and where.
    func card(_ fact: Manual.Fact, indent: String) -> [String] {
        let state = trace.state(of: fact)
        let mark =
            switch state {
            case .carried: style.good("✓")
            case .excused: "–"
            case .open: isRequired(fact) ? style.bad("✗") : "·"
            }
        var about = [wording.kind(fact.kind)]
        if let severity = fact.severity { about.append(wording.severity(severity)) }
        if let function = fact.function { about.append(function) }
        if let direction = fact.direction { about.append(wording.direction(direction)) }
        var lines = [
            "\(indent)\(mark) \(style.bold(fact.id.value))  \(about.joined(separator: wording.pick("・", ", ")))"
        ]
        lines += wrapped(fact.text, indent + "    ")
        if let excused = fact.excused, state == .excused {
            lines += wrapped(excused, indent + "    ", head: wording.pick("理由：", "why: "))
        }
        return lines + places(fact.id.value, indent + "    ")
    }

    /// The places that name a fact, a line each.
    func places(_ fact: String, _ indent: String) -> [String] {
        trace.places(of: fact).map { place in
            var line = "\(indent)→ \(wording.holder(place.holder.kind))\(safe(place.holder.name))"
            if place.part != .whole { line += wording.parenthesised(wording.part(place.part)) }
            return line + "  " + style.faint(place.fact.location.text)
        }
    }

    /// A text in the language of the screen, broken into lines.
    func wrapped(_ localized: LocalizedText, _ indent: String, head: String = "") -> [String] {
        DisplayWidth.wrapped(head + safe(localized[wording.language]), to: Self.width - indent.count)
            .map { indent + $0 }
    }

    private func isRequired(_ fact: Manual.Fact) -> Bool {
        trace.fact(fact.id.value)?.manual.mustBeCarried(fact) ?? false
    }

    private func safe(_ text: String) -> String { TerminalText.safe(text) }

    private func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }
}
