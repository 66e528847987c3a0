import KirikaeDiagnostics
import KirikaeSyntax
import Testing

@testable import KirikaeRunbook

/// The trace in both directions, and between two editions of an index.
@Suite struct TraceTests {
    private typealias Entry = DecodedCitations.Entry

    private static func entries(_ citations: [Citation]) -> Set<Entry> {
        Set(citations.map { Entry(holder: $0.holder, part: $0.part, fact: $0.fact.value) })
    }

    @Test func everyPlaceIsFound() throws {
        let library = ManualTests.library(ManualTests.index(ManualTests.named))
        #expect(library.diagnostics.all.isEmpty, "\(library.diagnostics.all.map { $0.text(in: .en) })")
        let found = Dictionary(
            grouping: library.citations.filter { $0.holder.runbook ?? "test.runbook" == "test.runbook" },
            by: \.fact.value
        ).mapValues { places in
            places.map { "\($0.holder.kind) \($0.holder.name) \($0.part)" }
        }
        let expected = [
            "F-whole": "runbook test.runbook whole", "F-caution": "runbook test.runbook caution",
            "F-note": "runbook test.runbook note", "F-inner": "runbook test.runbook precondition",
            "F-before": "runbook test.runbook precondition", "F-unless": "step test.runbook/look condition",
            "F-step-caution": "step test.runbook/look caution", "F-do": "step test.runbook/look instruction",
            "F-wait": "step test.runbook/wait whole", "F-until": "step test.runbook/wait condition",
            "F-both": "step test.runbook/both whole", "F-member": "step test.runbook/right note",
            "F-after": "runbook test.runbook postcondition", "F-transition": "transition follow whole",
            "F-transition-when": "transition follow whole", "F-invariant": "invariant I1 whole",
            "F-inner-invariant": "invariant I1 whole",
        ]
        for (fact, place) in expected { #expect(found[fact] == [place], "\(fact)") }
        #expect(found["M1"]?.contains("step test.runbook/fault-only whole") == true)
        #expect(found["M1"]?.contains("step test.runbook/left whole") == true)
        #expect(Set(found.keys) == Set(expected.keys).union(["M1"]))
    }

    /// What stands in the text, and what the decoded runbooks and service say: each is found without the other.
    @Test func bothDirectionsAgree() {
        let library = ManualTests.library(ManualTests.index(ManualTests.named))
        let decoded = DecodedCitations(of: library)
        #expect(Self.entries(library.citations) == Set(decoded.entries))
        #expect(decoded.entries.count > 20)
        // A place that only one of them sees would be noticed.
        #expect(Self.entries(Array(library.citations.dropLast())) != Set(decoded.entries))
    }

    @Test func oneRunbookAlone() {
        let library = ManualTests.library(ManualTests.index(ManualTests.named))
        let decoded = DecodedCitations(of: library, runbook: "test.runbook")
        #expect(Set(decoded.holders.map(\.runbook)) == ["test.runbook"])
        let steps = decoded.holders.map(\.name).filter { $0 != "test.runbook" }
        #expect(
            Set(steps) == Set(["look", "fault-only", "wait", "both", "left", "right"].map { "test.runbook/\($0)" }))
        #expect(steps.count == 6 && decoded.holders.first?.name == "test.runbook")
    }

    /// A step that names a scenario's fact is led by it; a scenario leads nobody.
    @Test func aScenarioCarriesNothing() throws {
        let scenario = """
            kirikae: 1
            scenario: test
            title: {ja: 試験, en: test}
            runbook: test.runbook
            expect: {result: completed, state: {a.db: main, source: [F-state]}}
            source: [F-scenario]
            """
        let index = ManualTests.index(ManualTests.named + ["F-scenario", "F-state"])
        let library = ManualTests.library(index, scenario: scenario)
        #expect(library.diagnostics.all.isEmpty)
        let trace = try #require(Trace(of: library))
        #expect(trace.places(of: "F-scenario").map(\.holder) == [.init(kind: .scenario, name: "test")])
        #expect(trace.gaps.map(\.id.value) == ["F-scenario", "F-state"])
    }

    /// What must be carried, by kind, by severity and by what the index says.
    @Test func coverage() throws {
        func fact(_ id: String, _ kind: String, _ more: String = "") -> String {
            "  - {id: \(id), kind: \(kind), text: {ja: 事実, en: fact}\(more)}\n"
        }
        let excused = ", excused: {ja: 不要, en: no need}"
        let facts = [
            fact("M1", "step"), fact("F-1", "step"), fact("F-2", "step", excused), fact("F-3", "note"),
            fact("F-4", "note", excused), fact("F-5", "erratum", ", severity: high"),
            fact("F-6", "erratum", ", severity: medium" + excused), fact("F-7", "erratum", ", severity: low"),
            fact("F-8", "state-rule"), fact("F-9", "term"),
        ]
        func trace(_ carried: String) throws -> Trace {
            let text = ManualTests.head + carried + "facts:\n" + facts.joined()
            return try #require(Trace(of: CheckFixture.library("", others: ["test.yaml": text])))
        }
        let usual = try trace("")
        #expect(usual.gaps.map(\.id.value) == ["F-1", "F-5", "F-8"])
        let rows = usual.coverage(of: usual.manuals[0]).map {
            "\($0.kind.rawValue) \($0.isRequired) \($0.facts) \($0.carried) \($0.excused) \($0.open)"
        }
        #expect(
            rows == [
                "erratum true 2 0 1 1", "state-rule true 1 0 0 1", "step true 3 1 1 1", "erratum false 1 0 0 1",
                "note false 2 0 1 1", "term false 1 0 0 1",
            ])
        #expect(try trace("carried: [note]\n").gaps.map(\.id.value) == ["F-3", "F-5"])
        #expect(try trace("carried: []\n").gaps.map(\.id.value) == ["F-5"])
        #expect(Trace(of: ManualTests.library(nil)) == nil)
    }

    @Test func aNewerEdition() throws {
        let library = ManualTests.library(ManualTests.index(ManualTests.named))
        let old = try #require(library.manuals["volume"])
        func comparison(_ text: String) throws -> ManualComparison {
            let context = DecodingContext()
            let root = SyntaxParser().parse(Array(text.utf8), file: "new.yaml", into: &context.diagnostics)
            let new = try #require(root.flatMap { Manual($0, in: context) })
            #expect(context.diagnostics.all.isEmpty)
            return ManualComparison(from: old, to: new, citations: library.citations)
        }
        let same = try comparison(ManualTests.index(ManualTests.named.reversed()))
        #expect(same.isEmpty && same.dangling.isEmpty && same.trace.gaps.isEmpty)
        var text = ManualTests.index(ManualTests.named.filter { $0 != "F-note" } + ["F-new"])
        text = text.replacing(
            "id: F-do, kind: step, text: {ja: 事実, en: fact}", with: "id: F-do, kind: note, text: {ja: 事実, en: other}")
        text = text.replacing(
            "id: F-wait, kind: step,", with: "id: F-wait, kind: step, function: call, direction: both,")
        let new = try comparison(text)
        #expect(new.added.map(\.id.value) == ["F-new"])
        #expect(new.removed.map(\.id.value) == ["F-note"] && new.dangling.map(\.id.value) == ["F-note"])
        #expect(new.changed.map(\.new.id.value) == ["F-do", "F-wait"])
        #expect(new.changed.map(\.aspects) == [[.kind, .text], [.function, .direction]])
        #expect(new.trace.places(of: "F-do").map(\.holder.name) == ["test.runbook/look"])
        #expect(new.trace.gaps.map(\.id.value) == ["F-new"])
    }
}
