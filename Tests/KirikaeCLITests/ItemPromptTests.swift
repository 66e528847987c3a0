import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import KirikaeWorlds
import Synchronization
import Testing

@testable import KirikaeCLI

/// Answering for named items: at the terminal, from a sheet, in a rehearsal.
@Suite struct ItemPromptTests {
    private static let path = "wde.switchover/run-batch"

    /// A plan of one step over 25 PCs, in waves of 20 % and 100 %, of which 80 % are enough.
    private func plan() throws -> Plan {
        let items = (1...25).map { number in
            let id = number < 10 ? "0\(number)" : "\(number)"
            return "  - {id: pc-\(id), title: {ja: 受付 \(id), en: Desk \(id)}, details: {address: 192.0.2.\(number)}}\n"
        }
        let texts = [
            (
                "service.yaml",
                "kirikae: 1\nservice: demo\ntitle: {ja: 例, en: Demo}\nvariables: {a.b: {title: {ja: 甲, en: a}, values: {x: {ja: 甲, en: x}}, start: x}}\n"
            ),
            (
                "lab.yaml",
                "kirikae: 1\nenvironment: lab\ntitle: {ja: 検証, en: Lab}\ninventories: {pcs: {title: {ja: PC, en: PCs}, file: pcs.yaml}}\nobserve: {a.b: ask}\n"
            ),
            ("pcs.yaml", "kirikae: 1\ninventory: pcs\nitems:\n" + items.joined()),
            (
                "switch.yaml",
                """
                kirikae: 1
                runbook: wde.switchover
                function: wde
                direction: switchover
                title: {ja: 切り替え, en: Switch over}
                steps:
                  - id: run-batch
                    title: {ja: 各 PC でバッチを実行する, en: Run the batch on each PC}
                    source: [M5-01]
                    action:
                      population: pcs
                      instructions: [{do: {ja: 実行します。, en: Run it.}}]
                      ask: {ja: どの PC で完了しましたか。, en: "Which PCs are done?"}
                      waves: [20%, 100%]
                      quota: 80%
                    typical: 20m
                    timeout: 2h
                    changes: {}
                    verifications: []
                """
            ),
        ]
        let library = RunbookLibrary(files: texts.map { .init(path: $0.0, bytes: Array($0.1.utf8)) })
        return try #require(PlanBuilder(library: library).plan(runbook: "wde.switchover", environment: "lab"))
    }

    /// A run that stands at a question about items, after these answers.
    private func asked(after answers: [Answer] = []) throws -> (RunMachine, Question) {
        var machine = RunMachine(plan: try plan())
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        try machine.apply(.started(header(machine.plan)), at: stamp)
        var answers = answers[...]
        for _ in 0..<100 {
            switch machine.next() {
            case .record(let event): try machine.apply(event, at: stamp)
            case .ask(let question):
                guard let answer = answers.popFirst() else { return (machine, question) }
                try machine.apply(.answered(question: question.id, answer), at: stamp)
            case let other: throw Unexpected(command: other)
            }
        }
        throw Unexpected(command: nil)
    }

    private struct Unexpected: Error {
        var command: KirikaeEngine.RunCommand?
    }

    private func header(_ plan: Plan) -> RunHeader {
        RunHeader(
            run: "r", runbook: plan.runbook, arguments: [:], environment: "lab", environmentArguments: [:],
            fingerprint: plan.fingerprint, files: [:], operatorName: "A", speed: 1, version: "t")
    }

    private func ids(_ range: ClosedRange<Int>) -> [String] { range.map { $0 < 10 ? "pc-0\($0)" : "pc-\($0)" } }

    private func said(_ report: ItemReport, _ ids: [String], _ remark: String? = nil) -> Answer {
        Answer(value: report.rawValue, remark: remark, by: "A", via: .terminal, items: ids)
    }

    private func type(
        _ lines: [String], after answers: [Answer] = [], _ language: Language = .en
    ) async throws -> (Answer?, String) {
        let (machine, question) = try asked(after: answers)
        let output = TextCollector()
        let rest = Lines(lines)
        let person = TerminalOperator(
            name: "A", plan: machine.plan, wording: ScreenWording(language: language), style: Style(isColoured: false),
            output: output, readLine: { _ in rest.next() })
        return (try await person.answer(question, in: machine), output.text)
    }

    @Test(
        arguments: [
            (["pc-01 PC-02"], ItemReport.done, ["pc-01", "pc-02"], nil),
            (["ｐｃ－０１、ｐｃ－０３"], .done, ["pc-01", "pc-03"], nil),
            (["pc-1", "pc-06", "", "list", "?", "!show", "pc-01"], .done, ["pc-01"], nil),
            (["all", "4", "all", "５"], .done, ["pc-01", "pc-02", "pc-03", "pc-04", "pc-05"], nil),
            (["failed pc-02：応答なし、再起動"], .failed, ["pc-02"], "応答なし、再起動"),
            (["failed pc-02", "no power"], .failed, ["pc-02"], "no power"),
            (["late"], .late, ["pc-01", "pc-02", "pc-03", "pc-04", "pc-05"], nil),
        ] as [([String], ItemReport, [String], String?)])
    func whatIsTypedBecomesExactNames(lines: [String], report: ItemReport, ids: [String], remark: String?) async throws
    {
        let (answer, text) = try await type(lines)
        #expect(answer?.value == report.rawValue, "\(text)")
        #expect(answer?.items == ids)
        #expect(answer?.remark == remark)
        #expect(answer?.by == "A" && answer?.via == .terminal)
    }

    @Test(arguments: [
        ("pc-1", "the inventory has no such item: pc-1"), ("pc-1", "Did you mean: pc-0"),
        ("pc-25", "these belong to a later wave and are asked for then: pc-25"),
        ("not pc-01", "that is recorded already, or no item is named"),
        ("pc-03..pc-01", "the range begins behind its end: pc-03..pc-01"), ("late pc-01", "answer one of late"),
    ])
    func whatCannotBeTakenIsExplained(line: String, text: String) async throws {
        let (answer, shown) = try await type([line, "pc-05"])
        #expect(answer?.items == ["pc-05"])
        #expect(shown.contains(text), "\(shown)")
    }

    @Test func anAllThatIsNotConfirmedRecordsNothing() async throws {
        let (answer, shown) = try await type(["all", "24", "pc-01"])
        #expect(answer?.items == ["pc-01"])
        #expect(shown.contains("Nothing was recorded."))
    }

    @Test func theScreenSaysHowFarTheyAre() async throws {
        let before = [
            said(.done, ids(1...5)), said(.done, ids(6...7)), said(.failed, ["pc-08"], "応答なし"),
        ]
        let (_, english) = try await type(["list", "pc-09"], after: before)
        #expect(
            english.hasPrefix(
                """
                    Which PCs are done? (wave 2 of 2)
                      done 7 of 25 (20 are enough to go on)
                      failed 1: pc-08
                      open 17: pc-09, pc-10, pc-11, pc-12, pc-13, pc-14, pc-15, pc-16, pc-17, pc-18, pc-19,
                        pc-20, pc-21, pc-22, pc-23, pc-24, pc-25

                """), "\(english)")
        #expect(english.contains("      pc-09  Desk 09  192.0.2.9\n      pc-10  Desk 10  192.0.2.10\n"))
        #expect(english.contains("    failed 1:\n      pc-08  Desk 08  192.0.2.8  応答なし\n"))
        let (_, japanese) = try await type(["pc-09"], after: before, .ja)
        #expect(japanese.contains("      完了 7/25（20 で先へ進めます）\n      失敗 1：pc-08\n      未回答 17：pc-09, "))
    }

    @Test func manyNamesAreCutOnTheScreenAndNotInTheRecord() {
        let words = ItemWords(wording: ScreenWording(language: .en))
        let many = ids(1...25)
        #expect(words.ids(many).hasSuffix("pc-20, … and 5 more"))
        #expect(
            words.report(said(.done, many))
                == "done 25: pc-01, pc-02, pc-03, pc-04, pc-05, pc-06, pc-07, pc-08, … and 17 more")
        #expect(ItemWords(wording: ScreenWording(language: .ja)).ids(many).hasSuffix("pc-20、ほか 5 件"))
    }

    @Test func stragglersAreNamedWithTheirReasons() throws {
        let (machine, _) = try asked(after: [
            said(.done, ids(1...5)), said(.failed, ["pc-08"], "応答なし"), said(.done, ids(9...25)),
        ])
        let late = try #require(machine.stragglers[Self.path])
        let lines = ItemWords(wording: ScreenWording(language: .en)).stragglers(late, "Run")
        #expect(lines == ["still to do ‘Run’: 3", "  pc-06, pc-07", "  pc-08: failed (応答なし)"])
    }

    // MARK: Sheets and rehearsals

    private struct SheetWorld: World {
        let sheet: SheetOperator

        func observe(_ variables: [String], for step: PlanStep) async -> [Observation] { [] }
        func perform(
            _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
        ) async throws -> Outcome { .succeeded(warnings: []) }
        func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
            guard let answer = try await sheet.answer(question, in: machine) else { throw NoAnswer.nobody }
            return answer
        }
    }

    private struct StandingClock: Clock {
        func now() -> Stamp { Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0) }
        func sleep(milliseconds: Int64) async {}
    }

    private struct Nobody: RunObserver {
        func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {}
    }

    private func run(_ answers: [String]) async throws -> (RunResult, RunMachine) {
        let entries = answers.map { "  - {step: wde.switchover/run-batch, answer: '\($0)'}\n" }.joined()
        let text = "kirikae: 1\nanswers: night\nby: sato\nentries:\n" + entries
        let context = DecodingContext()
        let root = try #require(SyntaxParser().parse(Array(text.utf8), file: "a.yaml", into: &context.diagnostics))
        let world = SheetWorld(sheet: SheetOperator(sheet: try #require(AnswerSheet(root, in: context))))
        var machine = RunMachine(plan: try plan())
        let runner = Runner(world: world, recorder: NoRecorder(), clock: StandingClock(), observer: Nobody())
        let result = try await runner.run(&machine, opening: [.started(header(machine.plan))])
        return (result, machine)
    }

    @Test(arguments: [
        (["all"], 25, RunResult.completed), (["pc-01..pc-23", "late"], 23, .completed),
        (["failed pc-03: no power", "all"], 24, .completed), (["pc-01..pc-04"], 4, .stopped(.needsPerson)),
        (["failed pc-06..pc-25: no power", "all"], 5, .stopped(.needsPerson)),
    ])
    func aSheetAnswersForItems(answers: [String], done: Int, result: RunResult) async throws {
        let (ending, machine) = try await run(answers)
        #expect(ending == result)
        #expect(machine.itemStandings[Self.path]?.done.count == done)
    }

    @Test(arguments: [(["pc-99"], AnswerProblem.noSuchItems(["pc-99"])), (["not pc-01"], .mustBeTyped)])
    func aSheetThatIsWrongIsNotPassedOver(answers: [String], problem: AnswerProblem) async throws {
        await #expect(throws: problem) { try await run(answers) }
    }

    @Test func aRehearsalTakesAllForDone() async throws {
        let plan = try plan()
        let world = try RehearsalWorld(model: plan.service)
        var machine = RunMachine(plan: plan)
        let runner = Runner(world: world, recorder: NoRecorder(), clock: world, observer: Nobody())
        #expect(try await runner.run(&machine, opening: [.started(header(plan))]) == .completed)
        #expect(machine.itemStandings[Self.path]?.done.count == 25)
        #expect(machine.stragglers.isEmpty)
    }
}
