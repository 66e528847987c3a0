import ArgumentParser
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

struct TraceCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Show which fact of the manual is carried where, and which is not.",
        discussion: """
            Without options: how many facts of each kind are carried or excused, the excuses, and the gaps. It ends with 44 if \
            a fact that must be carried is neither carried nor excused. --against compares with a newer fact index and names \
            the places to look at again; it ends with 44 if the folder would have gaps with that one.
            """)

    @Option(help: "One fact, and every place that names it.")
    var fact: String?
    @Option(help: "One runbook, and the facts of each of its steps.")
    var runbook: String?
    @Option(help: "All facts of one kind, and where each is carried.")
    var kind: Manual.FactKind?
    @Option(help: "A newer fact index: what is added, removed or changed, and which places it touches.")
    var against: String?
    @Option(help: "text, or json: for programs, both languages.")
    var format = Format.text
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        if [fact != nil, runbook != nil, kind != nil, against != nil].filter({ $0 }).count > 1 {
            throw ValidationError("Give one of --fact, --runbook, --kind and --against.")
        }
    }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let loaded = try library.load()
            guard !loaded.diagnostics.hasErrors else {
                throw LibraryFailure(diagnostics: loaded.diagnostics, sources: library.sources(of: loaded))
            }
            guard let trace = Trace(of: loaded) else { throw CommandFailure(message: .trace(.noManual)) }
            if let against { return try compare(loaded, with: against) }
            let text = TraceText(trace: trace, wording: ScreenWording(language: language.language), style: .standard)
            if let runbook { return try show(runbook, of: loaded, text) }
            if let fact { return try show(fact: fact, trace, text) }
            let gaps = trace.gaps.filter { kind == nil || $0.kind == kind }
            switch format {
            case .text: StreamOutput.standard.write(kind.map(text.kind) ?? text.summary)
            case .json:
                let steps = kind == nil ? DecodedCitations(of: loaded) : nil
                let document = TraceJSON(trace: trace).document(kind: kind, decoded: steps)
                StreamOutput.standard.document(document.indentedText)
            }
            return gaps.isEmpty ? .success : .notTraced
        }
    }

    private func show(fact id: String, _ trace: Trace, _ text: TraceText) throws -> ExitStatus {
        guard let (fact, manual) = trace.fact(id) else {
            let known = trace.manuals.flatMap(\.facts).map(\.id.value)
            throw CommandFailure(
                message: .trace(.unknownFact(id, suggestion: Suggestion.nearest(to: id, among: known))))
        }
        switch format {
        case .text: StreamOutput.standard.write(text.card(fact))
        case .json: StreamOutput.standard.document(TraceJSON(trace: trace).fact(fact, of: manual).indentedText)
        }
        return .success
    }

    private func show(_ runbook: String, of loaded: RunbookLibrary, _ text: TraceText) throws -> ExitStatus {
        guard loaded.runbooks[runbook] != nil else {
            let known = loaded.runbooks.keys.sorted()
            throw CommandFailure(
                message: .trace(
                    .unknownRunbook(
                        runbook, suggestion: Suggestion.nearest(to: runbook, among: known), known: known)))
        }
        let decoded = DecodedCitations(of: loaded, runbook: runbook)
        switch format {
        case .text: StreamOutput.standard.write(text.runbook(decoded))
        case .json: StreamOutput.standard.document(TraceJSON(trace: text.trace).holders(decoded).indentedText)
        }
        return .success
    }

    private func compare(_ loaded: RunbookLibrary, with file: String) throws -> ExitStatus {
        let new = try newer(file, limits: loaded.project?.limits ?? SyntaxLimits())
        guard let old = loaded.manuals[new.name.value] else {
            throw CommandFailure(
                message: .trace(.otherManual(new.name.value, file: file, known: loaded.manuals.keys.sorted())))
        }
        let comparison = ManualComparison(from: old, to: new, citations: loaded.citations)
        switch format {
        case .text:
            let text = ManualComparisonText(
                comparison: comparison, old: old, wording: ScreenWording(language: language.language),
                style: .standard)
            StreamOutput.standard.write(text.text)
        case .json:
            StreamOutput.standard.document(TraceJSON(trace: comparison.trace).comparison(comparison).indentedText)
        }
        return comparison.trace.gaps.isEmpty && comparison.dangling.isEmpty ? .success : .notTraced
    }

    /// The fact index to compare with.
    private func newer(_ file: String, limits: SyntaxLimits) throws -> Manual {
        let bytes = try SourceFolder.bytes(of: file)
        let context = DecodingContext()
        let root = SyntaxParser(limits: limits).parse(bytes, file: file, into: &context.diagnostics)
        if let root, LanguageShapes.fileKind(of: root)?.name != "manual" {
            throw CommandFailure(message: .trace(.notAManual(file)))
        }
        let manual = root.flatMap { Manual($0, in: context) }
        if let manual { context.reportDuplicates(manual.facts.map(\.id)) }
        guard let manual, !context.diagnostics.hasErrors else {
            throw LibraryFailure(
                diagnostics: context.diagnostics, sources: [file: String(decoding: bytes, as: UTF8.self)])
        }
        return manual
    }
}

extension Manual.FactKind: ExpressibleByArgument {}
