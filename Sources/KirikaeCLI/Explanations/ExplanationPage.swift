import KirikaeDiagnostics

/// The page of a code, and the index of all, as they stand below `Docs/Diagnostics`.
enum ExplanationPage {
    /// The whole page: English, then Japanese.
    static func markdown(_ explanation: Explanation) -> String {
        (section(explanation, language: .en, level: 1) + [""] + section(explanation, language: .ja, level: 2))
            .joined(separator: "\n") + "\n"
    }

    /// The page in one language.
    static func markdown(_ explanation: Explanation, language: Language) -> String {
        section(explanation, language: language, level: 1).joined(separator: "\n") + "\n"
    }

    private static func section(_ explanation: Explanation, language: Language, level: Int) -> [String] {
        let words = ExplanationWords(language: language)
        let hashes = String(repeating: "#", count: level)
        let head = level == 1 ? "\(explanation.message.code): " : "日本語："
        var lines = [
            "\(hashes) \(head)\(explanation.title[language])", "", words.severity(explanation), "",
            explanation.cause[language], "", "\(hashes)# \(words.reason)", "", explanation.reason[language], "",
            "\(hashes)# \(words.example)", "",
        ]
        let example = explanation.example
        if let remark = example.remark { lines += [remark[language], ""] }
        for edit in example.edits {
            guard let shown = words.shown(edit) else { continue }
            lines += [shown.lead.replacing(shown.file, with: "`\(shown.file)`"), ""]
            if !shown.text.isEmpty { lines += fenced(shown.text, "yaml") }
        }
        lines += fenced(example.console(explaining: explanation.message, language: language), "console")
        let corrected = example.edits.compactMap(words.corrected)
        if !corrected.isEmpty {
            lines += [words.corrected, ""]
            for text in corrected { lines += fenced(text, "yaml") }
        }
        return lines + ["\(hashes)# \(words.remedy)", "", explanation.remedy[language]]
    }

    private static func fenced(_ lines: [String], _ kind: String) -> [String] {
        ["```\(kind)"] + lines + ["```", ""]
    }

    /// The index: every code with its severity and title, the stages, and the files of the examples.
    static var index: String {
        let rows = Explanation.all.map { explanation in
            let code = explanation.message.code
            return "| [\(code)](\(code).md) | \(explanation.message.severity.rawValue) | \(explanation.title.en) "
                + "| \(explanation.title.ja) |"
        }
        var lines = [
            "# Diagnostics", "",
            "Every finding has a code that never changes its meaning. The first two digits name the stage. All findings",
            "of all files are shown in one pass, in the order of the files. An error keeps a plan from being made, or a",
            "command from doing its work; a warning does not, unless the [project](../RunbookLanguage.md#project) raises it.",
            "`kirikae explain` shows these pages on the terminal. They are written by the program, from its own source.",
            "",
            "| Code | Severity | Meaning | 意味 |", "|---|---|---|---|",
        ]
        lines += rows
        lines += [
            "", "| Digits | Stage |", "|---|---|", "| KRK01nn | the text of a file |",
            "| KRK02nn | the service model and its vocabulary |",
            "| KRK03nn | runbooks, environments and how they fit together; the project |",
            "| KRK04nn | making a plan |",
            "| KRK07nn | commands and runs |", "", "## The files of the examples", "",
            "The examples on the pages change these three files. Put them into a folder `Runbooks`, and `kirikae check`",
            "finds no errors.", "",
        ]
        for file in ["service.yaml", "lab.yaml", "switchover.yaml"] {
            let text = String(decoding: ExplanationExample.base[file] ?? [], as: UTF8.self)
            lines += ["`\(ExplanationExample.folder)\(file)`:", "", "```yaml", text + "```", ""]
        }
        return lines.dropLast().joined(separator: "\n") + "\n"
    }
}
