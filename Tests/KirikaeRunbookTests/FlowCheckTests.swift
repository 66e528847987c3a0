import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// Preconditions that can never hold and steps that are never carried out: KRK0333 and KRK0328.
@Suite struct FlowCheckTests {
    /// A step that changes variables, as one element of `steps`.
    private static func step(_ id: String, changes: String, _ more: String = "") -> String {
        """
          - id: \(id)
            title: {ja: 変える, en: change}
            source: [M1]
            action: {command: [x.exe], on: pc}
            typical: 1m
            timeout: 5m
            changes: {\(changes)}
            verifications: [{\(changes)}]
            reverse: {none: {ja: 不要, en: not needed}}
            \(more)

        """
    }

    private static let toDR = step("to-dr", changes: "a.db: dr")

    @Test(arguments: [
        // Excluded by an earlier step
        "steps:\n" + toDR + """
              - id: gate
                preconditions:
                  - {a.db: main}
            #       ^^^^^^^^^^^^ KRK0333
                  - {a.db: dr}
                  - {a.db: [main, dr]}
                  - {not: {a.db: dr}}
            #       ^^^^^^^^^^^^^^^^^ KRK0333
                  - {any: [{a.db: main}, {b.db: main}]}
                  - {all: [{a.db: main}, {b.db: main}]}
            #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KRK0333
                action: {command: [x.exe], on: pc}
                …
            """,
        // Excluded by an earlier precondition
        """
        preconditions:
          - {a.db: main}
          - {a.db: dr}
        #   ^^^^^^^^^^ KRK0333
          - {b.db: [main, dr]}
          - {b.db: dr}
        steps:
          - id: look
            action: {command: [x.exe], on: pc}
            …
        """,
        // Made so by no step, no start, no transition; made so by a transition, from outside, from the start, by a step
        """
        steps:
          - id: gate
            preconditions:
              - {c.mode: off}
        #       ^^^^^^^^^^^^^ KRK0333
              - {c.mode: on}
              - {slow.state: y}
              - {notice.state: go}
              - {open.state: y}
              - {b.db: dr}
              - {pc.session: used}
        #       ^^^^^^^^^^^^^^^^^^ KRK0333
              - {any: [{pc.session: used}, {b.db: dr}]}
              - {not: {pc.session: used}}
            action: {command: [x.exe], on: pc}
            …
        """,
        // Seen in no environment, beside a value that is
        """
        steps:
          - id: gate
            preconditions:
              - {seen.state: y}
        #       ^^^^^^^^^^^^^^^ KRK0333
              - {seen.state: x}
            action: {command: [x.exe], on: pc}
            …
        """,
        // What may have changed meanwhile is not followed: by a transition, from outside, by an included runbook, by a group
        "steps:\n" + step("set", changes: "slow.state: x, notice.state: none, a.db: dr") + """
              - id: gate
                preconditions: [{slow.state: y}, {notice.state: go}]
                action: {command: [x.exe], on: pc}
                …
              - id: move
                action: {include: test.move, with: {state: a.db, to: main}}
                ‥
              - id: after
                preconditions: [{a.db: main}]
                action: {command: [x.exe], on: pc}
                …
            """,
        // A step that may not be needed changes nothing for certain
        "steps:\n" + toDR + step("back", changes: "a.db: main", "unless: {notice.state: go}") + """
              - id: gate
                preconditions: [{a.db: main}]
                action: {command: [x.exe], on: pc}
                …
            """,
        // KRK0328: not needed whatever happens, beside a step that may be needed
        "steps:\n" + toDR + """
              - id: idle
            #       ^^^^ KRK0328
                unless: {a.db: dr}
                action: {command: [x.exe], on: pc}
                …
              - id: also-idle
            #       ^^^^^^^^^ KRK0328
                unless: {any: [{a.db: dr}, {b.db: dr}]}
                action: {command: [x.exe], on: pc}
                …
              - id: perhaps
                unless: {all: [{a.db: dr}, {b.db: dr}]}
                action: {command: [x.exe], on: pc}
                …
              - id: needed
                unless: {a.db: main}
                action: {command: [x.exe], on: pc}
                …
            """,
        // KRK0328: left out of every use, beside steps that some arguments or the cause put in
        """
        parameters:
          site: {title: {ja: 拠点, en: site}, allowed: [main, dr], default: main}
          mode: {title: {ja: 様態, en: mode}, allowed: [fast, slow], default: fast}
          name: {title: {ja: 名, en: name}, default: plain}
        steps:
          - id: named
            when: {name: other}
            action: {command: [x.exe], on: pc}
            …
          - id: sometimes
            when: {site: dr}
            action: {command: [x.exe], on: pc}
            …
          - id: both-at-once
            when: {site: dr, mode: slow}
            action: {command: [x.exe], on: pc}
            …
          - id: drill
            when: {cause: drill}
            action: {command: [x.exe], on: pc}
            …
        """,
        """
        preconditions: [{a.db: mian}]
        #                      ^^^^ KRK0202
        steps:
          - id: look
            action: {command: [x.exe], on: pc}
            …
        """,
    ])
    func findings(text: String) {
        CheckFixture.expectMarks(text)
    }

    /// A step of a procedure that no include puts in, beside one that an include puts in.
    @Test func leftOutOfEveryInclude() {
        let procedure =
            CheckFixture.procedure + """

                  - id: main-only
                    when: {to: main}
                    action: {command: [x.exe], on: pc}
                    …
                  - id: dr-only
                    when: {to: dr}
                    action: {command: [x.exe], on: pc}
                    …
                """
        let include = "steps:\n  - id: a\n    action: {include: test.move, with: {state: b.db, to: VALUE}}\n    ‥"
        func found(_ value: String) -> [Diagnostic] {
            let text = CheckFixture.expanded(CheckFixture.head + include.replacing("VALUE", with: value))
            return CheckFixture.library(text, others: ["procedure.yaml": CheckFixture.expanded(procedure)])
                .diagnostics.all
        }
        #expect(found("dr").map(\.message.code) == ["KRK0328"])
        #expect(found("main").map(\.message.code) == [])
    }

    /// Why a plan is carried out reaches included runbooks, and what it decides over is checked for every cause.
    @Test(arguments: ["fault", "maintenance", "drill"])
    func theCauseIsPassedOn(cause: String) {
        let procedure = CheckFixture.procedure.replacing("when: {cause: fault}", with: "when: {cause: \(cause)}")
            .replacing("[tell.exe], on: pc", with: "[tell.exe], on: nowhere")
        let include = "steps:\n  - id: a\n    action: {include: test.move, with: {state: b.db, to: dr}}\n    ‥"
        let text = CheckFixture.expanded(CheckFixture.head + include)
        let found = CheckFixture.library(text, others: ["procedure.yaml": procedure]).diagnostics.inFileOrder
        #expect(found.map(\.message.code) == ["KRK0312"])
        #expect(found.first?.notes.map { $0.text(in: .en) } == ["included here"])
    }
}
