import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import Testing

/// Numbers, what is read back, and what must be in the record beside an answer.
@Suite struct EvidenceTests {
    private static let path = "plant.open/count"

    private func asked(_ answer: String, outputs: String = "") throws -> (RunMachine, Question) {
        let step = """
              - id: count
                title: {ja: 数える, en: Count}
                source: [M1]
            \(outputs)    action:
                  manual:
                    instructions: [{do: {ja: 見ます。, en: Look.}}]
                    answer:
                      ask: {ja: いくつですか。, en: How many?}
            \(answer)
                typical: 1m
                timeout: 5m
                changes: {}
                verifications: []
            """
        let plan = try EngineFixture.plan(step)
        var machine = RunMachine(plan: plan)
        try machine.apply(.started(EngineFixture.header(plan)), at: Self.stamp)
        while case .record(let event) = machine.next() { try machine.apply(event, at: Self.stamp) }
        return (machine, try #require(machine.openQuestion))
    }

    private static let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
    private static let number = "          number: {maximum: 500, accept: {minimum: 1, maximum: 100}}\n"

    @Test(
        arguments: [
            ("0", nil), ("1", nil), ("100", nil), ("101", nil), ("500", nil), ("501", .notInRange(0, 500)),
            ("-1", .notInRange(0, 500)), ("x", .notInRange(0, 500)), ("１", .notInRange(0, 500)),
            ("", .notInRange(0, 500)),
        ] as [(String, AnswerProblem?)])
    func whatCannotBeIsAskedAgain(value: String, problem: AnswerProblem?) throws {
        let (machine, question) = try asked(Self.number)
        #expect(machine.check(.typed(value), to: question.id) == problem)
    }

    @Test(arguments: [("0", false), ("1", true), ("100", true), ("101", false)])
    func whatCanBeAndIsNotGoodMakesTheStepFail(value: String, isGood: Bool) throws {
        var (machine, question) = try asked(Self.number)
        try machine.apply(.answered(question: question.id, .typed(value)), at: Self.stamp)
        while case .record(let event) = machine.next() { try machine.apply(event, at: Self.stamp) }
        #expect((machine.result == .completed) == isGood)
        if !isGood { #expect(machine.openQuestion?.kind == .problem(.action(.answerNotAccepted(value)))) }
    }

    @Test func whatIsReadBackCountsOnlyWhenConfirmed() throws {
        let (machine, question) = try asked(Self.number + "          read-back: true\n")
        #expect(machine.check(.typed("7"), to: question.id) == .notConfirmed)
        var answer = Answer.typed("7")
        answer.isConfirmed = true
        #expect(machine.check(answer, to: question.id) == nil)
        // Nobody reads back to a sheet or to a program.
        #expect(machine.check(Answer(value: "7", by: "a", via: .sheet), to: question.id) == nil)
        #expect(machine.check(Answer(value: "7", by: "a", via: .rehearsal), to: question.id) == nil)
        #expect(machine.check(.typed(Answer.cannotDo), to: question.id) == nil)
    }

    @Test func aNoteIsDemanded() throws {
        var (machine, question) = try asked(Self.number + "          evidence: note\n")
        #expect(machine.check(.typed("7"), to: question.id) == .evidenceMissing(.note))
        #expect(machine.check(.typed("7", "the counter on the page"), to: question.id) == nil)
        try machine.apply(.noted(step: Self.path, text: "the counter", by: "tester"), at: Self.stamp)
        #expect(machine.check(.typed("7"), to: question.id) == nil)
    }

    @Test func aFileIsDemandedOfThisAttempt() throws {
        var (machine, question) = try asked(Self.number + "          evidence: file\n")
        let file = KirikaeEngine.Attachment(file: "1-a.png", name: "a.png", byteCount: 3, sha256: "0f", by: "tester")
        #expect(machine.check(.typed("7", "I saw it"), to: question.id) == .evidenceMissing(.file))
        #expect(machine.check(Answer(value: "7", by: "a", via: .sheet), to: question.id) == .evidenceMissing(.file))
        #expect(machine.check(Answer(value: "7", by: "", via: .rehearsal), to: question.id) == nil)
        try machine.apply(.attached(step: Self.path, file), at: Self.stamp)
        #expect(machine.openQuestion == question)
        #expect(machine.check(.typed("7"), to: question.id) == nil)
        #expect(machine.attachments == [Self.path: [file]])
        // What proved the first attempt proves nothing of the next.
        try machine.apply(.answered(question: question.id, .typed("0")), at: Self.stamp)
        while case .record(let event) = machine.next() { try machine.apply(event, at: Self.stamp) }
        try machine.apply(.answered(question: try #require(machine.openQuestion).id, .typed("retry")), at: Self.stamp)
        while case .record(let event) = machine.next() { try machine.apply(event, at: Self.stamp) }
        let again = try #require(machine.openQuestion)
        #expect(machine.check(.typed("7"), to: again.id) == .evidenceMissing(.file))
    }

    /// Saying after a crash that it had been done is no way around it.
    @Test func aDoubtNeedsTheFileToo() throws {
        var (machine, _) = try asked(Self.number + "          evidence: file\n")
        try machine.apply(.resumed(operatorName: "tester", epoch: 2), at: Self.stamp)
        while case .record(let event) = machine.next() { try machine.apply(event, at: Self.stamp) }
        let question = try #require(machine.openQuestion)
        #expect(question.kind == .inDoubt(attempt: 1))
        #expect(machine.check(.typed("done", "saw it"), to: question.id) == .evidenceMissing(.file))
        #expect(machine.check(.typed("not-done", "saw it"), to: question.id) == nil)
    }
}
