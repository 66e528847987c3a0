import KirikaeDiagnostics

/// The gate through which every text of a report goes: nothing of a runbook, a person or a program becomes markup, is
/// invisible, or changes the order in which a line is read.
enum ReportText {
    /// A text on one line; what had been a line feed is shown as a mark.
    static func line(_ text: String) -> String {
        text.contains("\n")
            ? text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: " ⏎ ") : text
    }

    /// A text in an element or between quotation marks.
    static func html(_ text: String) -> String {
        ProcedureHTML.escaped(TerminalText.safe(text, keepingLines: true))
    }

    /// A text in a paragraph or an item of a list.
    static func markdown(_ text: String) -> String {
        ProcedureMarkdown.escaped(TerminalText.safe(text, keepingLines: true))
    }

    /// A text in a cell of a table, which is one line.
    static func markdownCell(_ text: String) -> String { ProcedureMarkdown.escaped(TerminalText.safe(line(text))) }

    /// Lines as they are, in a block whose fence is longer than any run of backticks in them.
    static func markdownBlock(_ lines: [String]) -> [String] {
        let safe = lines.map { TerminalText.safe(line($0)) }
        var longest = 2
        for line in safe {
            var run = 0
            for character in line {
                run = character == "`" ? run + 1 : 0
                longest = max(longest, run)
            }
        }
        let fence = String(repeating: "`", count: longest + 1)
        return [fence] + safe + [fence]
    }
}
