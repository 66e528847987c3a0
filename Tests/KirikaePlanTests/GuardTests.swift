import KirikaeDiagnostics
import KirikaePlan
import KirikaeService
import KirikaeTestSupport
import Testing

/// What the invariants of the service add to a plan.
@Suite struct GuardTests {
    /// Invariants, the changes of the one step, and the preconditions that the step gets.
    @Test(arguments: [
        // Nothing to do with it
        ("always: {any: [{c.x: on}, {d.x: on}]}", "a.x: off", []),
        // One half falls away, so the other half must hold
        ("always: {any: [{a.x: on}, {b.x: on}]}", "a.x: off", ["I: b.x=on"]),
        ("always: {any: [{a.x: on}, {b.x: on}, {c.x: on}]}", "b.x: off", ["I: any(a.x=on, c.x=on)"]),
        // The step itself makes it true
        ("always: {any: [{a.x: on}, {b.x: on}]}", "a.x: on", []),
        // The rest of a conjunction
        ("always: {a.x: on, b.x: on}", "a.x: on", ["I: b.x=on"]),
        ("always: {not: {a.x: off, b.x: off}}", "a.x: off", ["I: not(b.x=off)"]),
        ("always: {any: [{all: [{a.x: on}, {b.x: on}]}, {c.x: on}]}", "c.x: off", ["I: all(a.x=on, b.x=on)"]),
        // Both changed at once
        ("always: {any: [{a.x: on}, {b.x: on}]}", "a.x: off, b.x: on", []),
        // Before
        ("before: {a.x: off}, requires: {b.x: on}", "a.x: off", ["I: b.x=on"]),
        ("before: {a.x: off}, requires: {b.x: on}", "a.x: on", []),
        ("before: {a.x: off}, requires: {b.x: on}", "b.x: off", []),
        ("before: {a.x: off, b.x: off}, requires: {c.x: on}", "a.x: off, b.x: off", ["I: c.x=on"]),
        // At the end only
        ("at-end: {a.x: on}", "a.x: off", []),
    ])
    func preconditions(invariant: String, changes: String, expected: [String]) throws {
        let test = TestPlan(
            service: TestPlan.service(invariants: "  - {id: I, because: {ja: 理由, en: why}, \(invariant)}"),
            runbooks: [TestPlan.runbook("main", [TestPlan.step("act", changes: changes)])])
        let (made, diagnostics) = test.plan()
        #expect(diagnostics.all.isEmpty)
        let plan = try #require(made)
        let step = try #require(plan.steps.first { $0.path == "main/act" })
        #expect(brief(step.preconditions) == expected)
        if !expected.isEmpty { #expect(step.preconditions.last?.condition.because?.ja == "理由") }
    }

    @Test func theAuthorsPreconditionsComeFirst() throws {
        let test = TestPlan(
            service: TestPlan.service(
                invariants: "  - {id: I, because: {ja: 理由, en: why}, always: {any: [{a.x: on}, {b.x: on}]}}"),
            runbooks: [
                TestPlan.runbook("main", [TestPlan.step("act", changes: "a.x: off", "preconditions: [{c.x: on}]")])
            ])
        let plan = try #require(test.plan().plan)
        #expect(brief(plan.steps[1].preconditions) == ["c.x=on", "I: b.x=on"])
    }

    @Test func atTheEndOfAPlanThatTouchedAVariable() throws {
        let invariants = """
              - {id: I, because: {ja: 理由, en: why}, at-end: {any: [{a.x: on}, {b.x: on}]}}
              - {id: J, because: {ja: 理由, en: why}, at-end: {d.x: on}}
            """
        let test = TestPlan(
            service: TestPlan.service(invariants: invariants),
            runbooks: [
                TestPlan.runbook(
                    "main", [TestPlan.step("act", changes: "a.x: off"), TestPlan.step("look")],
                    "postconditions: [{c.x: on}]")
            ])
        let plan = try #require(test.plan().plan)
        #expect(
            plan.steps.map { brief($0.verifications) } == [[], ["a.x=off"], [], ["c.x=on", "I: any(a.x=on, b.x=on)"]])
    }

    /// KRK0403: the step breaks an invariant whatever else holds.
    @Test func alwaysBreaks() throws {
        let marked = MarkedText(
            """
            kirikae: 1
            runbook: main
            function: test
            direction: switchover
            title: {ja: 手順書, en: runbook}
            steps:
              - id: stop-both
            #       ^^^^^^^^^ KRK0403
                title: {ja: 両拠点を止める, en: stop both}
                source: [M1]
                action: {command: [x.exe], on: pc}
                typical: 1m
                timeout: 5m
                changes: {a.x: off, b.x: off}
                verifications: [{a.x: off}]
                reverse: {none: {ja: 不要, en: not needed}}
            """, file: "runbook0.yaml")
        let test = TestPlan(
            service: TestPlan.service(
                invariants:
                    "  - {id: INV1, because: {ja: 通話できなくなる, en: no calls}, always: {any: [{a.x: on}, {b.x: on}]}}"),
            runbooks: [marked.text])
        let (plan, diagnostics) = test.plan()
        #expect(plan == nil)
        marked.expectMarks(of: diagnostics)
        #expect(diagnostics.all.first?.notes.first?.location.file == "service.yaml")
        for language in Language.allCases {
            let renderer = DiagnosticRenderer(language: language, sources: test.files)
            assertSnapshot(renderer.render(diagnostics), named: "always-breaks-\(language.rawValue)")
        }
    }

    /// Two steps that together make `before` true: the one that completes it needs the guard.
    @Test func beforeMadeTrueInTwoSteps() throws {
        let test = TestPlan(
            service: TestPlan.service(
                invariants: "  - {id: I, because: {ja: 理由, en: why}, before: {a.x: off, b.x: off}, requires: {c.x: on}}"
            ),
            runbooks: [
                TestPlan.runbook(
                    "main", [TestPlan.step("one", changes: "a.x: off"), TestPlan.step("two", changes: "b.x: off")])
            ])
        let plan = try #require(test.plan().plan)
        #expect(plan.steps.contains { step in brief(step.preconditions).contains { $0.contains("c.x=on") } })
    }
}
