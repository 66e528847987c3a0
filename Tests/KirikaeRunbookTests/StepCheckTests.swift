import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// What keeps a step from being trusted: KRK0328 to KRK0333, KRK0352; and words of the other direction.
@Suite struct StepCheckTests {
    @Test(arguments: [
        // KRK0329, beside conditions that can fail
        """
        steps:
          - id: void
            action: {command: [x.exe], on: pc}
            title: {ja: 作業, en: step}
            source: [M1]
            typical: 1m
            timeout: 5m
            changes: {}
            verifications:
              - {a.db: [main, dr]}
        #       ^^^^^^^^^^^^^^^^^^ KRK0329
              - {a.db: [dr]}
              - {any: [{a.db: dr}, {not: {a.db: dr}}]}
        #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KRK0329
              - {any: [{a.db: dr}, {not: {b.db: dr}}]}
              - {any: [{a.db: main}, {a.db: dr, b.db: [main, dr]}]}
        #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KRK0329
              - {any: [{a.db: main}, {a.db: dr, b.db: dr}]}
        """,
        // KRK0330, beside waiting for a condition, and for a time that nothing can replace
        """
        steps:
          - id: silent
            action: {wait: {for: 5m}}
        #                        ^^ KRK0330
            ‥
          - id: seen
            action: {wait: {for: 5m, because: {ja: 見えない, en: unseen}}}
        #                        ^^ KRK0330
            verifications: [{b.db: main}]
            ‥
          - id: unseen
            action: {wait: {for: 5m, because: {ja: 見えない, en: unseen}}}
            ‥
          - id: condition
            action: {wait: {until: {b.db: main, within: 5m}}}
            ‥
        """,
        // KRK0331, beside a source
        """
        steps:
          - id: baseless
        #       ^^^^^^^^ KRK0331
            title: {ja: 作業, en: step}
            source: []
            action: {wait: {until: {b.db: main}}}
          - id: based
            title: {ja: 作業, en: step}
            source: [M1]
            action: {wait: {until: {b.db: main}}}
        """,
        // KRK0352, beside equal times
        """
        steps:
          - id: hasty
        #       ^^^^^ KRK0352
            title: {ja: 作業, en: step}
            source: [M1]
            action: {approve: {ja: 開始, en: start}, by: duty}
            typical: 61s
            timeout: 1m
          - id: equal
            title: {ja: 作業, en: step}
            source: [M1]
            action: {approve: {ja: 開始, en: start}, by: duty}
            typical: 60s
            timeout: 1m
        """,
        // KRK0332 wherever something is told literally, beside the word of this direction, a part of it, and prose
        """
        steps:
          - id: command
        #       ^^^^^^^ KRK0332
            action: {command: [switch.exe, --mode=To_Main], on: pc}
            …
          - id: typed
        #       ^^^^^ KRK0332
            action: {command: [switch.exe], on: pc, conversation: [{expect: '?', send: To_Main}]}
            …
          - id: request
        #       ^^^^^^^ KRK0332
            action: {http: PUT, on: console, path: /To_Main}
            …
          - id: body
        #       ^^^^ KRK0332
            action: {http: PUT, on: console, body: To_Main}
            …
          - id: press
        #       ^^^^^ KRK0332
            action:
              manual:
                instructions: [{do: {ja: 押す, en: press}, press: ['[To_Main]']}]
                answer: {ask: {ja: 表示, en: shown}, text: OK}
            …
          - id: shown
        #       ^^^^^ KRK0332
            action:
              manual:
                instructions: [{do: {ja: 押す, en: press}}]
                answer: {ask: {ja: 表示, en: shown}, text: To_Main}
            …
          - id: right
            action: {command: [switch.exe, To_Backup, To_Mai, to_main], on: pc}
            …
          - id: prose
            action:
              manual:
                instructions: [{do: {ja: To_Main は押さない, en: Do not press To_Main}}]
                answer: {ask: {ja: To_Main か, en: To_Main?}, text: OK}
            …
          - id: included
            action: {include: test.move, with: {state: b.db, to: dr, word: To_Backup}}
            ‥
        """,
    ])
    func findings(text: String) {
        CheckFixture.expectMarks(text)
    }

    /// A procedure for both directions goes the way of whoever includes it; what includes it is named.
    @Test(arguments: [
        ("switchover", "To_Backup", []), ("switchover", "To_Main", ["KRK0332"]), ("switchback", "To_Main", []),
        ("switchback", "To_Backup", ["KRK0332"]),
    ])
    func directionOfAProcedure(direction: String, word: String, codes: [String]) throws {
        let include = """
            steps:
              - id: include
                action: {include: test.middle, with: {word: \(word)}}
                ‥
            """
        let middle = """
            kirikae: 1
            runbook: test.middle
            kind: procedure
            direction: both
            title: {ja: 中, en: middle}
            parameters: {word: {title: {ja: 語, en: word}}}
            steps:
              - id: include
                action: {include: test.move, with: {state: b.db, to: dr, word: "${word}"}}
                ‥
            """
        let text = CheckFixture.expanded(
            CheckFixture.head.replacing("direction: switchover", with: "direction: \(direction)") + include)
        let found = CheckFixture.library(text, others: ["middle.yaml": CheckFixture.expanded(middle)]).diagnostics
            .inFileOrder
        #expect(found.map(\.message.code) == codes)
        for diagnostic in found {
            #expect(diagnostic.location?.file == "procedure.yaml")
            let notes = diagnostic.notes.map { "\($0.location.file): \($0.text(in: .en))" }
            #expect(notes.contains("middle.yaml: included here"))
            #expect(notes.contains("service.yaml: the word is given its direction here"))
        }
    }

    /// An action that an environment binds is told as literally as any other.
    @Test func directionOfABoundAction() {
        let environment = CheckFixture.environment.replacing("[cut.exe]", with: "[cut.exe, To_Main]")
        CheckFixture.expectMarks(
            """
            steps:
              - id: cut
            #       ^^^ KRK0332
                action: {bound: cut}
                …
              - id: other
                action: {command: [cut.exe], on: pc}
                …
            """,
            others: [
                "environment.yaml": environment,
                "everything.yaml": CheckFixture.everything.replacing(
                    "{bound: cut}", with: "{command: [x.exe], on: pc}"),
            ])
    }
}
