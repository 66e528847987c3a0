import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import KirikaeWorlds
import Synchronization
import Testing

@testable import KirikaeCLI
@testable import KirikaeJournal

/// Numbers, values that are read back, and evidence, as they are asked for at the terminal.
@Suite struct PeoplePromptTests {
    private static func plan(_ answer: String) throws -> Plan {
        let outputs = answer.contains("input: line") ? "    outputs: {line: {title: {ja: 番号, en: Line}}}\n" : ""
        let runbook = """
            kirikae: 1
            runbook: demo.switchover
            function: demo
            direction: switchover
            title: {ja: 切り替え, en: Switch over}
            steps:
              - id: look
                title: {ja: 見る, en: Look}
                source: [M1]
            \(outputs)    action:
                  manual:
                    instructions: [{do: {ja: 見ます。, en: Look.}}]
                    answer:
                      ask: {ja: いくつですか。, en: How many?}
            \(answer)
                typical: 1m
                timeout: 10m
                changes: {}
                verifications: []
            """
        let texts = [
            "kirikae: 1\nservice: demo\ntitle: {ja: 例, en: Demo}\nvariables: {a.b: {title: {ja: 甲, en: a}, values: {x: {ja: 甲, en: x}}, start: x}}\n",
            "kirikae: 1\nenvironment: lab\ntitle: {ja: 検証, en: Lab}\nobserve: {a.b: ask}\n", runbook,
        ]
        let library = RunbookLibrary(
            files: texts.enumerated().map { .init(path: "f\($0.offset).yaml", bytes: Array($0.element.utf8)) })
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(runbook: "demo.switchover", environment: "lab")
        return try #require(
            plan, "\((library.diagnostics.all + builder.diagnostics.all).map { $0.message.text(in: .en) })")
    }

    private static let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)

    private func asked(_ answer: String) throws -> (RunMachine, Question) {
        var machine = RunMachine(plan: try Self.plan(answer))
        try machine.apply(
            .started(
                RunHeader(
                    run: "r", runbook: machine.plan.runbook, arguments: [:], environment: "lab",
                    environmentArguments: [:], fingerprint: machine.plan.fingerprint, files: [:], operatorName: "A",
                    speed: 1, version: "t")), at: Self.stamp)
        while case .record(let event) = machine.next() { try machine.apply(event, at: Self.stamp) }
        return (machine, try #require(machine.openQuestion))
    }

    private func type(
        _ lines: [String], _ form: String, _ language: Language = .en,
        keepFile: (@Sendable (String, String) throws -> KirikaeEngine.Attachment)? = nil
    ) async throws -> (answer: Answer?, attached: KirikaeEngine.Attachment?, shown: String) {
        let (machine, question) = try asked(form)
        let output = TextCollector()
        let rest = Typed(lines)
        let person = TerminalOperator(
            name: "A", plan: machine.plan, wording: ScreenWording(language: language), style: Style(isColoured: false),
            output: output, readLine: { _ in rest.next() }, keepFile: keepFile)
        do {
            return (try await person.answer(question, in: machine), nil, output.text)
        } catch let file as OperatorAttachment {
            return (nil, file.attachment, output.text)
        }
    }

    private final class Typed: Sendable {
        private let lines: Mutex<[String]>
        init(_ lines: [String]) { self.lines = Mutex(lines) }
        func next() -> String? { lines.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    }

    private static let number = "          number: {unit: {ja: 件, en: calls}, maximum: 2000, accept: {minimum: 1}}\n"
    private static let line = "          input: line\n          read-back: true\n"

    // MARK: Numbers

    @Test(
        arguments: [
            ("12", "12", nil), ("１２", "12", "１２"), ("1,234", "1234", "1,234"), ("１，２３４件", "1234", "１，２３４件"),
            ("12 calls", "12", "12 calls"),
            ("007", "7", "007"), ("0", "0", nil),
        ] as [(String, String, String?)])
    func aNumberIsPlainAndWhatWasTypedIsKept(typed: String, value: String, raw: String?) async throws {
        let (answer, _, shown) = try await type([typed], Self.number)
        #expect(answer?.value == value, "\(shown)")
        #expect(answer?.typed == raw)
    }

    @Test(arguments: ["12x", "1,23", "1.5", "①", "-", "二"])
    func whatIsNoNumberIsAskedAgain(typed: String) async throws {
        let (answer, _, shown) = try await type([typed, "3"], Self.number)
        #expect(answer?.value == "3")
        #expect(shown.contains("It cannot be read as such a value"), "\(shown)")
    }

    @Test func whatCannotBeIsAskedAgainWithItsRange() async throws {
        let (answer, _, shown) = try await type(["2001", "-5", "5"], Self.number)
        #expect(answer?.value == "5")
        #expect(shown.contains("Type a number (0 to 2000 calls). It has worked with 1 to 2000 calls"), "\(shown)")
        #expect(shown.components(of: "answer with a number from 0 to 2000") == 2, "\(shown)")
    }

    // MARK: Read back

    @Test func aValueIsReadBackFigureByFigure() async throws {
        let (answer, _, shown) = try await type(["０１２０ー１２３ー４５６", "ｙ"], Self.line)
        #expect(shown.contains("Read back:  0 1 2 0  -  1 2 3  -  4 5 6 (10 figures)"), "\(shown)")
        #expect(answer?.value == "0120-123-456")
        #expect(answer?.typed == "０１２０ー１２３ー４５６")
        #expect(answer?.isConfirmed == true)
    }

    @Test func aNumberIsReadBackWithItsUnit() async throws {
        let (answer, _, shown) = try await type(["１２３４", "y"], Self.number + "          read-back: true\n")
        #expect(shown.contains("Read back:  1,234 calls"), "\(shown)")
        #expect(answer?.value == "1234" && answer?.isConfirmed == true)
        #expect(TypedText.inThousands("-1234567") == "-1,234,567" && TypedText.inThousands("999") == "999")
    }

    @Test func enterAloneConfirmsNothingAndAnotherValueIsReadBackToo() async throws {
        let (answer, _, shown) = try await type(["0120123456", "", "0120-123-465", "0120-123-465"], Self.line)
        #expect(answer?.value == "0120-123-465")
        #expect(answer?.isConfirmed == true)
        #expect(shown.contains("0 1 2 0  1 2 3 4  5 6"), "\(shown)")
        #expect(shown.components(of: "Read back:") == 3, "\(shown)")
        await #expect(throws: NoAnswer.stop) { try await type(["0120", "!stop"], Self.line) }
    }

    @Test(arguments: [
        ("0120-123-456", "0 1 2 0  -  1 2 3  -  4 5 6"), ("12345678", "1 2 3 4  5 6 7 8"), ("db-a1", "d b  -  a 1"),
        ("12345", "1 2 3 4 5"), ("東京1", "東  京  1"),
    ])
    func aValueIsSpelledInGroups(value: String, spelled: String) { #expect(TypedText.spelled(value) == spelled) }

    @Test(arguments: [
        ("ー", "ー"), ("サーバー", "サーバー"), ("１−２‐３", "1-2-3"), ("Ｓ-１", "S-1"), ("０３　１２３４", "03 1234"),
    ])
    func aDashIsOneOnlyAmongFigures(typed: String, plain: String) { #expect(TypedText(raw: typed).plain == plain) }

    @Test func aTextThatDiffersOnlyInWidthIsTheOneOnTheScreen() async throws {
        let (answer, _, _) = try await type(["ＯＫ－１"], "          text: OK-1\n")
        #expect(answer?.value == "OK-1")
        #expect(answer?.typed == "ＯＫ－１")
        let (other, _, _) = try await type(["OK-2"], "          text: OK-1\n")
        #expect(other?.value == "OK-2")
    }

    // MARK: Evidence

    @Test func aFileIsAskedForAndAdded() async throws {
        let fixture = try TemporaryFolder()
        let path = try fixture.write("shown", to: "screen 1.png")
        let kept = KirikaeEngine.Attachment(
            file: "1-screen_1.png", name: "screen 1.png", byteCount: 5, sha256: "0f", by: "A")
        let form = Self.number + "          evidence: file\n"
        for lines in [["!attach \(path)"], ["!attach", path], ["3", path], ["！ａｔｔａｃｈ '\(path)'"]] {
            let asked = Mutex<[String]>([])
            let (_, attached, shown) = try await type(lines, form) { path, _ in
                asked.withLock { $0.append(path) }
                return kept
            }
            #expect(attached == kept, "\(lines) \(shown)")
            let paths = asked.withLock { $0 }
            #expect(paths == [path])
            #expect(shown.contains("First add a file as evidence: !attach PATH-OF-THE-FILE"))
        }
    }

    @Test func whyAFileCannotBeKeptIsSaid() async throws {
        let form = Self.number + "          evidence: file\n"
        let (answer, attached, shown) = try await type(["!attach /none", "!cannot"], form) { path, _ in
            throw EvidenceRefusal.unusable(.missing(path: path))
        }
        #expect(attached == nil)
        #expect(answer?.value == Answer.cannotDo)
        #expect(shown.contains("it cannot be kept: /none is missing"), "\(shown)")
    }

    @Test func aNoteIsAskedForBehindTheAnswer() async throws {
        let form = Self.number + "          evidence: note\n"
        let (answer, _, shown) = try await type(["3", "the counter"], form)
        #expect(answer?.remark == "the counter")
        #expect(shown.contains("What did you see > "), "\(shown)")
    }

    // MARK: The screen

    /// What happens beside a question stays above it, and the prompt below.
    @Test func aPromptStaysAtTheBottom() {
        let collector = TextCollector()
        let output = PromptedOutput(collector)
        output.line("before")
        output.prompt("Answer > ")
        output.write("one\ntwo\n")
        output.promptAnswered()
        output.line("after")
        #expect(collector.text == "before\nAnswer > \none\ntwo\nAnswer > after\n")
    }

    /// Nothing that is asked is wider than a terminal of 80 columns.
    @Test(arguments: [Language.ja, .en])
    func aQuestionFitsOnEightyColumns(language: Language) async throws {
        for form in [
            Self.number, Self.line, "          text: OK-1\n          read-back: true\n          evidence: file\n",
        ] {
            let (machine, question) = try asked(form)
            let prompt = QuestionPrompt(
                question: question, step: machine.plan.steps[try #require(machine.plan.index(of: question.step))],
                machine: machine, wording: ScreenWording(language: language))
            for line in prompt.lines + prompt.help {
                #expect(DisplayWidth.cells(of: line) <= 76, "\(line)")
            }
        }
    }
}

extension String {
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
