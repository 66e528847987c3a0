import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport

/// A small library around one file under test: a service of two variables, an environment, and a runbook to include.
enum TestLibrary {
    static let service = """
        kirikae: 1
        service: test
        title: {ja: 試験, en: test}
        variables:
          portal.db: {title: {ja: DB, en: DB}, values: {main: {ja: 主, en: main}, dr: {ja: 副, en: DR}}, start: main}
          portal.mmf: {title: {ja: MMF, en: MMF}, values: {main: {ja: 主, en: main}, dr: {ja: 副, en: DR}}, start: main}
          portal.hidden: {title: {ja: 不可視, en: hidden}, values: {a: {ja: 甲, en: a}}, start: a}
        """

    static let environment = """
        kirikae: 1
        environment: test
        title: {ja: 試験, en: test}
        places: {console: {title: {ja: 操作卓, en: console}, url: "http://127.0.0.1/"}}
        hosts: {batch-pc: {title: {ja: バッチ用 PC, en: batch PC}, directory: /opt/batches}}
        observe: {portal.db: ask, portal.mmf: {http: {url: "http://127.0.0.1/portal.mmf"}}}
        """

    static let procedure = """
        kirikae: 1
        runbook: test.procedure
        kind: procedure
        direction: both
        title: {ja: 手順, en: procedure}
        parameters:
          site: {title: {ja: 拠点, en: site}, allowed: [main, dr]}
          note: {title: {ja: 備考, en: note}, default: none}
        steps:
          - id: move
            title: {ja: "${site} へ", en: "to ${site}"}
            source: [M1]
            action: {command: [move.exe, "${site}", "${note}"], on: batch-pc}
            typical: 1m
            timeout: 5m
            changes: {portal.db: "${site}"}
            verifications: [{portal.db: "${site}"}]
            reverse: {none: {ja: 不要, en: not needed}}
        """

    /// Uses every name that the other files define, so that none of them is reported as unused.
    static let everything = """
        kirikae: 1
        runbook: test.everything
        kind: plan
        direction: switchover
        title: {ja: 全て, en: everything}
        steps:
          - id: include
            title: {ja: 含む, en: include}
            source: [M1]
            action: {include: test.procedure, with: {site: dr}}
          - id: change
            title: {ja: 変える, en: change}
            source: [M1]
            at: console
            action: {command: [change.exe], on: batch-pc}
            typical: 1m
            timeout: 5m
            changes: {portal.mmf: dr, portal.hidden: a}
            verifications: [{portal.mmf: dr}]
            reverse: {none: {ja: 不要, en: not needed}}
        """

    /// What every runbook begins with here.
    static let head = """
        kirikae: 1
        runbook: test.runbook
        function: portal
        direction: switchover
        title: {ja: 試験, en: test}

        """

    /// A step that only looks, as one element of `steps`.
    static func step(_ id: String = "look", _ more: String = "") -> String {
        """
          - id: \(id)
            title: {ja: 見る, en: look}
            source: [M1]
            action: {command: [look.exe], on: batch-pc}
            typical: 1m
            timeout: 5m
            changes: {}
            verifications: []
        \(more)
        """
    }

    /// The library with one more file, called `test.yaml`.
    static func with(_ text: String, others: [String: String] = [:], omitting omitted: Set<String> = [])
        -> RunbookLibrary
    {
        var texts = [
            "service.yaml": service, "environment.yaml": environment, "procedure.yaml": procedure, "test.yaml": text,
            "everything.yaml": everything,
        ]
        // Without the procedure, nothing is left that could use everything.
        if omitted.contains("procedure.yaml") { texts["everything.yaml"] = nil }
        texts.merge(others) { _, new in new }
        return RunbookLibrary(
            files: texts.filter { !omitted.contains($0.key) }.map { .init(path: $0.key, bytes: Array($0.value.utf8)) })
    }

    /// What is found in the library with one more file.
    static func diagnostics(_ marked: MarkedText) -> Diagnostics {
        with(marked.text).diagnostics
    }
}
