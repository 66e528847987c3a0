import Foundation
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// Differences of the runbooks as they are shipped: none from themselves, and no edit without a word.
@Suite struct ShippedDifferenceTests {
    private static func library(_ files: [RunbookLibrary.SourceFile]) -> RunbookLibrary {
        RunbookLibrary(files: files, areChecked: true)
    }

    @Test func nothingDiffersFromItself() {
        let files = ShippedLibrary.library.files
        #expect(LibraryDifference(old: ShippedLibrary.library, new: ShippedLibrary.library).isEmpty)
        // A line more shifts every place, so that nothing is taken from the bytes being the same.
        let shifted = files.map { file in
            RunbookLibrary.isYAML(file.path)
                ? RunbookLibrary.SourceFile(path: file.path, bytes: Array("# a comment\n\n".utf8) + file.bytes) : file
        }
        let difference = LibraryDifference(old: Self.library(files), new: Self.library(shifted))
        #expect(difference.isEmpty, "\(difference.worst.map(\.rawValue) ?? "") \(difference.items.map(\.name))")
    }

    @Test(arguments: PlanTextTests.reviewed)
    func aPlanDoesNotDifferFromItself(entry: PlanTextTests.Reviewed) throws {
        let plan = try ShippedLibrary.plan(entry.runbook, with: entry.parameters)
        #expect(PlanDifference(from: plan, to: plan).steps.isEmpty)
        #expect(PlanPatch(from: PlanEncoding.encode(plan), to: PlanEncoding.encode(plan)).isEmpty)
    }

    /// From any reviewed plan to any other: what is written as JSON makes the one the other.
    @Test(arguments: PlanTextTests.reviewed)
    func patchesMakeAnyPlanAnyOther(entry: PlanTextTests.Reviewed) throws {
        let old = PlanEncoding.encode(try ShippedLibrary.plan(entry.runbook, with: entry.parameters))
        for other in PlanTextTests.reviewed {
            let new = PlanEncoding.encode(try ShippedLibrary.plan(other.runbook, with: other.parameters))
            let written = DifferenceEncoding.encode(PlanPatch(from: old, to: new)).canonicalBytes
            let patch = try #require(DifferenceEncoding.patch(from: try JSONValue(parsing: written)))
            #expect(try patch.applied(to: old).canonicalBytes == new.canonicalBytes)
        }
    }

    /// How many edits of each part are made; nil where `KIRIKAE_DIFFERENCE_EDITS` does not say how many in all.
    ///
    /// Every edit reads the folder anew, which takes seconds, so the test is left out unless somebody asks for it.
    private static let editsOfPart = ProcessInfo.processInfo.environment["KIRIKAE_DIFFERENCE_EDITS"]
        .flatMap { Int($0) }.map { $0 / 10 }

    /// Random edits that change a plan: each is reported, none that weakens a gate is taken for less than high, and the patch
    /// makes the new plan.
    @Test(.enabled(if: editsOfPart != nil), arguments: 0..<10)
    func everyEditIsReported(part: Int) throws {
        var generator = SeededGenerator(for: "ShippedDifferenceTests.everyEditIsReported(\(part))")
        // One environment is enough: edits are of runbooks.
        let files = ShippedLibrary.library.files.filter {
            !$0.path.hasPrefix("scenarios/") && !$0.path.hasPrefix("answers/") && $0.path != "manual.yaml"
                && $0.path != "environments/production.example.yaml" && !$0.path.hasPrefix("inventories/")
        }
        let service = try #require(ShippedLibrary.library.service)
        let values = Dictionary(
            service.variables.map { ($0.name.value, $0.values.map(\.name)) }, uniquingKeysWith: { first, _ in first })
        let roots = Self.library(files).runbooks.values.sorted { $0.id.value < $1.id.value }.map { template in
            (path: template.root.location.file, tree: template.root.mutable)
        }
        let written = { (tree: JSONValue, path: String) in
            RunbookLibrary.SourceFile(path: path, bytes: tree.canonicalBytes)
        }
        let old = Self.library(
            files.map { file in roots.first { $0.path == file.path }.map { written($0.tree, $0.path) } ?? file })
        var counted = 0
        while counted < Self.editsOfPart ?? 0 {
            let (path, tree) = try #require(roots.randomElement(using: &generator))
            let kind = try #require(RunbookMutation.Kind.allCases.randomElement(using: &generator))
            guard let edited = RunbookMutation.mutate(tree, kind, values: values, using: &generator), edited != tree
            else { continue }
            let new = Self.library(old.files.map { $0.path == path ? written(edited, path) : $0 })
            let difference = LibraryDifference(old: old, new: new, mostCombinations: 1)
            // What is reported as a changed plan need not be made once more to know that it changed.
            let plans =
                difference.plans.isEmpty
                ? Self.plans(of: path, old, new) : difference.plans.map { (old: $0.old, new: $0.new) }
            guard plans.contains(where: { $0.old.fingerprint != $0.new.fingerprint }) else { continue }
            counted += 1
            let about = "seed \(generator.seed): \(kind) in \(path)"
            #expect(difference.worst != nil, "\(about) is reported as nothing")
            for plan in difference.plans {
                let made = try plan.patch.applied(to: PlanEncoding.encode(plan.old))
                #expect(made.canonicalBytes == PlanEncoding.encode(plan.new).canonicalBytes, "\(about)")
            }
            guard plans.contains(where: { GateBruteForce.isWeakened(from: $0.old, to: $0.new, values) }) else {
                continue
            }
            #expect(difference.findings.contains { $0.risk == .gateWeakened }, "\(about) weakens a gate")
            #expect(difference.worst?.level == .high, "\(about) weakens a gate")
        }
    }

    /// The plans of the runbooks that hold the file, with their usual parameters.
    private static func plans(
        of path: String, _ old: RunbookLibrary, _ new: RunbookLibrary
    ) -> [(old: Plan, new: Plan)] {
        let changed = old.runbooks.values.first { $0.root.location.file == path }?.id.value ?? ""
        return old.runbooks.keys.sorted().compactMap { name in
            guard reaches(name, changed, old) else { return nil }
            func plan(_ library: RunbookLibrary) -> Plan? {
                PlanBuilder(library: library).plan(
                    runbook: name, arguments: library.runbooks[name]?.sampleArguments ?? [:], environment: "drill",
                    environmentArguments: library.environments["drill"]?.sampleArguments ?? [:])
            }
            guard let before = plan(old), let after = plan(new) else { return nil }
            return (before, after)
        }
    }

    private static func reaches(_ name: String, _ changed: String, _ library: RunbookLibrary) -> Bool {
        name == changed
            || (library.runbooks[name]?.includedRunbooks ?? []).contains { reaches($0, changed, library) }
    }
}

/// Whether a gate is weaker, found out by looking at situations one by one and by nothing that the product uses for it but the
/// judgement of the engine.
private enum GateBruteForce {
    private static let most = 4_000

    static func isWeakened(from old: Plan, to new: Plan, _ values: [String: [String]]) -> Bool {
        let after = Dictionary(new.steps.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        return old.steps.contains { step in
            guard let later = after[step.path] else {
                // A check that is gone with its step is gone.
                return !(step.preconditions + step.verifications).isEmpty
            }
            return (step.isCritical && !later.isCritical)
                || letsMorePass(step.preconditions, later.preconditions, values)
                || letsMorePass(step.verifications, later.verifications, values)
        }
    }

    private static func letsMorePass(
        _ old: [PlanCondition], _ new: [PlanCondition], _ values: [String: [String]]
    ) -> Bool {
        let before = old.map(\.condition)
        let after = new.map(\.condition)
        // Only conditions that are not in both can make a difference; the others hold or do not, alike.
        let common = Set(old.map(\.condition)).intersection(after)
        let names = Set((before + after).filter { !common.contains($0) }.flatMap(\.variables)).sorted()
        guard !names.isEmpty else { return false }
        var situations: [[String: Reading]] = [[:]]
        for name in names {
            let readings: [Reading] = (values[name] ?? []).map { .value($0) } + [.unknown]
            situations = situations.flatMap { situation in
                readings.map { situation.merging([name: $0]) { $1 } }
            }
            if situations.count > most { situations = Array(situations.shuffled().prefix(most)) }
        }
        let others = (before + after).flatMap(\.variables).filter { !names.contains($0) }
        return situations.contains { situation in
            // The others as the common conditions want them.
            var whole = situation
            for name in others { whole[name] = wanted(name, in: Array(common)) }
            return rank(after, whole) > rank(before, whole)
        }
    }

    /// A value that the conditions ask for where they ask for one plainly.
    private static func wanted(_ name: String, in conditions: [Condition]) -> Reading {
        for condition in conditions {
            var found: Reading?
            condition.visitTests { test in
                if test.variable.value == name { found = found ?? test.values.first.map { .value($0.value) } }
            }
            if let found { return found }
        }
        return .unknown
    }

    private static func rank(_ check: [Condition], _ situation: [String: Reading]) -> Int {
        switch Judgement.all(of: check.map { $0.judge { situation[$0] ?? .unknown } }) {
        case .met: 2
        case .couldNotEvaluate, .unknown: 1
        case .notMet: 0
        }
    }
}
