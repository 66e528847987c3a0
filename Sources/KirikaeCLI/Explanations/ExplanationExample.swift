import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook

/// Files, or a command line, that show one code.
///
/// Files are few changes to a small sound folder, so that only the interesting lines are shown; what the program says about
/// them is never written down but asked for.
struct ExplanationExample: Sendable {
    /// A change to the folder.
    enum Edit: Sendable {
        /// Lines of a file replaced by others. What is right instead is what stood there, where `corrected` says nothing else.
        case change(file: String, from: String, to: String, corrected: String?)
        /// One more file; what is right is another text, or that there is no such file.
        case add(file: String, text: String, corrected: String?)
        /// One more file that is too long to show, or not to be shown.
        case addUnseen(file: String, bytes: [UInt8])
        /// One file less.
        case remove(file: String)
    }

    /// What shows the code.
    enum Action: Sendable {
        /// `kirikae check`.
        case check
        /// `kirikae plan`.
        case plan(runbook: String, environment: String)
        /// Command lines, of which the last ends with the message itself.
        case commands([String])
    }

    /// What is said before the files.
    var remark: LocalizedText?
    /// The changes to the folder.
    var edits: [Edit]
    /// What is done then.
    var action: Action

    /// The folder with the changes.
    func files(corrected: Bool = false) -> [RunbookLibrary.SourceFile] {
        var files = Self.base
        for edit in edits {
            switch edit {
            case .change(let file, let from, let to, let right):
                let new = corrected ? right ?? from : to
                files[file] = files[file].map { Array(Self.text($0).replacing(from, with: new).utf8) }
            case .add(let file, let text, let right):
                files[file] = (corrected ? right : text).map { Array($0.utf8) }
            case .addUnseen(let file, let bytes):
                if !corrected { files[file] = bytes }
            case .remove(let file):
                if !corrected { files[file] = nil }
            }
        }
        return files.map { .init(path: $0.key, bytes: $0.value) }.sorted { $0.path < $1.path }
    }

    /// The folder, read and checked; nil if the example is about the command line alone.
    func library(corrected: Bool = false) -> RunbookLibrary? {
        if case .commands = action { return nil }
        return RunbookLibrary(
            files: files(corrected: corrected), displayPrefix: Self.folder, knownSeverities: Explanation.severities)
    }

    /// What is found; nil if the example is about the command line alone.
    func diagnostics(corrected: Bool = false) -> Diagnostics? {
        guard let library = library(corrected: corrected) else { return nil }
        guard case .plan(let runbook, let environment) = action, !library.diagnostics.hasErrors else {
            return library.diagnostics
        }
        let builder = PlanBuilder(library: library)
        _ = builder.plan(runbook: runbook, arguments: [:], environment: environment, environmentArguments: [:])
        return builder.diagnostics
    }

    /// What stands on the terminal, the command lines included.
    func console(explaining message: any DiagnosticMessage, language: Language) -> [String] {
        func written(_ diagnostics: Diagnostics) -> [String] {
            let sources = Dictionary(
                files().map { (Self.folder + $0.path, Self.text($0.bytes)) }, uniquingKeysWith: { first, _ in first })
            return lines(DiagnosticRenderer(language: language, sources: sources).render(diagnostics))
        }
        let option = " --lang \(language.rawValue)"
        switch action {
        case .check:
            guard let library = library() else { return [] }
            return ["$ kirikae check" + option] + written(library.diagnostics)
                + [CheckCommand.summary(of: library, language: language)]
        case .plan(let runbook, let environment):
            return ["$ kirikae plan \(runbook) -e \(environment)" + option] + written(diagnostics() ?? Diagnostics())
        case .commands(let commands):
            return commands.dropLast().map { "$ " + $0 } + commands.suffix(1).map { "$ " + $0 + option }
                + written(Diagnostics([Diagnostic(message, at: nil)]))
        }
    }

    /// The lines of a text, without the empty one after the last line feed, and without spaces at their ends.
    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.isEmpty ? 0 : 1).map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension ExplanationExample {
    /// Lines of the base runbook replaced by others.
    static func runbook(from: String, to: String, corrected: String? = nil, remark: LocalizedText? = nil) -> Self {
        .init(
            remark: remark, edits: [.change(file: "switchover.yaml", from: from, to: to, corrected: corrected)],
            action: .check)
    }

    /// Lines of the base service model replaced by others.
    static func service(from: String, to: String, corrected: String? = nil) -> Self {
        .init(edits: [.change(file: "service.yaml", from: from, to: to, corrected: corrected)], action: .check)
    }

    /// Lines of the base environment replaced by others.
    static func environment(from: String, to: String, corrected: String? = nil) -> Self {
        .init(edits: [.change(file: "lab.yaml", from: from, to: to, corrected: corrected)], action: .check)
    }

    /// Other changes to the base folder.
    static func files(_ edits: [Edit], remark: LocalizedText? = nil) -> Self {
        .init(remark: remark, edits: edits, action: .check)
    }

    /// A project file.
    static func project(_ lines: String, corrected: String? = nil, file: String = Project.fileName) -> Self {
        .files([.add(file: file, text: projectHead + lines, corrected: corrected.map { projectHead + $0 })])
    }

    /// Command lines; the last one ends with the message.
    static func commands(_ lines: String..., remark: LocalizedText? = nil) -> Self {
        .init(remark: remark, edits: [], action: .commands(lines))
    }

    /// What a project file begins with.
    static let projectHead = """
        kirikae: 1
        project: example
        title: {ja: 例, en: Example}

        """
}
