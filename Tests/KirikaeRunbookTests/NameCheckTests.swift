import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// Names of environments, parameters that bind names, scenarios and answer sheets: KRK0323, KRK0336 to KRK0339, KRK0351, KRK0354.
@Suite struct NameCheckTests {
    @Test(arguments: [
        // KRK0336 for each kind, beside the name that is defined
        """
        steps:
          - id: count
            action: {population: agent, instructions: [{do: {ja: 入, en: in}}], ask: {ja: 数, en: count}}
        #                        ^^^^^ KRK0336
            …
          - id: agree
            action: {approve: {ja: 開始, en: start}, by: duties}
        #                                                ^^^^^^ KRK0336
            typical: 1m
            timeout: 5m
            ‥
          - id: cut
            action: {bound: cuts}
        #                   ^^^^ KRK0336
            …
          - id: sign
            action: {command: [x.exe], on: pc, secrets: {A: tokn, B: token}}
        #                                                   ^^^^ KRK0336
            …
          - id: type
            action:
              command: [x.exe]
              on: pc
              conversation: [{expect: a, send: {secret: tokens}}, {expect: b, send: {secret: token}}]
        #                                               ^^^^^^ KRK0336
            …
          - id: ask
            action: {http: GET, on: console, headers: {A: {secret: tokan}, B: {secret: token}}}
        #                                                          ^^^^^ KRK0336
            …
        """,
        // KRK0338, beside as many as there are
        """
        steps:
          - id: three
            action: {approve: {ja: 開始, en: start}, by: duty, count: 3}
        #                                                ^^^^ KRK0338
            typical: 1m
            timeout: 5m
            ‥
          - id: two
            action: {approve: {ja: 開始, en: start}, by: duty, count: 2}
            typical: 1m
            timeout: 5m
            ‥
        """,
        // KRK0351, beside a place with an address, and a person at one without
        """
        steps:
          - id: nowhere
            action: {http: GET, on: bare}
        #                           ^^^^ KRK0351
            …
          - id: somewhere
            at: bare
            action: {http: GET, on: console}
            …
        """,
        // KRK0339 and KRK0354, beside a variable that has the values; and the types of parameters at an include
        """
        steps:
          - id: lacks
            action: {include: test.move, with: {state: c.mode, to: dr}}
        #                                              ^^^^^^ KRK0339
        #                                              ^^^^^^ KRK0339
            ‥
          - id: unknown
            action: {include: test.move, with: {state: a.bd, to: dr}}
        #                                              ^^^^ KRK0354
            ‥
          - id: dotless
            action: {include: test.move, with: {state: db, to: dr}}
        #                                              ^^ KRK0323
            ‥
          - id: right
            action: {include: test.move, with: {state: a.db, to: dr}}
            ‥
        """,
    ])
    func findings(text: String) {
        CheckFixture.expectMarks(text)
    }

    /// KRK0337, in each way in which two actions may differ.
    @Test(arguments: [
        ("{command: [cut.exe], on: pc}", "{command: [cut.exe], on: pc}", true),
        ("{command: [cut.exe], on: pc}", "{on: pc, command:   ['cut.exe']}", true),
        ("{command: [cut.exe], on: pc}", "{command: [pretend.exe], on: pc}", false),
        ("{command: [cut.exe], on: pc}", "{command: [cut.exe], on: pc, elevated: true}", false),
        ("{command: [cut.exe], on: pc}", "{command: [cut.exe], on: pc, encoding: cp932}", false),
        ("{command: [cut.exe], on: pc}", "{command: [cut.exe], on: pc, secrets: {A: token}}", false),
        ("{command: [cut.exe], on: pc}", "{command: [cut.exe], on: pc, conversation: [{expect: a}]}", false),
        ("{http: PUT, on: console}", "{http: PUT, on: console}", true),
        ("{http: PUT, on: console}", "{http: POST, on: console}", false),
        ("{http: PUT, on: console}", "{http: PUT, on: console, path: /x}", false),
        ("{http: PUT, on: console}", "{http: PUT, on: console, body: x}", false),
        ("{http: PUT, on: console}", "{http: PUT, on: console, headers: {A: x}}", false),
        ("{http: PUT, on: console}", "{http: PUT, on: console, expect: [201]}", false),
    ])
    func boundActions(first: String, second: String, isSame: Bool) {
        let cut = "{command: [cut.exe], on: pc}"
        let one = CheckFixture.environment.replacing(cut, with: first)
        let two = CheckFixture.environment.replacing(cut, with: second).replacing(
            "environment: test", with: "environment: other")
        let step = "steps:\n  - id: sign\n    action: {command: [x.exe], on: pc, secrets: {A: token}}\n    …"
        let library = CheckFixture.library(
            CheckFixture.expanded(CheckFixture.head + step), others: ["environment.yaml": one, "other.yaml": two])
        #expect(library.diagnostics.all.map(\.message.code) == (isSame ? ["KRK0337"] : []))
        #expect(library.diagnostics.all.allSatisfy { $0.severity == .warning })
    }

    /// What a bound action names must be defined as well.
    @Test(arguments: [
        ("{command: [cut.exe], on: cp}", ["KRK0312"]), ("{http: PUT, on: consoles}", ["KRK0311"]),
        ("{http: PUT, on: bare}", ["KRK0351"]), ("{command: [cut.exe], on: pc, secrets: {A: tokens}}", ["KRK0336"]),
        ("{command: [cut.exe], on: pc}", []), ("{http: PUT, on: console}", []),
    ])
    func namesInABoundAction(action: String, codes: [String]) {
        let environment = CheckFixture.environment.replacing("{command: [cut.exe], on: pc}", with: action)
        let step = "steps:\n  - id: look\n    action: {command: [x.exe], on: pc}\n    …"
        let library = CheckFixture.library(
            CheckFixture.expanded(CheckFixture.head + step), others: ["environment.yaml": environment])
        #expect(library.diagnostics.all.map(\.message.code) == codes)
    }

    /// What is defined with a fault is not reported as missing besides.
    @Test func whatIsDefinedWithAFault() {
        let environment = CheckFixture.environment.replacing("count: 40", with: "count: 0")
            .replacing("a.db: ask", with: "a.db: {timeout: 5s}")
        let step = "steps:\n  - id: look\n    action: {command: [x.exe], on: pc}\n    …"
        let library = CheckFixture.library(
            CheckFixture.expanded(CheckFixture.head + step), others: ["environment.yaml": environment])
        #expect(library.diagnostics.inFileOrder.map(\.message.code) == ["KRK0134", "KRK0131"])
    }

    /// A value that only whoever starts the runbook can give is not judged before; everything else in the runbook is.
    @Test func namesThatAreGivenLater() throws {
        let text = """
            parameters:
              host: {title: {ja: ホスト, en: host}, type: identifier}
              state: {title: {ja: 状態, en: state}, type: variable}
              key: {title: {ja: 鍵, en: key}, type: secret}
              time: {title: {ja: 時間, en: time}, type: duration}
            steps:
              - id: look
                title: {ja: 作業, en: step}
                source: [M1]
                preconditions:
                  - "${state}": dr
                  - a.bd: dr
            #       ^^^^ KRK0201
                action: {command: [x.exe, "${host}"], on: "${host}", secrets: {A: "${key}"}}
                typical: "${time}"
                timeout: 1h
                changes: {}
                verifications: []
              - id: include
                action: {include: test.move, with: {state: "${state}", to: dr}}
                ‥
              - id: other
                at: consol
            #       ^^^^^^ KRK0311
                action: {command: [x.exe, "－${host}"], on: pc}
            #                             ^^^^^^^^^^^ KRK0322
                …
            """
        CheckFixture.expectMarks(text)
        let library = CheckFixture.library(MarkedText(CheckFixture.expanded(CheckFixture.head + text)).text)
        let template = try #require(library.runbooks["test.runbook"])
        let context = DecodingContext()
        let given = ["host": "pc", "state": "a.db", "key": "token", "time": "soon"]
        _ = RunbookDecoder.decode(template, arguments: given, in: context)
        #expect(context.diagnostics.all.map(\.message.code) == ["KRK0110", "KRK0322"])
    }

    /// A value is data: what looks like a reference in it is never filled in.
    @Test(arguments: ["${outputs.read.value}", "${other}", "${value}", "$", "${", "${outputs.a.b"])
    func aValueIsNeverFilledInAgain(value: String) throws {
        let text = """
            parameters: {value: {title: {ja: 値, en: value}}, other: {title: {ja: 他, en: other}, default: x}}
            steps:
              - id: read
                action: {command: [x.exe], on: pc}
                outputs: {value: {title: {ja: 値, en: value}, line: 1}}
                …
              - id: use
                action: {command: [x.exe, "${value}", "${other}${value}", "${value}${outputs.read.value}"], on: pc}
                …
            """
        let library = CheckFixture.library(CheckFixture.expanded(CheckFixture.head + text))
        #expect(library.diagnostics.all.isEmpty)
        let template = try #require(library.runbooks["test.runbook"])
        let context = DecodingContext()
        let decoded = RunbookDecoder.decode(template, arguments: ["value": value], in: context)
        let runbook = try #require(decoded)
        #expect(context.diagnostics.all.isEmpty)
        guard case .command(let command) = runbook.steps[1].action else {
            Issue.record("not a command")
            return
        }
        #expect(command.arguments[1].literal == value)
        #expect(command.arguments[2].literal == "x" + value)
        #expect(command.arguments[3].references == [OutputReference(step: "read", name: "value")])
        #expect(command.arguments[3].segments.first == .text(value))
    }

    @Test func scenarios() {
        let marked = MarkedText(
            """
            kirikae: 1
            scenario: storm
            title: {ja: 嵐, en: storm}
            runbook: test.runbook
            with: {site: DR, place: x}
            #            ^^ KRK0113
            #                ^^^^^ KRK0301
            start: {a.db: dr, a.bd: dr, b.db: unknown, c.mode: of}
            #                 ^^^^ KRK0201
            #                                                  ^^ KRK0202
            events:
              - {at: 5m, set: {notice.state: go}}
              - {before: test.runbook/look, set: {notice.state: none}}
              - {after: test.runbook/lok, set: {notice.state: gone}}
            #           ^^^^^^^^^^^^^^^^ KRK0306
            #                                                 ^^^^ KRK0202
              - {after: test.runbok/look, set: {}}
            #           ^^^^^^^^^^^^^^^^ KRK0305
              - {after: look, set: {}}
            #           ^^^^ KRK0110
              - {before: test.everything/move/move, set: {}}
              - {before: test.everything/move/mover, set: {}}
            #            ^^^^^^^^^^^^^^^^^^^^^^^^^^ KRK0306
            expect: {result: completed, at: test.runbook/$end, state: {a.db: dr, b.db: drr}}
            #                                                                          ^^^ KRK0202
            """, file: "scenario.yaml")
        marked.expectMarks(of: situation(marked))
    }

    @Test func scenariosOfOtherRunbooks() {
        for (runbook, codes) in [
            ("test.runbok", ["KRK0305"]), ("test.move", ["KRK0302", "KRK0302"]), ("test.everything", []),
        ] {
            let text = """
                kirikae: 1
                scenario: storm
                title: {ja: 嵐, en: storm}
                runbook: \(runbook)
                expect: {result: refused}
                """
            #expect(situation(MarkedText(text, file: "scenario.yaml")).all.map(\.message.code) == codes)
        }
    }

    @Test func answerSheets() {
        let marked = MarkedText(
            """
            kirikae: 1
            answers: night
            by: 訓練 花子
            entries:
              - {step: test.runbook/look, answer: x}
              - {step: test.runbook/lok, answer: x}
            #          ^^^^^^^^^^^^^^^^ KRK0306
              - {in-doubt: test.runbok/look, answer: done, looked-at: x}
            #              ^^^^^^^^^^^^^^^^ KRK0305
              - {problem: look, answer: retry}
            #             ^^^^ KRK0110
              - {approve: test.everything/agree, answer: approve, reason: x}
              - {approve: test.everything/agre, answer: approve, reason: x}
            #             ^^^^^^^^^^^^^^^^^^^^ KRK0306
              - {observe: a.db, answer: dr}
              - {observe: a.db, answer: unknown}
              - {observe: a.bd, answer: dr}
            #             ^^^^ KRK0201
              - {observe: b.db, answer: drr}
            #             ^^^^ KRK0202
            """, file: "answers.yaml")
        marked.expectMarks(of: situation(marked))
    }

    private func situation(_ marked: MarkedText) -> Diagnostics {
        let text = """
            parameters: {site: {title: {ja: 拠点, en: site}, allowed: [main, dr], default: main}}
            steps:
              - id: look
                action: {command: [x.exe, "${site}"], on: pc}
                …
            """
        return CheckFixture.library(
            CheckFixture.expanded(CheckFixture.head + text), others: [marked.file: marked.text]
        ).diagnostics
    }
}
