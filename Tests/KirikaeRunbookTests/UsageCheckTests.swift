import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// What is defined and never used: KRK0327; and that a warning alone stops nothing unless the project says so.
@Suite struct UsageCheckTests {
    private static let look = CheckFixture.expanded(
        CheckFixture.head + "steps:\n  - id: look\n    action: {command: [look.exe], on: pc}\n    …")

    private func found(_ texts: [String: String]) -> [String] {
        CheckFixture.library(texts["test.yaml"] ?? Self.look, others: texts).diagnostics.inFileOrder.map { diagnostic in
            let place = diagnostic.location.map { "\($0.file) " } ?? ""
            return "\(place)\(diagnostic.message.code) \(diagnostic.text(in: .en))"
        }
    }

    /// One definition more in each section; everything else is used.
    @Test(arguments: [
        ("places:", "places:\n  spare: {title: {ja: 予備, en: spare}}", "place"),
        ("hosts: {", "hosts: {spare: {title: {ja: 予備, en: spare}, directory: /opt}, ", "host"),
        ("groups: {", "groups: {spare: {title: {ja: 予備, en: spare}, members: [a]}, ", "group"),
        ("inventories: {", "inventories: {spare: {title: {ja: 予備, en: spare}, count: 1}, ", "inventory"),
        ("secrets: {", "secrets: {spare: {title: {ja: 予備, en: spare}, file: /run/x}, ", "secret"),
        ("actions: {", "actions: {spare: {command: [x.exe], on: pc}, ", "action"),
    ])
    func environments(from: String, to: String, kind: String) {
        let text = CheckFixture.environment.replacing(from, with: to)
        #expect(text != CheckFixture.environment)
        #expect(found(["environment.yaml": text]) == ["environment.yaml KRK0327 the \(kind) ‘spare’ is used nowhere"])
        #expect(found(["environment.yaml": CheckFixture.environment]) == [])
    }

    @Test func variables() {
        let line = "  spare.state: {title: {ja: 予備, en: spare}, values: {x: {ja: 甲, en: x}}, start: x}\n"
        let text = CheckFixture.service.replacing("variables:\n", with: "variables:\n" + line)
        #expect(found(["service.yaml": text]) == ["service.yaml KRK0327 the variable ‘spare.state’ is used nowhere"])
        let invariants =
            text + """

                invariants:
                  - {id: I1, because: {ja: 理由, en: why}, always: {spare.state: x}}
                """
        #expect(found(["service.yaml": invariants]) == [])
    }

    @Test func proceduresAndParameters() {
        let alone = CheckFixture.procedure.replacing("runbook: test.move", with: "runbook: test.alone")
        #expect(found(["alone.yaml": alone]) == ["alone.yaml KRK0327 the procedure ‘test.alone’ is used nowhere"])
        let parameters = "parameters:\n  NAME: {title: {ja: 語, en: word}, default: x}\nsteps:"
        func withParameter(_ name: String) -> String {
            Self.look.replacing("steps:", with: parameters.replacing("NAME", with: name)).replacing(
                "[look.exe]", with: "[look.exe, '${used}']"
            ).replacing("parameters:\n", with: "parameters:\n  used: {title: {ja: 語, en: word}, default: x}\n")
        }
        #expect(
            found(["test.yaml": withParameter("spare")])
                == ["test.yaml KRK0327 the parameter or lookup ‘spare’ is used nowhere"])
        // Every runbook has the parameter `cause`, used or not.
        let cause = withParameter("cause").replacing("default: x}\nsteps", with: "default: fault}\nsteps")
        #expect(found(["test.yaml": cause]) == [])
    }

    @Test func outputs() {
        func text(_ use: String, _ action: String = "{command: [x.exe], on: pc}", _ place: String = ", line: 1")
            -> String
        {
            CheckFixture.expanded(
                CheckFixture.head + """
                    steps:
                      - id: read
                        action: \(action)
                        outputs: {value: {title: {ja: 値, en: value}\(place)}}
                        …
                      - id: use
                        action: {command: [x.exe, '\(use)'], on: pc}
                        …
                    """)
        }
        #expect(found(["test.yaml": text("none")]) == ["test.yaml KRK0327 the output ‘value’ is used nowhere"])
        #expect(found(["test.yaml": text("${outputs.read.value}")]) == [])
        // What a person types is worth having in the record by itself.
        let manual =
            "{manual: {instructions: [{do: {ja: 見る, en: look}}], answer: {ask: {ja: 番号, en: number}, input: value}}}"
        #expect(found(["test.yaml": text("none", manual, "")]) == [])
    }

    /// A name that is misspelt where it is used would be unused as well, so an error comes first.
    @Test func nothingIsUnusedWhereThereAreErrors() {
        let spare = CheckFixture.environment.replacing(
            "places:", with: "places:\n  spare: {title: {ja: 予備, en: spare}}")
        let broken = Self.look.replacing("on: pc", with: "on: cp")
        #expect(
            found(["environment.yaml": spare, "test.yaml": broken])
                == ["test.yaml KRK0312 the environment ‘test’ has no host ‘cp’"])
        // A folder of a part of a project uses a part of its names.
        let texts = ["service.yaml": CheckFixture.service, "environment.yaml": spare]
        let part = RunbookLibrary(files: texts.map { .init(path: $0.key, bytes: Array($0.value.utf8)) })
        #expect(part.diagnostics.all.isEmpty)
    }

    @Test func aWarningStopsNothingUnlessTheProjectRaisesIt() {
        let spare = CheckFixture.environment.replacing(
            "places:", with: "places:\n  spare: {title: {ja: 予備, en: spare}}")
        let project = "kirikae: 1\nproject: test\ntitle: {ja: 試験, en: test}\nseverities: {KRK0327: error}\n"
        func library(_ texts: [String: String]) -> RunbookLibrary {
            let all = [
                "service.yaml": CheckFixture.service, "environment.yaml": spare, "test.yaml": Self.look,
                "procedure.yaml": CheckFixture.procedure, "everything.yaml": CheckFixture.everything,
            ].merging(texts) { $1 }
            return RunbookLibrary(
                files: all.map { .init(path: $0.key, bytes: Array($0.value.utf8)) },
                knownSeverities: ["KRK0327": .warning])
        }
        let plain = library([:])
        #expect(plain.diagnostics.all.map(\.message.code) == ["KRK0327"])
        #expect(!plain.diagnostics.hasErrors)
        #expect(plain.runbooks["test.runbook"] != nil)
        let raised = library(["project.yaml": project])
        #expect(raised.diagnostics.all.map(\.message.code) == ["KRK0327"])
        #expect(raised.diagnostics.hasErrors)
    }

    /// All errors of all files come in one pass and in the order of the files, whatever order they are given in.
    @Test func allErrorsOfAllFiles() {
        let texts = [
            "service.yaml": CheckFixture.service.replacing("start: unknown", with: "start: nowhere"),
            "environment.yaml": CheckFixture.environment.replacing("count: 40", with: "count: many"),
            "a/first.yaml": Self.look.replacing("test.runbook", with: "test.first").replacing(
                "id: look", with: "id: Look"),
            "b/second.yaml": "kirikae: 1\nrunbook: [",
            "c/third.yaml": Self.look.replacing("test.runbook", with: "test.third").replacing(
                "title: {ja: 作業", with: "titel: {ja: 作業"
            )
            .replacing("timeout: 5m", with: "timeout: 5"),
            "d/answers.yaml": "kirikae: 1\nanswers: a\nby: x\nentries: [{step: test.runbook/lok, answer: y}]\n",
            "test.yaml": Self.look.replacing("on: pc", with: "on: cp"),
        ]
        let library = CheckFixture.library(texts["test.yaml"] ?? "", others: texts)
        let found = library.diagnostics.inFileOrder.map { "\($0.location?.file ?? "") \($0.message.code)" }
        #expect(
            found == [
                "a/first.yaml KRK0110", "b/second.yaml KRK0101", "c/third.yaml KRK0109", "c/third.yaml KRK0108",
                "c/third.yaml KRK0110", "d/answers.yaml KRK0306", "environment.yaml KRK0134", "service.yaml KRK0202",
                "test.yaml KRK0312",
            ])
        let files = library.files.shuffled()
        let again = RunbookLibrary(files: files).diagnostics.inFileOrder
        #expect(again.map { "\($0.location?.file ?? "") \($0.message.code)" } == found)
    }
}
