import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook

/// A library of text files with one service, one environment and some runbooks, and plans from it.
struct TestPlan {
    /// Four variables of two values each, observed by asking, and invariants to be given.
    static func service(invariants: String = "", transitions: String = "") -> String {
        var text = "kirikae: 1\nservice: test\ntitle: {ja: 試験, en: test}\nvariables:\n"
        for name in ["a.x", "b.x", "c.x", "d.x"] {
            text +=
                "  \(name): {title: {ja: 変数, en: variable}, values: {on: {ja: 入, en: on}, off: {ja: 切, en: off}}, start: on}\n"
        }
        if !transitions.isEmpty { text += "transitions:\n\(transitions)\n" }
        if !invariants.isEmpty { text += "invariants:\n\(invariants)\n" }
        return text
    }

    static let environment = """
        kirikae: 1
        environment: test
        title: {ja: 試験, en: test}
        parameters: {folder: {title: {ja: フォルダ, en: folder}, default: /opt}}
        places: {console: {title: {ja: 操作卓, en: console}, url: "http://127.0.0.1/", pages: true}}
        hosts: {pc: {title: {ja: PC, en: PC}, directory: "${folder}"}}
        observe: {a.x: ask, b.x: {http: {url: "http://127.0.0.1/b"}}, c.x: ask, d.x: ask}
        """

    /// Uses every name that the other files define, so that none of them is reported as unused.
    private static let everything = runbook(
        "everything",
        [
            step("use", changes: "a.x: off", "at: console")
                .replacing("changes: {a.x: off}", with: "changes: {a.x: off, b.x: off, c.x: off, d.x: off}")
        ])

    /// A runbook of steps written by ``step(_:changes:_:)`` or ``include(_:_:_:)``.
    static func runbook(_ id: String, _ steps: [String], _ head: String = "") -> String {
        """
        kirikae: 1
        runbook: \(id)
        function: test
        direction: switchover
        title: {ja: 手順書, en: runbook \(id)}
        source: [M0]
        \(head)
        steps:
        \(steps.joined(separator: "\n"))
        """
    }

    /// A step that runs a program.
    static func step(_ id: String, changes: String = "", _ more: String = "") -> String {
        let verifications = changes.isEmpty ? "" : "{\(changes)}"
        return """
              - id: \(id)
                title: {ja: ステップ, en: step \(id)}
                source: [M1]
                action: {command: [\(id).exe], on: pc}
                typical: 1m
                timeout: 5m
                changes: {\(changes)}
                verifications: [\(verifications)]
                reverse: {none: {ja: 不要, en: not needed}}
                \(more)
            """
    }

    /// A step that includes another runbook.
    static func include(_ id: String, _ target: String, _ more: String = "") -> String {
        """
          - id: \(id)
            title: {ja: 含む, en: include \(target)}
            source: [M2]
            action: {include: \(target)}
            \(more)
        """
    }

    /// The library's files by path.
    var files: [String: String]

    init(service: String = TestPlan.service(), runbooks: [String]) {
        files = ["service.yaml": service, "environment.yaml": Self.environment, "everything.yaml": Self.everything]
        for (index, text) in runbooks.enumerated() { files["runbook\(index).yaml"] = text }
    }

    var library: RunbookLibrary {
        RunbookLibrary(files: files.map { .init(path: $0.key, bytes: Array($0.value.utf8)) })
    }

    /// The plan of a runbook and everything found on the way.
    func plan(
        _ id: String = "main", arguments: [String: String] = [:], environment: String = "test",
        environmentArguments: [String: String] = [:]
    ) -> (plan: Plan?, diagnostics: Diagnostics) {
        let library = library
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(
            runbook: id, arguments: arguments, environment: environment, environmentArguments: environmentArguments)
        var diagnostics = library.diagnostics
        diagnostics.append(builder.diagnostics)
        return (plan, diagnostics)
    }
}
