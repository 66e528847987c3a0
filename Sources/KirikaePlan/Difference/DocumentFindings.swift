import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// What a change of a file means that no plan holds: scenarios, answer sheets, the project file.
struct DocumentFindings {
    /// The content of the files of each kind, by the name that each gives itself.
    private var documents: [String: [String: JSONValue]] = [:]

    /// Reads the files that are not the same in the other folder.
    init(_ library: RunbookLibrary, without same: Set<RunbookLibrary.SourceFile>) {
        var diagnostics = Diagnostics()
        let parser = SyntaxParser(limits: library.project?.limits ?? SyntaxLimits())
        for file in library.files where !same.contains(file) && RunbookLibrary.isYAML(file.path) {
            // What cannot be read has its findings in the library.
            guard let root = parser.parse(file.bytes, file: file.path, into: &diagnostics),
                let kind = root.entries?.first(where: { $0.key != "kirikae" }), let name = kind.value.scalar
            else { continue }
            documents[kind.key, default: [:]][name] = NodeValue.value(of: root)
        }
    }

    /// What became of the files of one kind.
    static func items(
        _ kind: String, _ part: Finding.Part, _ old: DocumentFindings, _ new: DocumentFindings
    ) -> [ItemDifference] {
        ItemComparison.items(
            old.documents[kind] ?? [:], new.documents[kind] ?? [:], part, added: .wordingOnly,
            removed: part == .scenario ? .gateWeakened : .actionChanged
        ) { _, change in
            if part == .scenario { return [scenario(change)] }
            return [
                change.keys.first == "title" ? FindingRules.wording(change, .title) : FindingRules.act(change, part)
            ]
        }
    }

    /// A scenario is a check of the runbooks: what it expects counts as one.
    private static func scenario(_ change: ValueDifference) -> Finding {
        switch change.keys.first {
        case "title": FindingRules.wording(change, .title)
        case "source": FindingRules.make(change, .wordingOnly, .changed, .source)
        case "expect": FindingRules.make(change, .gateWeakened, .changed, .scenario)
        default: FindingRules.act(change, .scenario)
        }
    }
}
