import KirikaeDiagnostics

/// An explanation for a terminal.
enum ExplanationText {
    /// The widest line of running text, in cells.
    private static let cells = 88

    /// The whole explanation.
    static func lines(_ explanation: Explanation, language: Language) -> [String] {
        let words = ExplanationWords(language: language)
        var lines = ["\(explanation.message.code): \(explanation.title[language])", ""]
        lines += wrapped(words.severity(explanation)) + [""] + wrapped(explanation.cause[language])
        lines += ["", words.reason, ""] + wrapped(explanation.reason[language]) + ["", words.example, ""]
        let example = explanation.example
        if let remark = example.remark { lines += wrapped(remark[language]) + [""] }
        for edit in example.edits {
            guard let shown = words.shown(edit) else { continue }
            lines += wrapped(shown.lead) + [""] + indented(shown.text)
        }
        lines += indented(example.console(explaining: explanation.message, language: language))
        let corrected = example.edits.compactMap(words.corrected)
        if !corrected.isEmpty { lines += ["  " + words.corrected, ""] + corrected.flatMap(indented) }
        return lines + [words.remedy, ""] + wrapped(explanation.remedy[language])
    }

    /// One line for each code.
    static func list(language: Language) -> [String] {
        Explanation.all.map { explanation in
            let severity = DisplayWidth.padded(explanation.message.severity.word(in: language), to: 7)
            return "\(explanation.message.code)  \(severity)  \(explanation.title[language])"
        }
    }

    /// Running text without the marks of Markdown: links are their words, code is what it is.
    static func plain(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let middle = rest.firstRange(of: "]("), let open = rest[..<middle.lowerBound].lastIndex(of: "["),
            let close = rest[middle.upperBound...].firstIndex(of: ")")
        {
            result += rest[..<open] + rest[rest.index(after: open)..<middle.lowerBound]
            rest = rest[rest.index(after: close)...]
        }
        return (result + rest).replacing("`", with: "")
    }

    private static func wrapped(_ text: String) -> [String] {
        DisplayWidth.wrapped(plain(text), to: cells).map { "  " + $0 }
    }

    private static func indented(_ lines: [String]) -> [String] {
        lines.isEmpty ? [] : lines.map { $0.isEmpty ? "" : "    " + $0 } + [""]
    }
}
