import KirikaeDiagnostics

/// The document of a plan in Markdown.
///
/// Nothing of a runbook can make markup: every character that could is written with a backslash, and literals are code spans
/// whose fence is longer than any run of backticks in them.
struct ProcedureMarkdown: Sendable {
    let procedure: PrintedProcedure

    private var wording: ScreenWording { ScreenWording(language: procedure.language) }

    /// The whole text.
    var text: String {
        var lines = ["# " + Self.escaped(procedure.title), ""]
        if let warning = procedure.warning {
            lines += ["> **\(wording.pick("使用前に記入", "To be filled in first"))** " + Self.escaped(warning), ""]
        }
        lines += procedure.rules.map { "- " + Self.escaped($0) } + [""]
        for table in procedure.tables {
            lines += ["## " + Self.escaped(table.title), ""]
            for row in table.rows {
                lines.append("- **\(Self.escaped(row.label))**" + wording.pick("：", ": ") + written(row.pieces))
            }
            lines.append("")
        }
        for part in procedure.parts {
            switch part {
            case .section(let section): lines += self.section(section)
            case .card(let card): lines += self.card(card)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ section: PrintedProcedure.Section) -> [String] {
        let aside = section.aside.isEmpty ? "" : " " + Self.code(section.aside)
        let head = String(repeating: "#", count: min(section.level + 1, 5)) + " " + Self.escaped(section.title) + aside
        return ["---", "", head, ""] + items(section.items) + (section.items.isEmpty ? [] : [""])
    }

    private func card(_ card: PrintedProcedure.Card) -> [String] {
        let fields = procedure.signature.map { "\($0) " + Self.blank(12) }.joined(separator: "  ")
        return [
            "###### ☐ \(card.number)/\(procedure.count) " + Self.escaped(card.title), "", Self.escaped(card.time), "",
        ] + items(card.items) + ["", fields, ""]
    }

    private func items(_ items: [PrintedProcedure.Item]) -> [String] { items.flatMap(lines) }

    private func lines(_ item: PrintedProcedure.Item) -> [String] {
        switch item {
        case .caution(let text): ["- **⚠ \(wording.pick("注意", "Caution"))** " + Self.escaped(text)]
        case .note(let text): ["- \(wording.pick("備考", "Note:")) " + Self.escaped(text)]
        case .fact(let label, let pieces): ["- **\(Self.escaped(label))** " + written(pieces)]
        case .check(let label, let pieces, let because):
            ["- ☐ " + (label.isEmpty ? "" : "**\(Self.escaped(label))** ") + written(pieces)]
                + (because.map { ["  - \(wording.pick("そうでないとき", "If not:")) " + Self.escaped($0)] } ?? [])
        case .action(let number, let pieces): ["- ☐ **(\(number))** " + written(pieces)]
        case .question(let ask, let choices):
            ["- **\(wording.pick("回答", "Answer"))** " + Self.escaped(ask)]
                + choices.map { "  - ☐ \(Self.escaped($0.title)) → **\(wording.consequence($0.isAccepted))**" }
        case .entry(let text): ["- \(wording.pick("**記入**", "**Write**")) " + Self.escaped(text) + " " + Self.blank(20)]
        case .failure(let text):
            ["- \(wording.pick("**うまくいかないとき**", "**If it does not work:**")) " + Self.escaped(text)]
        case .source(let text): ["- " + Self.escaped(text)]
        }
    }

    private func written(_ pieces: [PrintedProcedure.Piece]) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): Self.escaped(text)
            case .literal(let text): Self.code(text)
            case .blank(let cells): Self.blank(cells)
            }
        }.joined()
    }

    private static func blank(_ cells: Int) -> String { String(repeating: "＿", count: cells / 2) }

    /// A text as it is, whatever it holds.
    static func escaped(_ text: String) -> String {
        var result = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            // A hard line break; an empty line would end the block.
            if !result.isEmpty { result += "\\\n  " }
            result += escapedLine(line)
        }
        return result
    }

    private static func escapedLine(_ line: String) -> String {
        var result = ""
        // What makes a list at the head of a line, also of one that stands behind a mark of ours.
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        if !digits.isEmpty, let mark = line.dropFirst(digits.count).first, ".)".contains(mark) {
            result += digits + "\\" + String(mark)
            return result + escapedLine(" " + line.dropFirst(digits.count + 1)).dropFirst()
        }
        for (offset, character) in line.enumerated() {
            let isMarkAtHead = offset == 0 && "+-=:".contains(character)
            // With a space before it, as a mark of ours leaves it, a text may begin with spaces that would make code of it.
            if isMarkAtHead || "\\`*_{}[]<>#|~!&$^".contains(character) { result += "\\" }
            result.append(character)
        }
        return result
    }

    /// A code span that holds the text as it is.
    static func code(_ text: String) -> String {
        // A code span has no lines; what had been one is shown as a mark.
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: " ⏎ ")
        guard !line.isEmpty else { return "" }
        var longest = 0
        var run = 0
        for character in line {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let isPadded = line.hasPrefix("`") || line.hasSuffix("`") || (line.hasPrefix(" ") && line.hasSuffix(" "))
        return fence + (isPadded ? " \(line) " : line) + fence
    }
}

extension ScreenWording {
    /// What follows from an answer on paper.
    func consequence(_ isAccepted: Bool) -> String {
        isAccepted ? pick("先へ進む", "go on") : pick("止めて連絡する", "stop and call")
    }
}
