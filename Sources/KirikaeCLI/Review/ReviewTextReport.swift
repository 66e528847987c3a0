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
        var lines = wrapped("\(document.title)  \(document.oldName) → \(document.newName)", style: style.bold)
        lines += wrapped(document.verdict, style: tint(document.worst))
        for count in document.counts {
            lines += wrapped("\(count.meaning)", first: "  \(tag(count.risk)) \(padded(count.count)) ", style: { $0 })
        }
        let labelCells = document.summary.map { DisplayWidth.cells(of: $0.label) }.max() ?? 0
        for line in document.summary {
            lines += wrapped(line.text, first: DisplayWidth.padded(line.label, to: labelCells) + "  ", style: { $0 })
        }
        if let scope = document.behaviourScope, !document.entries.isEmpty {
            lines += ["", style.bold(wording.pick("サービスの振る舞い", "Behaviour of the service"))]
            for sentence in document.behaviour {
                lines += wrapped(
                    sentence.text, first: sentence.isAlarming ? "  ! " : "  · ",
                    style: sentence.isAlarming ? style.bad : { $0 })
                lines += wrapped(sentence.places, first: "      ", style: style.faint)
            }
            lines += wrapped(scope, first: "  ", style: style.faint)
        }
        for entry in document.entries { lines += [""] + self.lines(entry) }
        return lines
    }

    private func lines(_ entry: ReviewDocument.Entry) -> [String] {
        var lines = wrapped(
            "\(entry.word)  \(entry.title)", first: "\(tag(entry.risk)) \(entry.mark) ", style: tint(entry.risk))
        lines += wrapped(
            [entry.name, entry.location].compactMap(\.self).joined(separator: "  "), first: "    ", style: style.faint)
        if let plans = entry.plans {
            lines += wrapped(plans, first: wording.pick("    計画：", "    plans: "), style: style.faint)
        }
        for line in entry.lines {
            lines += wrapped(line.label, first: "    \(tag(line.risk)) ", style: tint(line.risk))
            for text in line.old { lines += whole(text, first: "      − ", style: style.bad) }
            for text in line.new { lines += whole(text, first: "      + ", style: style.good) }
            for text in line.remarks { lines += wrapped(text, first: "      ! ", style: style.caution) }
        }
        return lines
    }

    /// How loud it is, in cells that stand one below the other.
    private func tag(_ risk: RiskClass) -> String {
        let cells = RiskClass.Level.allCases.map { DisplayWidth.cells(of: words.level($0)) }.max() ?? 0
        return "[" + DisplayWidth.padded(words.level(risk.level), to: cells) + "]"
    }

    private func padded(_ count: Int) -> String {
        String(repeating: " ", count: max(0, 3 - String(count).count)) + String(count)
    }

    private func tint(_ risk: RiskClass?) -> (String) -> String {
        switch risk?.level {
        case .high: style.bad
        case .medium: style.caution
        case .some(.none): style.good
        case .low, nil: { $0 }
        }
    }

    /// A value behind a first part: broken wherever a line is full, with a mark, so that no space is lost where it breaks.
    private func whole(_ text: String, first: String, style: (String) -> String) -> [String] {
        let indent = DisplayWidth.cells(of: first)
        let room = max(20, width - indent) - 1
        var parts = [""]
        var cells = 0
        for character in text {
            let more = DisplayWidth.cells(of: String(character))
            if cells + more > room, cells > 0 {
                parts[parts.count - 1] += Self.continuation
                parts.append("")
                cells = 0
            }
            parts[parts.count - 1].append(character)
            cells += more
        }
        return parts.enumerated().map { index, part in
            index == 0 ? first + style(part) : String(repeating: " ", count: indent) + style(part)
        }
    }

    /// Stands where a value goes on in the next line.
    private static let continuation = "↵"

    /// A text behind a first part, its further lines below its own beginning; nothing of it is cut off.
    private func wrapped(_ text: String, first: String = "", style: (String) -> String) -> [String] {
        let indent = DisplayWidth.cells(of: first)
        let lines = DisplayWidth.wrapped(text, to: max(20, width - indent))
        return lines.enumerated().map { index, line in
            index == 0 ? first + style(line) : String(repeating: " ", count: indent) + style(line)
        }
    }
}
