import Foundation
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeTestSupport
import Synchronization
import Testing

@testable import KirikaeCLI

/// A person at the terminal.
@Suite struct TerminalTests {
    /// A run of the shipped portal switchover that stands at its first question.
    private func question() throws -> (RunMachine, Question) {
        let files = try SourceFolder.read(ProjectFolder.runbooks.resolvingSymlinksInPath().path)
        let library = RunbookLibrary(files: files)
        let arguments = library.environments["drill"]?.sampleArguments ?? [:]
        let plan = try #require(
            PlanBuilder(library: library).plan(
                runbook: "portal.switchover", environment: "drill", environmentArguments: arguments))
        var machine = RunMachine(plan: plan)
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        let header = RunHeader(
            run: "r", runbook: plan.runbook, arguments: [:], environment: "drill", environmentArguments: [:],
            fingerprint: plan.fingerprint, files: [:], operatorName: "A", speed: 1, version: "t")
        try machine.apply(.started(header), at: stamp)
        try machine.apply(.done(step: "portal.switchover"), at: stamp)
        try machine.apply(.intent(step: "portal.switchover/check-trusted-hosts", attempt: 1), at: stamp)
        guard case .record(.asked(let question)) = machine.next() else { throw CocoaError(.featureUnsupported) }
        try machine.apply(.asked(question), at: stamp)
        return (machine, question)
    }

    private func person(_ machine: RunMachine, types lines: [String]) -> (TerminalOperator, TextCollector) {
        let output = TextCollector()
        let rest = Lines(lines)
        let person = TerminalOperator(
            name: "A", plan: machine.plan, wording: ScreenWording(language: .ja), style: Style(isColoured: false),
            output: output, readLine: { _ in rest.next() })
        return (person, output)
    }

    @Test(arguments: [
        (["1"], "correct"), (["１"], "correct"), (["correct"], "correct"), ([" 2 "], "wrong"),
        (["", "9", "x", "2"], "wrong"),
        (["?", "!show", "1"], "correct"), (["!cannot"], Answer.cannotDo), (["！ｃａｎｎｏｔ"], Answer.cannotDo),
    ])
    func whatIsTypedBecomesAnAnswer(lines: [String], expected: String) async throws {
        let (machine, question) = try question()
        let (person, _) = person(machine, types: lines)
        let answer = try await person.answer(question, in: machine)
        #expect(answer?.value == expected)
        #expect(answer?.by == "A")
        #expect(answer?.via == .terminal)
    }

    @Test(arguments: [["!stop"], ["！ｓｔｏｐ"], []])
    func stoppingAndTheEndOfInputStop(lines: [String]) async throws {
        let (machine, question) = try question()
        let (person, _) = person(machine, types: lines)
        await #expect(throws: NoAnswer.stop) { try await person.answer(question, in: machine) }
    }

    @Test func aNoteIsHandedOnAndTheQuestionStaysOpen() async throws {
        let (machine, question) = try question()
        let (person, _) = person(machine, types: ["!note", "画面が遅い"])
        await #expect(throws: OperatorNote(text: "画面が遅い", by: "A")) {
            try await person.answer(question, in: machine)
        }
    }

    @Test func aSkipIsAskedForItsReason() async throws {
        var (machine, question) = try question()
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        try machine.apply(.answered(question: question.id, Answer(value: "wrong", by: "A", via: .terminal)), at: stamp)
        guard case .record(.asked(let problem)) = machine.next() else {
            Issue.record("no question")
            return
        }
        try machine.apply(.asked(problem), at: stamp)
        let (person, output) = person(machine, types: ["2", "", "2", "訓練のため"])
        let answer = try await person.answer(problem, in: machine)
        #expect(answer?.value == "skip")
        #expect(answer?.remark == "訓練のため")
        #expect(output.text.contains("理由"))
    }

    @Test func linesAreReadAndAWishToStopIsNoticed() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let input = TerminalInput(descriptor: ends[0])
        let bytes = Array("一行目\n二行目\n途中".utf8)
        try #require(write(ends[1], bytes, bytes.count) == bytes.count)
        #expect(input.line { false } == "一行目")
        #expect(input.line { true } == "二行目", "what was typed before is not lost")
        let looks = Lines(["", ""])
        #expect(input.line { looks.next() == nil } == nil)
    }
}

/// Lines that are handed out one by one.
final class Lines: Sendable {
    private let rest: Mutex<[String]>
    init(_ lines: [String]) { rest = Mutex(lines) }
    func next() -> String? { rest.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}
