import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// What a change of a file means that no plan holds: scenarios, answer sheets, the project file.
struct DocumentFindings {
    /// The content of the files of each kind, by the name that each gives itself.
    private var documents: [String: [String: JSONValue]] = [:]

    /// Reads the files that are not the same in the other folder.
    init(_ library: RunbookLibrary, without same: Set<String>) {
        var diagnostics = Diagnostics()
        let parser = SyntaxParser(limits: library.project?.limits ?? SyntaxLimits())
        for file in library.files where !same.contains(file.path) && RunbookLibrary.isYAML(file.path) {
            // What cannot be read has its findings in the library.
            guard let root = parser.parse(file.bytes, file: file.path, into: &diagnostics),
                let kind = root.entries?.first(where: { $0.key != "kirikae" }), let name = kind.value.scalar
            else { continue }
            documents[kind.key, default: [:]][name] = NodeValue.value(of: root)
        }
    }

    /// What became of the files of one kind.
    ///
    /// - Parameters:
    ///   - kind: the key that tells the kind.
    ///   - part: what it is.
    ///   - old: the old files.
    ///   - new: the new files.
    ///   - names: what steps and runbooks are called now, by what they were called: a file that follows is none the looser.
    static func items(
        _ kind: String, _ part: Finding.Part, _ old: DocumentFindings, _ new: DocumentFindings,
        renamed names: [String: String]
    ) -> [ItemDifference] {
        let after = new.documents[kind] ?? [:]
        var before = old.documents[kind] ?? [:]
        var followed: [String: [Finding]] = [:]
        for (name, value) in before where after[name] != nil && after[name] != value {
            var used: Set<String> = []
            before[name] = renaming(value, under: nil, names, &used)
            followed[name] = used.sorted().compactMap { old in
                names[old].map {
                    Finding(.wordingOnly, .changed, part, keys: ["step"], old: .string(old), new: .string($0))
                }
            }
        }
        var items = ItemComparison.items(
            before, after, part, added: .wordingOnly, removed: part == .scenario ? .gateWeakened : .actionChanged
        ) { _, change in
            if part == .scenario { return [scenario(change)] }
            return [
                change.keys.first == "title" ? FindingRules.wording(change, .title) : FindingRules.act(change, part)
            ]
        }
        for index in items.indices {
            let findings = items[index].findings + (followed.removeValue(forKey: items[index].name) ?? [])
            items[index].findings = findings.stableSorted()
        }
        items += followed.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }.map {
            ItemDifference(kind: .changed, name: $0.key, oldName: nil, findings: $0.value)
        }
        return items
    }

    /// A value in which what is named by its old name has its new one.
    ///
    /// A path cannot be anything but a step; a name alone can, so it counts only where steps and runbooks are named.
    private static func renaming(
        _ value: JSONValue, under key: String?, _ names: [String: String], _ used: inout Set<String>
    ) -> JSONValue {
        switch value {
        case .string(let text):
            guard let name = names[text], text.contains("/") || ["step", "runbook"].contains(key) else { return value }
            used.insert(text)
            return .string(name)
        case .array(let elements):
            return .array(elements.map { renaming($0, under: key, names, &used) })
        case .object(let members):
            return .object(
                Dictionary(
                    uniqueKeysWithValues: members.map { ($0.key, renaming($0.value, under: $0.key, names, &used)) }))
        default: return value
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
