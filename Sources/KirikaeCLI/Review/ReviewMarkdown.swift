import KirikaeDiagnostics
import KirikaePlan

/// A report for a pull request: Markdown as code hosts show it.
///
/// Whatever comes from a runbook stands in code spans and code blocks, where nothing of it is markup, a link or a mention.
struct ReviewMarkdown: Sendable {
    let document: ReviewDocument

    private var wording: ScreenWording { ScreenWording(language: document.language) }
    private var words: ReviewWording { ReviewWording(wording: wording) }

    /// The whole text.
    var text: String {
        var lines = ["## \(document.title)", "", "\(Self.code(document.oldName)) → \(Self.code(document.newName))", ""]
        lines += ["**\(Self.prose(document.verdict))**", ""]
        if !document.counts.isEmpty {
            lines += [
                "| \(wording.pick("重さ", "Level")) | \(wording.pick("件数", "Count")) | \(wording.pick("意味", "Meaning")) |",
                "|---|---:|---|",
            ]
            lines += document.counts.map { "| \(words.level($0.risk.level)) | \($0.count) | \($0.meaning) |" } + [""]
        }
        lines += document.summary.map { "- **\($0.label)**: \(Self.prose($0.text))" }
        if let scope = document.behaviourScope, !document.entries.isEmpty {
            lines += ["", "### \(wording.pick("サービスの振る舞い", "Behaviour of the service"))", ""]
            for sentence in document.behaviour {
                lines.append("- \(sentence.isAlarming ? "**!** " : "")\(Self.prose(sentence.text))")
                lines.append("  <br><sub>\(Self.prose(sentence.places))</sub>")
            }
            lines += (document.behaviour.isEmpty ? [] : [""]) + ["_\(Self.prose(scope))_"]
        }
        for entry in document.entries { lines += [""] + self.lines(entry) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(_ entry: ReviewDocument.Entry) -> [String] {
        var lines = [
            "### \(words.level(entry.risk.level)): \(entry.mark) \(entry.word) \(Self.code(entry.title))", "",
            [entry.name, entry.location].compactMap(\.self).map(Self.code).joined(separator: " "),
        ]
        if let plans = entry.plans { lines.append("<br>\(wording.pick("計画", "plans")): \(Self.code(plans))") }
        for line in entry.lines {
            lines += ["", "- **\(words.level(line.risk.level))** \(Self.prose(line.label))"]
            if !line.old.isEmpty || !line.new.isEmpty {
                let fence = Self.fence(around: line.old + line.new)
                lines += ["", "  \(fence)diff"]
                lines += line.old.map { "  - \($0)" } + line.new.map { "  + \($0)" } + ["  \(fence)"]
            }
            lines += line.remarks.map { "  > \(Self.prose($0))" }
        }
        return lines
    }

    /// A text as a code span, with more backticks around it than are in it; in a table a bar would end the cell.
    static func code(_ text: String) -> String {
        guard !text.isEmpty else { return "` `" }
        let ticks = String(repeating: "`", count: longestRun(in: text) + 1)
        let space = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
        return ticks + space + text + space + ticks
    }

    /// A sentence in which nothing is markup.
    static func prose(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            // Neither a mention nor a reference to an issue, nor a link that a code host makes by itself.
            case "@": result += "&#64;"
            case "#": result += "&#35;"
            case ":": result += "&#58;"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "!", "$", "^": result += "\\" + String(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func fence(around lines: [String]) -> String {
        String(repeating: "`", count: max(3, (lines.map(longestRun).max() ?? 0) + 1))
    }

    private static func longestRun(in text: String) -> Int {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
