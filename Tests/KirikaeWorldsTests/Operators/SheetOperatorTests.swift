import KirikaeDiagnostics
import KirikaeEngine
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import KirikaeWorlds
import Testing

/// A sheet settles a doubt only where it names that very step, and never says that a changed world is all right.
@Suite struct SheetOperatorTests {
    private let sheet: AnswerSheet
    private let machine: RunMachine

    init() throws {
        let text = """
            kirikae: 1
            answers: night
            by: sato
            entries:
              - {in-doubt: plan.switchover/portal/move, answer: done, looked-at: the console}
              - {in-doubt: portal.switchover/move, answer: not-done, looked-at: the console}
            """
        let context = DecodingContext()
        let root = try #require(SyntaxParser().parse(Array(text.utf8), file: "a.yaml", into: &context.diagnostics))
        sheet = try #require(AnswerSheet(root, in: context))
        machine = RunMachine(plan: try WorldFixture(step: "    action: {command: [act], on: pc}").plan)
    }

    private func answer(_ person: SheetOperator, _ step: String, _ kind: Question.Kind) async throws -> String? {
        try await person.answer(Question(id: "q1", step: step, kind: kind), in: machine)?.value
    }

    @Test func aDoubtIsSettledOnlyWhereTheStepOfThePlanIsNamed() async throws {
        let person = SheetOperator(sheet: sheet)
        #expect(try await answer(person, "plan.switchover/other/move", .inDoubt(attempt: 1)) == nil)
        #expect(try await answer(person, "plan.switchover/portal/move", .inDoubt(attempt: 1)) == "done")
        // Once: a second doubt about the same step is another matter.
        #expect(try await answer(person, "plan.switchover/portal/move", .inDoubt(attempt: 2)) == nil)
        #expect(try await answer(person, "portal.switchover/move", .inDoubt(attempt: 1)) == "not-done")
    }

    @Test func aChangedWorldIsNotAnsweredBeforehand() async throws {
        let deviation = Deviation(variable: "valve.state", step: "plant.open/act", left: "open", now: .value("shut"))
        #expect(try await answer(SheetOperator(sheet: sheet), "plant.open/act", .changedMeanwhile([deviation])) == nil)
    }
}
