import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan
import KirikaeTestSupport
import Testing

/// What differs between two plans, and nothing else.
@Suite struct PlanComparisonTests {
    private static func test(_ ids: [String], _ edits: [String: String] = [:]) -> TestPlan {
        TestPlan(runbooks: [TestPlan.runbook("main", ids.map { TestPlan.step($0, changes: "", edits[$0] ?? "") })])
    }

    private static let base = test(["a", "b", "c", "d"])

    private func plan(_ test: TestPlan) throws -> Plan {
        let (plan, diagnostics) = test.plan()
        return try #require(plan, "\(diagnostics.all.map { $0.message.text(in: .en) })")
    }

    /// A change in a few letters.
    private func brief(_ comparison: PlanComparison) -> [String] {
        comparison.steps.map { step in
            let id = step.path.split(separator: "/").last ?? ""
            switch step.change {
            case .added: return "+\(id)"
            case .removed: return "-\(id)"
            case .moved(let differences):
                return "/\(id)" + differences.map { " " + $0.keys.joined(separator: ".") }.joined()
            case .changed(let differences):
                return "~\(id)" + differences.map { " " + $0.keys.joined(separator: ".") }.joined()
            }
        }
    }

    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var test: TestPlan
        var changes: [String]
        var surroundings: [String] = []
    }

    @Test(arguments: [
        Case(description: "nothing", test: base, changes: []),
        Case(description: "added", test: test(["a", "b", "x", "c", "d"]), changes: ["+x"]),
        Case(description: "removed", test: test(["a", "c", "d"]), changes: ["-b"]),
        Case(description: "the last removed", test: test(["a", "b", "c"]), changes: ["-d"]),
        Case(description: "replaced", test: test(["a", "x", "c", "d"]), changes: ["+x", "-b"]),
        Case(description: "moved back", test: test(["b", "c", "a", "d"]), changes: ["/a"]),
        Case(description: "moved forward", test: test(["d", "a", "b", "c"]), changes: ["/d"]),
        Case(
            description: "changed", test: test(["a", "b", "c", "d"], ["b": "critical: true"]),
            changes: ["~b critical"]),
        Case(
            description: "moved and changed", test: test(["d", "a", "b", "c"], ["d": "critical: true"]),
            changes: ["/d critical"]),
    ])
    func steps(_ given: Case) throws {
        let comparison = PlanComparison(from: try plan(Self.base), to: try plan(given.test))
        #expect(brief(comparison) == given.changes)
        #expect(comparison.surroundings.isEmpty)
        #expect(comparison.isSame == given.changes.isEmpty)
    }

    @Test(arguments: [
        (
            "environment.yaml", "title: {ja: 操作卓, en: console}", "title: {ja: 卓, en: desk}",
            "environment.places.console.title.en"
        ),
        ("environment.yaml", "http://127.0.0.1/b", "http://127.0.0.1/c", "environment.observe.b.x.url"),
        ("service.yaml", "start: on", "start: off", "service.variables.a.x.start"),
    ])
    func surroundings(file: String, old: String, new: String, key: String) throws {
        var edited = Self.base
        edited.files[file] = edited.files[file]?.replacing(old, with: new)
        let comparison = PlanComparison(from: try plan(Self.base), to: try plan(edited))
        #expect(comparison.steps.isEmpty)
        #expect(comparison.surroundings.map { $0.keys.joined(separator: ".") }.contains(key))
    }

    @Test func theValuesAreThoseOfThePlan() throws {
        var edited = Self.base
        edited.files["runbook0.yaml"] = edited.files["runbook0.yaml"]?.replacing("[c.exe]", with: "[d.exe]")
        let comparison = PlanComparison(from: try plan(Self.base), to: try plan(edited))
        guard case .changed(let differences)? = comparison.steps.first?.change else {
            Issue.record("\(comparison.steps)")
            return
        }
        #expect(differences.map(\.old) == [.string("c.exe")])
        #expect(differences.map(\.new) == [.string("d.exe")])
    }

    /// Whatever is done to a list of steps: the comparison is empty exactly where the fingerprints are the same, and what it does
    /// not call moved stands in the same order in both.
    @Test func randomEdits() throws {
        var generator = SeededGenerator(for: "PlanComparisonTests.randomEdits")
        let old = try plan(Self.base)
        for _ in 0..<60 {
            var ids = ["a", "b", "c", "d", "x", "y"].filter { _ in Bool.random(using: &generator) }
            if Bool.random(using: &generator) { ids.shuffle(using: &generator) }
            if ids.isEmpty { ids = ["a", "b", "c", "d"] }
            let edits = Dictionary(
                ids.filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }.map { ($0, "critical: true") },
                uniquingKeysWith: { first, _ in first })
            let new = try plan(Self.test(ids, edits))
            let comparison = PlanComparison(from: old, to: new)
            #expect(comparison.isSame == (old.fingerprint == new.fingerprint), "seed \(generator.seed): \(ids)")
            let moved = Set(
                comparison.steps.filter { if case .moved = $0.change { true } else { false } }.map(\.path))
            let both = Set(old.steps.map(\.path)).intersection(new.steps.map(\.path)).subtracting(moved)
            let order = old.steps.map(\.path).filter(both.contains)
            #expect(order == new.steps.map(\.path).filter(both.contains), "seed \(generator.seed): \(ids)")
        }
    }
}
