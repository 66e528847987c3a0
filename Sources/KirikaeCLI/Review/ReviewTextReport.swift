import KirikaeDiagnostics
import KirikaePlan

/// A report for a terminal.
struct ReviewTextReport: Sendable {
    let document: ReviewDocument
    let style: Style
    /// How many cells a line may have.
    var width = 80

    private var wording: ScreenWording { ScreenWording(language: document.language) }
    private var words: ReviewWording { ReviewWording(wording: wording) }

    /// The lines.
    var lines: [String] {
        var lines = wrapped(document.title, style: style.bold)
        lines += wrapped("\(document.oldName) → \(document.newName)", style: { $0 })
        lines += document.extent.isEmpty ? [] : wrapped(document.extent, style: { $0 })
        lines += [""] + wrapped(document.verdict, style: tint(document.worst))
        guard !document.entries.isEmpty else { return lines }
        lines += behaviour + explored + [""] + contents
        for (index, entry) in document.entries.enumerated() { lines += [""] + self.lines(entry, number: index + 1) }
        return lines
    }

    private var behaviour: [String] {
        section(
            wording.pick("サービスの振る舞い", "Behaviour of the service"), document.behaviour, document.behaviourScope)
    }

    private var explored: [String] {
        section(words.exploredTitle, document.explored, document.exploredScope)
    }

    private func section(_ title: String, _ sentences: [ReviewDocument.Sentence], _ scope: String?) -> [String] {
        guard let scope else { return [] }
        var lines = [""] + wrapped(title, style: style.bold)
        for sentence in sentences {
            lines += wrapped(
                sentence.text, first: sentence.isAlarming ? "  ! " : "  · ",
                style: sentence.isAlarming ? style.bad : { $0 })
            lines += wrapped(sentence.places, first: "      ", style: style.faint)
        }
        return lines + wrapped(scope, first: "  ", style: style.faint)
    }

    // MARK: Contents

    private var contents: [String] {
        let levels = levelCells
        let kinds = document.rows.map { DisplayWidth.cells(of: $0.what) }.max() ?? 0
        return document.rows.flatMap { row -> [String] in
            let first = "\(number(row.numbers)) "
            let level = DisplayWidth.padded(words.level(row.risk.level), to: levels)
            let head = first + tint(row.risk)(level) + "  " + DisplayWidth.padded(row.what, to: kinds) + "  "
            let indent = DisplayWidth.cells(of: first) + levels + kinds + 4
            let lines = DisplayWidth.wrapped(row.title, to: max(20, width - indent))
            let space = String(repeating: " ", count: indent)
            return lines.enumerated().map { ($0.offset == 0 ? head : space) + style.bold($0.element) }
                + (row.gist.isEmpty ? [] : wrapped(row.gist, first: space, style: { $0 }))
        }
    }

    private func number(_ numbers: ClosedRange<Int>) -> String {
        let text = numbers.count == 1 ? "\(numbers.lowerBound)" : "\(numbers.lowerBound)–\(numbers.upperBound)"
        return String(repeating: " ", count: max(0, 5 - DisplayWidth.cells(of: text))) + text
    }

    private var levelCells: Int {
        document.rows.map { DisplayWidth.cells(of: words.level($0.risk.level)) }.max() ?? 0
    }

    // MARK: Entries

    private func lines(_ entry: ReviewDocument.Entry, number: Int) -> [String] {
        let head = "\(number). \(words.level(entry.risk.level)) \(entry.mark) \(entry.word)  "
        var lines = wrapped(entry.title, first: head, style: style.bold)
        if !lines.isEmpty { lines[0] = lines[0].replacing(head, with: tint(entry.risk)(head), maxReplacements: 1) }
        for place in entry.places {
            lines += wrapped(
                [place.name, place.location].compactMap(\.self).joined(separator: "  "), first: "   ",
                style: style.faint)
        }
        if !entry.runbooks.isEmpty {
            lines += wrapped(
                entry.runbooks.joined(separator: ", "), first: wording.pick("   計画 ", "   in "),
                style: style.faint)
        }
        for line in entry.lines {
            // The level of the first line is that of the entry.
            let tag = line.risk.level == entry.risk.level ? "" : wording.parenthesised(words.level(line.risk.level))
            lines += wrapped(line.label + tag, first: "   ", style: tint(line.risk))
            if let scope = line.scope {
                lines += wrapped(scope, first: wording.pick("     計画 ", "     in "), style: style.faint)
            }
            for text in line.remarks { lines += wrapped(text, first: "     ! ", style: style.caution) }
            for (sign, value) in line.unified {
                let style = sign == "−" ? style.bad : sign == "+" ? style.good : style.faint
                lines += whole(value, first: "     \(sign) ", style: style)
            }
        }
        return lines
    }

    private func tint(_ risk: RiskClass?) -> (String) -> String {
        switch risk?.level {
        case .high: style.bad
        case .medium: style.caution
        case .some(.none): style.good
        case .low, nil: { $0 }
        }
    }

    /// A value behind a first part: broken where a line is full, with a mark, so that no space is lost where it breaks.
    private func whole(_ value: ValueLine, first: String, style tint: @escaping (String) -> String) -> [String] {
        let indent = DisplayWidth.cells(of: first)
        let room = max(20, width - indent) - 1
        var lines: [[StyledCharacter]] = [[]]
        var cells = 0
        for character in characters(of: value, tint: tint) {
            if cells + character.cells > room, cells > 0 {
                let rest = Self.broken(&lines[lines.count - 1], before: character.text)
                lines.append(rest)
                cells = rest.reduce(0) { $0 + $1.cells }
            }
            lines[lines.count - 1].append(character)
            cells += character.cells
        }
        let space = String(repeating: " ", count: indent)
        return lines.enumerated().map { index, line in
            (index == 0 ? tint(first) : space) + Self.text(line)
                + (index < lines.count - 1 ? style.faint(ValueLine.continuation) : "")
        }
    }

    private struct StyledCharacter {
        var text: Character
        var cells: Int
        /// Which piece it is part of; all characters of a piece have the same style.
        var piece: Int
        var style: (String) -> String
    }

    private func characters(of value: ValueLine, tint: @escaping (String) -> String) -> [StyledCharacter] {
        var parts: [(String, (String) -> String)] = [(value.label, style.faint)]
        parts += value.pieces.map { piece in
            let text = ValueLine.text(piece, wording)
            return switch piece {
            case .same: (text, { $0 })
            case .changed: (text, tint)
            case .cut: (text, style.faint)
            }
        }
        return parts.enumerated().flatMap { index, part in
            part.0.map { character in
                StyledCharacter(
                    text: character, cells: DisplayWidth.cells(of: String(character)), piece: index, style: part.1)
            }
        }
    }

    /// Takes from the end of a full line what goes to the next: the beginning of a word, if it is short enough, and what a closing
    /// mark follows.
    private static func broken(
        _ line: inout [StyledCharacter], before next: Character
    ) -> [StyledCharacter] {
        if "。、」）".contains(next), let last = line.popLast() { return [last] }
        guard let last = line.last, last.text != " ", last.text.isASCII,
            let space = line.lastIndex(where: { $0.text == " " || !$0.text.isASCII }), line.count - space <= 24,
            space > line.count / 2
        else { return [] }
        let rest = Array(line[(space + 1)...])
        line.removeSubrange((space + 1)...)
        return rest
    }

    private static func text(_ characters: [StyledCharacter]) -> String {
        var text = ""
        var rest = characters[...]
        while let first = rest.first {
            let part = rest.prefix { $0.piece == first.piece }
            rest = rest.dropFirst(part.count)
            text += first.style(String(part.map(\.text)))
        }
        return text
    }

    /// A text behind a first part, its further lines below its own beginning; nothing of it is cut off.
    private func wrapped(_ text: String, first: String = "", style: (String) -> String) -> [String] {
        let indent = DisplayWidth.cells(of: first)
        let lines = DisplayWidth.wrapped(text, to: max(20, width - indent))
        return lines.enumerated().map { index, line in
            index == 0 ? first + style(line) : String(repeating: " ", count: indent) + style(line)
        }
    }
}
