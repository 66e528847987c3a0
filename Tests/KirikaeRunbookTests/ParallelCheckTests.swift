import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// Members of a parallel group: KRK0334, KRK0335, KRK0353; and outputs: KRK0326, KRK0350.
@Suite struct ParallelCheckTests {
    private static func member(_ id: String, changes: String = "", _ more: String = "") -> String {
        """
                - id: \(id)
                  title: {ja: 作業, en: step}
                  source: [M1]
                  action: {command: [\(id).exe], on: pc}
                  typical: 1m
                  timeout: 5m
                  changes: {\(changes)}
                  verifications: [\(changes.isEmpty ? "" : "{\(changes)}")]
                  reverse: {none: {ja: 不要, en: not needed}}
                  \(more)

        """
    }

    private static let include = """
                - id: move
                  action: {include: test.move, with: {state: b.db, to: dr}}
                  ‥

        """

    private static func group(_ members: String...) -> String {
        "steps:\n  - id: together\n    ‥\n    action:\n      parallel:\n" + members.joined()
    }

    /// The members, and what is found at which of them.
    @Test(arguments: [
        // Two that change the same, one that changes and one that reads
        (group(member("one", changes: "a.db: dr"), member("two", changes: "a.db: dr")), ["KRK0334 two a.db one"]),
        (
            group(member("one", changes: "a.db: dr"), member("two", "unless: {a.db: dr}")),
            ["KRK0334 two a.db one"]
        ),
        (
            group(member("one", "preconditions: [{a.db: main}]"), member("two", changes: "a.db: dr")),
            ["KRK0334 two a.db one"]
        ),
        // Two that only read, two that touch different variables
        (group(member("one", "preconditions: [{a.db: main}]"), member("two", "unless: {a.db: dr}")), []),
        (group(member("one", changes: "a.db: dr"), member("two", changes: "b.db: dr")), []),
        // Through an include
        (group(member("one", changes: "b.db: dr"), include), ["KRK0334 move b.db one"]),
        (group(include, member("two", "unless: {b.db: dr}")), ["KRK0334 two b.db move"]),
        (group(member("one", changes: "a.db: dr"), include), []),
        // One holder at a time
        (
            group(member("one", "preconditions: [{pc.session: free}]"), member("two", "unless: {pc.session: free}")),
            ["KRK0335 two pc.session one"]
        ),
        (group(member("one", "preconditions: [{pc.session: free}]"), member("two", "unless: {a.db: dr}")), []),
        (
            group(
                member("one", "unless: {pc.session: free}"), member("two", "unless: {pc.session: free}"),
                member("three", "unless: {pc.session: free}")),
            ["KRK0335 two pc.session one", "KRK0335 three pc.session one", "KRK0335 three pc.session two"]
        ),
    ])
    func conflicts(text: String, expected: [String]) {
        let library = CheckFixture.library(CheckFixture.expanded(CheckFixture.head + text))
        let found = library.diagnostics.inFileOrder.map { diagnostic in
            switch diagnostic.message {
            case RunbookMessage.parallelConflict(let name, let other),
                RunbookMessage.exclusiveShared(let name, let other):
                "\(diagnostic.message.code) \(place(diagnostic, text)) \(name) \(other)"
            default: "\(diagnostic.message.code) \(diagnostic.text(in: .en))"
            }
        }
        #expect(found == expected)
        #expect(library.diagnostics.all.allSatisfy { $0.notes.map { $0.text(in: .en) } == ["the other step"] })
    }

    /// The identifier at which a finding points.
    private func place(_ diagnostic: Diagnostic, _ text: String) -> String {
        let lines = CheckFixture.expanded(CheckFixture.head + text).split(
            separator: "\n", omittingEmptySubsequences: false)
        guard let place = diagnostic.location else { return "" }
        return String(lines[place.start.line - 1].dropFirst(place.start.column - 1))
    }

    @Test func aGroupInAGroup() {
        CheckFixture.expectMarks(
            """
            steps:
              - id: outer
                ‥
                action:
                  parallel:
                    - id: plain
                      action: {command: [x.exe], on: pc}
                      …
                    - id: inner
            #             ^^^^^ KRK0353
                      ‥
                      action:
                        parallel:
                          - id: innermost
                            action: {command: [x.exe], on: pc}
                            …
              - id: next
                ‥
                action:
                  parallel:
                    - id: another
                      action: {command: [x.exe], on: pc}
                      …
            """)
    }

    @Test(arguments: [
        // KRK0326: of the step itself, of a later one, of no step, of another name; beside an earlier one
        """
        steps:
          - id: early
        #       ^^^^^ KRK0326
        #       ^^^^^ KRK0326
            action: {command: [x.exe, "${outputs.read.value}", "${outputs.early.own}"], on: pc}
            outputs: {own: {title: {ja: 値, en: value}, line: 1}}
            …
          - id: read
            action: {command: [x.exe], on: pc}
            outputs: {value: {title: {ja: 値, en: value}, line: 1}}
            …
          - id: use
            action: {command: [x.exe, "${outputs.read.value}"], on: pc}
            …
          - id: misspelt
        #       ^^^^^^^^ KRK0326
            action: {command: [x.exe, "${outputs.read.valeu}"], on: pc}
            …
          - id: request
        #       ^^^^^^^ KRK0326
            action: {http: PUT, on: console, path: "/${outputs.read.value}", body: "${outputs.nowhere.value}"}
            …
          - id: press
        #       ^^^^^ KRK0326
            action:
              manual:
                instructions: [{do: {ja: 打つ, en: type}, press: ["${outputs.read.value}", "${outputs.read.x}"]}]
                answer: {ask: {ja: 表示, en: shown}, text: OK}
            …
        """,
        // KRK0326: outputs do not leave their runbook, nor enter one
        """
        steps:
          - id: move
            action: {include: test.move, with: {state: b.db, to: dr}}
            ‥
          - id: use
        #       ^^^ KRK0326
            action: {command: [x.exe, "${outputs.move.value}"], on: pc}
            …
        """,
        // KRK0326: a member does not wait for another, but whatever follows the group does
        """
        steps:
          - id: together
            ‥
            action:
              parallel:
                - id: read
                  action: {command: [x.exe], on: pc}
                  outputs: {value: {title: {ja: 値, en: value}, line: 1}}
                  …
                - id: beside
        #             ^^^^^^ KRK0326
                  action: {command: [x.exe, "${outputs.read.value}"], on: pc}
                  …
          - id: after
            action: {command: [x.exe, "${outputs.read.value}"], on: pc}
            …
        """,
        // KRK0350, beside an answer that an output takes
        """
        steps:
          - id: lost
        #       ^^^^ KRK0350
            action:
              manual:
                instructions: [{do: {ja: 見る, en: look}}]
                answer: {ask: {ja: 番号, en: number}, input: nubmer}
            outputs: {number: {title: {ja: 番号, en: number}}}
            …
          - id: taken
            action:
              manual:
                instructions: [{do: {ja: 見る, en: look}}]
                answer: {ask: {ja: 番号, en: number}, input: number}
            outputs: {number: {title: {ja: 番号, en: number}}}
            …
        """,
    ])
    func outputs(text: String) {
        CheckFixture.expectMarks(text)
    }

    /// An action that an environment binds uses the outputs of the runbook that calls it.
    @Test func outputsInABoundAction() {
        let environment = CheckFixture.environment.replacing("[cut.exe]", with: "[cut.exe, \"${outputs.read.value}\"]")
        let everything = CheckFixture.everything.replacing("{bound: cut}", with: "{command: [x.exe], on: pc}")
        let read = """
              - id: read
                action: {command: [x.exe], on: pc}
                outputs: {value: {title: {ja: 値, en: value}, line: 1}}
                …

            """
        let others = ["environment.yaml": environment, "everything.yaml": everything]
        CheckFixture.expectMarks("steps:\n" + read + "  - id: cut\n    action: {bound: cut}\n    …", others: others)
        CheckFixture.expectMarks(
            "steps:\n  - id: cut\n#       ^^^ KRK0326\n    action: {bound: cut}\n    …\n" + read, others: others)
    }
}
