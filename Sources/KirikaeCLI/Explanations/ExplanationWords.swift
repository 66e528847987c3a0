import KirikaeDiagnostics

/// What stands around an explanation, in both languages.
struct ExplanationWords {
    let language: Language

    private func pick(_ ja: String, _ en: String) -> String { language == .ja ? ja : en }

    var reason: String { pick("なぜ問題か", "Why it matters") }
    var example: String { pick("例", "Example") }
    var remedy: String { pick("対処", "What to do") }
    var corrected: String { pick("正しくは：", "Right is:") }

    /// How bad it is, and how a command ends that finds it.
    func severity(_ explanation: Explanation) -> String {
        let status = explanation.status.rawValue
        return switch explanation.message.severity {
        case .error: pick("エラーです。終了コードは \(status) です。", "An error. The exit code is \(status).")
        case .warning:
            pick(
                "警告です。終了コードは変わりません。プロジェクトでエラーに上げられます。",
                "A warning. It does not change the exit code; a project may raise it to an error.")
        }
    }

    /// What is shown of a change: a line, the file it names, and lines of the file; nil if it is not shown.
    func shown(_ edit: ExplanationExample.Edit) -> (lead: String, file: String, text: [String])? {
        switch edit {
        case .change(let name, _, let to, _):
            let file = ExplanationExample.folder + name
            return (pick("\(file) を次のように変えます：", "In \(file):"), file, lines(to))
        case .add(let name, let text, _):
            let file = ExplanationExample.folder + name
            return text.isEmpty
                ? (pick("中身のない \(file) を足します。", "\(file) is added, with nothing in it."), file, [])
                : (pick("\(file) を足します：", "\(file) is added:"), file, lines(text))
        case .remove(let name):
            let file = ExplanationExample.folder + name
            return (pick("\(file) を消します。", "\(file) is removed."), file, [])
        case .addUnseen: return nil
        }
    }

    /// The lines that are right instead; nil if they are the same, or the change just should not have been made.
    func corrected(_ edit: ExplanationExample.Edit) -> [String]? {
        switch edit {
        case .change(_, let from, _, let corrected): lines(corrected ?? from)
        case .add(_, let text, let corrected): corrected == text ? nil : corrected.map(lines)
        case .addUnseen, .remove: nil
        }
    }

    /// Lines of a file as a page can show them: what cannot be seen is shown by its code.
    private func lines(_ text: String) -> [String] {
        let text = TerminalText.safe(text, keepingLines: true)
        return (text.hasSuffix("\n") ? text.dropLast() : text[...])
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
