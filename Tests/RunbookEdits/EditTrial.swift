import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What came of one edit.
package struct EditTrial: Sendable {
    /// What an edit does to the plans.
    package enum Outcome: Sendable, Hashable {
        /// It cannot be read.
        case unreadable
        /// It changes no plan that was looked at.
        case unchanged
        /// Some plan can no longer be made.
        case broken
        /// Some plan is another.
        case changed
    }

    /// What it does to the plans.
    package var outcome: Outcome
    /// What it is: the kind, the file, the place.
    package var name: String
    /// The kind and the key it was made under.
    package var sort: String
    /// Why it weakens a gate; nil if it was not found to.
    package var weakening: String?
    /// The worst class it was reported with.
    package var worst: RiskClass?
    /// What a comparison gets wrong about it.
    package var failures: [String] = []
}

/// Tries edits of the files of a folder: what a comparison says of each against what came of it.
package final class EditTrials {
    private let files: [RunbookLibrary.SourceFile]
    private let old: RunbookLibrary
    private let trees: [(path: String, tree: JSONValue)]
    private let vocabulary: EditVocabulary
    private let environment: String
    private let mostCombinations: Int
    private var oldPlans: [String: Plan] = [:]

    /// A file that cannot be read.
    package struct Unreadable: Error {
        /// Why.
        package var reason: String
    }

    /// Reads the files.
    ///
    /// - Parameters:
    ///   - files: the files of a folder.
    ///   - environment: the environment that plans are made for.
    ///   - editing: what is edited of the paths of the files.
    ///   - mostCombinations: how many combinations of parameters each runbook is compared with.
    package init(
        files: [RunbookLibrary.SourceFile], environment: String, mostCombinations: Int, editing: (String) -> Bool
    ) throws(Unreadable) {
        let parser = SyntaxParser()
        var diagnostics = Diagnostics()
        var trees: [(path: String, tree: JSONValue)] = []
        var written = files
        for index in files.indices where RunbookLibrary.isYAML(files[index].path) {
            let path = files[index].path
            guard let root = parser.parse(files[index].bytes, file: path, into: &diagnostics) else {
                throw Unreadable(reason: path)
            }
            trees.append((path, root.tree))
            // Both sides are written alike, so that nothing but the edit differs.
            written[index].bytes = Self.bytes(of: root.tree)
        }
        let library = RunbookLibrary(files: written, areChecked: true)
        guard let service = library.service, !library.diagnostics.hasErrors else {
            let first = library.diagnostics.all.first { $0.severity == .error }
            throw Unreadable(
                reason: first.map { "\($0.location?.text ?? ""): \($0.message.text(in: .en))" } ?? "no service")
        }
        self.trees = trees.filter { editing($0.path) }
        vocabulary = EditVocabulary(trees.map(\.tree), service: service)
        self.files = written
        old = library
        self.environment = environment
        self.mostCombinations = mostCombinations
    }

    /// Makes one edit and looks at what comes of it.
    package func trial(using generator: inout some RandomNumberGenerator) -> EditTrial {
        guard let (path, tree) = trees.randomElement(using: &generator),
            let edit = RunbookEdit.random(in: tree, vocabulary: vocabulary, using: &generator)
        else { return EditTrial(outcome: .unchanged, name: "nothing to edit", sort: "none") }
        var trial = EditTrial(
            outcome: .unreadable, name: "\(edit.kind.rawValue) at \(edit.place.joined(separator: ".")) of \(path)",
            sort: "\(edit.kind.rawValue) \(vocabulary.values[edit.key] == nil ? edit.key : "variable")")
        let bytes = Self.bytes(of: edit.result)
        let new = RunbookLibrary(
            files: files.map { $0.path == path ? .init(path: path, bytes: bytes) : $0 }, areChecked: true)
        guard !new.diagnostics.hasErrors else { return trial }
        let plans = plans(of: path, new)
        let changed = plans.filter { pair in pair.new.map { $0.fingerprint != pair.old.fingerprint } ?? true }
        guard !changed.isEmpty else {
            trial.outcome = .unchanged
            return trial
        }
        let isBroken = changed.contains { $0.new == nil }
        trial.outcome = isBroken ? .broken : .changed
        let difference = LibraryDifference(old: old, new: new, mostCombinations: mostCombinations)
        trial.worst = difference.worst
        let force = GateBruteForce(values: vocabulary.values)
        for pair in changed {
            guard let after = pair.new else { continue }
            trial.weakening = trial.weakening ?? force.weakening(from: pair.old, to: after, using: &generator)
        }
        trial.failures = failures(difference, changed, isWeakening: trial.weakening != nil)
        return trial
    }

    /// A file as JSON, which is YAML: the version first and then what kind of file it is.
    private static func bytes(of tree: JSONValue) -> [UInt8] {
        guard case .object(var members) = tree else { return tree.canonicalBytes }
        var head: [UInt8] = Array("{".utf8)
        for key in [
            "kirikae", "project", "service", "runbook", "environment", "inventory", "answers", "scenario", "manual",
        ] {
            guard let member = members.removeValue(forKey: key) else { continue }
            head += Array("\"\(key)\":".utf8) + member.canonicalBytes + Array(",".utf8)
            if key != "kirikae" { break }
        }
        return head + JSONValue.object(members).canonicalBytes.dropFirst()
    }

    // MARK: Plans

    /// The plans of the runbooks that hold the file, with their usual parameters, before and after.
    private func plans(of path: String, _ new: RunbookLibrary) -> [(runbook: String, old: Plan, new: Plan?)] {
        let changed = old.runbooks.values.first { $0.root.location.file == path }?.id.value
        return old.runbooks.keys.sorted().compactMap { name in
            guard changed.map({ reaches(name, $0) }) ?? true else { return nil }
            if oldPlans[name] == nil { oldPlans[name] = plan(name, old) }
            return oldPlans[name].map { (name, $0, plan(name, new)) }
        }
    }

    private func reaches(_ name: String, _ changed: String) -> Bool {
        name == changed || (old.runbooks[name]?.includedRunbooks ?? []).contains { reaches($0, changed) }
    }

    private func plan(_ name: String, _ library: RunbookLibrary) -> Plan? {
        PlanBuilder(library: library).plan(
            runbook: name, arguments: library.runbooks[name]?.sampleArguments ?? [:], environment: environment,
            environmentArguments: library.environments[environment]?.sampleArguments ?? [:])
    }

    // MARK: What must hold

    private func failures(
        _ difference: LibraryDifference, _ changed: [(runbook: String, old: Plan, new: Plan?)], isWeakening: Bool
    ) -> [String] {
        var failures: [String] = []
        if difference.worst == nil { failures.append("is reported as nothing") }
        for pair in changed {
            let isTold =
                pair.new == nil
                ? difference.unplanned.contains { $0.identity.runbook == pair.runbook }
                // Other usual parameters make another plan of the same runbook, which is told of as a change of the parameters.
                : difference.plans.contains { $0.identity.runbook == pair.runbook }
                    || (pair.new?.arguments != pair.old.arguments
                        && difference.runbooks.contains { $0.name == pair.runbook })
            if !isTold { failures.append("the plan of \(pair.runbook) is not told of") }
        }
        if isWeakening, difference.worst?.level != .high {
            failures.append("weakens a gate and is called \(difference.worst?.rawValue ?? "nothing")")
        }
        return failures + patchFailures(difference)
    }

    /// What is written as JSON must make each old plan the new one, byte for byte.
    private func patchFailures(_ difference: LibraryDifference) -> [String] {
        guard let written = try? JSONValue(parsing: DifferenceEncoding.encode(difference).canonicalBytes) else {
            return ["cannot be read as JSON"]
        }
        return zip(difference.plans, written["plans"]?.arrayValue ?? []).compactMap { plan, value in
            guard let patch = value["patch"].flatMap(DifferenceEncoding.patch),
                let made = try? patch.applied(to: PlanEncoding.encode(plan.old))
            else { return "the patch of \(plan.identity.runbook) does not fit" }
            return made.canonicalBytes == PlanEncoding.encode(plan.new).canonicalBytes
                ? nil : "the patch of \(plan.identity.runbook) makes another plan"
        }
    }
}

extension Node {
    /// The tree as a value; texts are what they are in the file.
    fileprivate var tree: JSONValue {
        switch content {
        case .scalar(let text): .string(text)
        case .template(let template): .string(template.literal ?? "")
        case .sequence(let nodes): .array(nodes.map(\.tree))
        case .mapping(let entries):
            .object(Dictionary(entries.map { ($0.key, $0.value.tree) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}
