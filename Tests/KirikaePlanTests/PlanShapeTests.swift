import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// Includes, paths, spans, and what keeps a plan from being made.
@Suite struct PlanShapeTests {
    private let nested = TestPlan(runbooks: [
        TestPlan.runbook(
            "main",
            [TestPlan.step("first"), TestPlan.include("inner", "middle", "unless: {a.x: off}"), TestPlan.step("last")],
            "preconditions: [{d.x: on}]"),
        TestPlan.runbook(
            "middle", [TestPlan.include("deep", "leaf"), TestPlan.include("again", "leaf")],
            "preconditions: [{b.x: on}]\npostconditions: [{c.x: on}]"),
        TestPlan.runbook("leaf", [TestPlan.step("act", changes: "a.x: off", "critical: true")]),
    ])

    @Test func pathsSpansAndDepths() throws {
        let (made, diagnostics) = nested.plan()
        #expect(diagnostics.all.isEmpty)
        let plan = try #require(made)
        #expect(
            plan.steps.map { "\($0.kind.rawValue) \($0.path) \($0.depth) \($0.span)" } == [
                "enter main 0 12",
                "step main/first 0 1",
                "enter main/inner 1 8",
                "enter main/inner/deep 2 3",
                "step main/inner/deep/act 2 1",
                "leave main/inner/deep/$end 2 1",
                "enter main/inner/again 2 3",
                "step main/inner/again/act 2 1",
                "leave main/inner/again/$end 2 1",
                "leave main/inner/$end 1 1",
                "step main/last 0 1",
                "leave main/$end 0 1",
            ])
        #expect(Set(plan.steps.map(\.path)).count == plan.steps.count)
        #expect(plan.index(of: "main/inner/again/act") == 7)
        #expect(plan.index(of: "nowhere") == nil)
        #expect(plan.steps[7].definition == "leaf/act")
        #expect(plan.steps[2].definition == "middle")
        #expect(plan.typical == Milliseconds(4 * 60_000))
        #expect(plan.steps.filter(\.isAct).count == 4)
    }

    @Test func theIncludingStepSpeaksForTheWhole() throws {
        let plan = try #require(nested.plan().plan)
        let enter = plan.steps[2]
        #expect(enter.title.en == "include middle")
        #expect(enter.source == ["M2", "M0"])
        #expect(enter.unless.map { brief($0) } == "a.x=off")
        #expect(plan.steps[3].unless == nil)
        #expect(brief(enter.preconditions) == ["b.x=on"])
        #expect(brief(plan.steps[0].preconditions) == ["d.x=on"])
        #expect(brief(plan.steps[9].verifications) == ["c.x=on"])
        #expect(plan.steps[9].title.en == "include middle")
        #expect(plan.steps[4].isCritical)
    }

    /// A step of a runbook that is called `end` must not share the path of the runbook's own end.
    @Test func aStepCalledEnd() throws {
        let (plan, diagnostics) = TestPlan(runbooks: [TestPlan.runbook("main", [TestPlan.step("end")])]).plan()
        let paths = plan?.steps.map(\.path) ?? []
        #expect(diagnostics.hasErrors || Set(paths).count == paths.count, "\(paths)")
    }

    /// KRK0402: a chain without a circle, but too long.
    @Test func includesTooDeep() throws {
        var runbooks = (0..<20).map { number in
            TestPlan.runbook(number == 0 ? "main" : "r\(number)", [TestPlan.include("next", "r\(number + 1)")])
        }
        runbooks.append(TestPlan.runbook("r20", [TestPlan.step("act")]))
        let (plan, diagnostics) = TestPlan(runbooks: runbooks).plan()
        #expect(plan == nil)
        #expect(diagnostics.all.map(\.message.code) == ["KRK0402"])
        let (shallow, none) = TestPlan(
            runbooks: [runbooks[0]] + runbooks[6...].map { $0.replacing("runbook: r6\n", with: "runbook: r1\n") }
        ).plan()
        #expect(none.all.isEmpty)
        #expect(shallow?.steps.map(\.depth).max() == 15)
    }

    /// KRK0401 and the other names given on the command line.
    @Test(
        arguments: [
            ("main", "tset", [:], "KRK0401", "Did you mean ‘test’?"),
            ("main", "production", [:], "KRK0401", "Environments: test."),
            ("mian", "test", [:], "KRK0305", "Did you mean ‘main’?"),
            ("main", "test", ["sitee": "a"], "KRK0301", "Did you mean ‘site’?"),
            ("main", "test", ["site": "c"], "KRK0113", "Did you mean ‘a’?"),
        ] as [(String, String, [String: String], String, String)])
    func names(runbook: String, environment: String, arguments: [String: String], code: String, advice: String) {
        let test = TestPlan(runbooks: [
            TestPlan.runbook(
                "main", [TestPlan.step("act", "notes: [{ja: '${site}', en: '${site}'}]")],
                "parameters: {site: {title: {ja: 拠点, en: site}, allowed: [a, b], default: a}}")
        ])
        let (plan, diagnostics) = test.plan(runbook, arguments: arguments, environment: environment)
        #expect(plan == nil)
        #expect(diagnostics.all.map(\.message.code) == [code])
        #expect(diagnostics.all.first?.message.advice(in: .en) == advice)
        #expect(diagnostics.all.first?.message.text(in: .ja).isEmpty == false)
    }

    @Test func aParameterWithoutAValue() {
        let head = "parameters: {site: {title: {ja: 拠点, en: site}}}"
        let step = TestPlan.step("act", "notes: [{ja: '${site}', en: '${site}'}]")
        let test = TestPlan(runbooks: [TestPlan.runbook("main", [step], head)])
        let (plan, diagnostics) = test.plan()
        #expect(plan == nil)
        #expect(diagnostics.all.map(\.message.code) == ["KRK0302"])
        #expect(test.plan(arguments: ["site": "a"]).plan != nil)
    }

    /// Only an error keeps a plan from being made.
    @Test func aWarningKeepsNoPlanFromBeingMade() {
        var test = TestPlan(runbooks: [TestPlan.runbook("main", [TestPlan.step("act")])])
        test.files["environment.yaml"] = TestPlan.environment.replacing(
            "hosts: {", with: "hosts: {spare: {title: {ja: 予備, en: spare}, directory: /opt}, ")
        let (plan, diagnostics) = test.plan()
        #expect(diagnostics.all.map(\.message.code) == ["KRK0327"])
        #expect(plan != nil)
    }

    /// Included runbooks are told why the plan is carried out.
    @Test(arguments: [("fault", ["main/inner/act"]), ("drill", ["main/inner/act", "main/inner/practise"])])
    func theCauseDecides(cause: String, paths: [String]) throws {
        let test = TestPlan(runbooks: [
            TestPlan.runbook("main", [TestPlan.include("inner", "leaf")]),
            TestPlan.runbook("leaf", [TestPlan.step("act"), TestPlan.step("practise", "when: {cause: drill}")]),
        ])
        let (made, diagnostics) = test.plan(arguments: ["cause": cause])
        #expect(diagnostics.all.isEmpty)
        let plan = try #require(made)
        #expect(plan.steps.filter(\.isAct).map(\.path) == paths)
    }

    /// A guard may name a variable that no condition of the author names; it must be observable too.
    @Test func aGuardThatCannotBeObserved() {
        var test = TestPlan(
            service: TestPlan.service(
                invariants: "  - {id: I, because: {ja: 理由, en: why}, always: {any: [{a.x: on}, {b.x: on}]}}"),
            runbooks: [TestPlan.runbook("main", [TestPlan.step("act", changes: "a.x: off")])])
        #expect(test.plan().plan != nil)
        test.files["environment.yaml"] = TestPlan.environment.replacing(
            "b.x: {http: {url: \"http://127.0.0.1/b\"}}, ", with: "")
        let (plan, diagnostics) = test.plan()
        #expect(plan == nil)
        #expect(diagnostics.all.map(\.message.code) == ["KRK0313"])
    }
}
