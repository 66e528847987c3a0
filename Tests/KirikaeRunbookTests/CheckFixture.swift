import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// A library that defines one of everything, around one runbook under test.
enum CheckFixture {
    static let service = """
        kirikae: 1
        service: test
        title: {ja: 試験, en: test}
        variables:
          a.db: {title: {ja: 甲, en: a}, values: {main: {ja: 主, en: main}, dr: {ja: 副, en: DR}}, start: main}
          b.db: {title: {ja: 乙, en: b}, values: {main: {ja: 主, en: main}, dr: {ja: 副, en: DR}}, start: main}
          c.mode: {title: {ja: 丙, en: c}, values: {on: {ja: 入, en: on}, off: {ja: 切, en: off}}, start: on}
          slow.state: {title: {ja: 追従, en: slow}, values: {x: {ja: 前, en: x}, y: {ja: 後, en: y}}, start: x}
          open.state: {title: {ja: 不定, en: open}, values: {x: {ja: 前, en: x}, y: {ja: 後, en: y}}, start: unknown}
          notice.state:
            title: {ja: 通知, en: notice}
            values: {none: {ja: 無, en: none}, go: {ja: 有, en: go}}
            start: none
            external: true
          seen.state:
            title: {ja: 観測, en: seen}
            values: {x: {ja: 前, en: x}, y: {ja: 後, en: y}}
            start: x
            external: true
          pc.session: {title: {ja: 端末, en: PC}, values: {free: {ja: 空, en: free}, used: {ja: 用, en: used}}, start: free}
        transitions:
          - {id: follow, title: {ja: 追従, en: follows}, when: {a.db: dr}, then: {slow.state: y}, takes: 1m}
        exclusive: [pc.session]
        direction-words: {switchover: [To_Backup], switchback: [To_Main]}
        """

    /// Only `x` of the variable `seen.state` can be seen here.
    static let environment = """
        kirikae: 1
        environment: test
        title: {ja: 試験, en: test}
        places:
          console: {title: {ja: 操作卓, en: console}, url: "http://127.0.0.1/"}
          bare: {title: {ja: 場所, en: bare}}
        hosts: {pc: {title: {ja: PC, en: PC}, directory: /opt}}
        groups: {duty: {title: {ja: 当直, en: duty}, members: [sato, suzuki]}}
        inventories: {agents: {title: {ja: 担当者, en: agents}, count: 40}}
        secrets: {token: {title: {ja: 鍵, en: token}, variable: TOKEN}}
        actions: {cut: {command: [cut.exe], on: pc}}
        observe:
          a.db: ask
          b.db: {http: {url: "http://127.0.0.1/b"}}
          c.mode: {tcp: {address: "127.0.0.1:80", answers: on, silent: off}}
          slow.state: ask
          open.state: ask
          notice.state: ask
          seen.state: {tcp: {address: "127.0.0.1:81", answers: x, silent: x}}
          pc.session: ask
        """

    /// A procedure for both directions whose state and word are given.
    static let procedure = """
        kirikae: 1
        runbook: test.move
        kind: procedure
        direction: both
        title: {ja: 移す, en: move}
        parameters:
          state: {title: {ja: 状態, en: state}, type: variable, values: [main, dr]}
          to: {title: {ja: 先, en: to}, allowed: [main, dr]}
          word: {title: {ja: 語, en: word}, default: plain}
        steps:
          - id: move
            title: {ja: 移す, en: move}
            source: [M1]
            action: {command: [move.exe, "${word}"], on: pc}
            typical: 1m
            timeout: 5m
            changes: {"${state}": "${to}"}
            verifications: ["${state}": "${to}"]
            reverse: {none: {ja: 不要, en: not needed}}
          - id: told
            title: {ja: 知らせる, en: tell}
            source: [M1]
            when: {cause: fault}
            action: {command: [tell.exe], on: pc}
            typical: 1m
            timeout: 5m
            changes: {}
            verifications: []
        """
        .replacing("verifications: [\"${state}\": \"${to}\"]", with: "verifications:\n      - \"${state}\": \"${to}\"")

    /// Uses every name of the other files.
    static let everything = expanded(
        """
        kirikae: 1
        runbook: test.everything
        kind: plan
        direction: switchover
        title: {ja: 全て, en: everything}
        preconditions:
          - any: [{a.db: main}, {b.db: main}, {c.mode: on}, {slow.state: x}, {open.state: x}, {notice.state: go}]
          - any: [{seen.state: x}, {pc.session: free}]
        steps:
          - id: ask
            at: bare
            action: {http: GET, on: console, headers: {Authorization: {secret: token}}}
            …
          - id: count
            action:
              population: agents
              instructions: [{do: {ja: 入る。, en: Log in.}}]
              ask: {ja: 何人ですか。, en: How many?}
            …
          - id: agree
            action: {approve: {ja: 開始, en: start}, by: duty}
            typical: 1m
            timeout: 5m
            ‥
          - id: cut
            action: {bound: cut}
            …
          - id: move
            action: {include: test.move, with: {state: b.db, to: dr}}
            ‥
        """)

    /// What the runbook under test begins with.
    static let head = """
        kirikae: 1
        runbook: test.runbook
        function: portal
        direction: switchover
        title: {ja: 試験, en: test}

        """

    /// Lines that say no more than `…` become what a step that only looks needs, `‥` its title and source alone.
    static func expanded(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let indent = String(line.prefix { $0 == " " })
            let said = ["title: {ja: 作業, en: step}", "source: [M1]"]
            switch line.dropFirst(indent.count) {
            case "…":
                let looks = ["typical: 1m", "timeout: 5m", "changes: {}", "verifications: []"]
                return (said + looks).map { indent + $0 }.joined(separator: "\n")
            case "‥": return said.map { indent + $0 }.joined(separator: "\n")
            default: return String(line)
            }
        }.joined(separator: "\n")
    }

    /// The library with the text as `test.yaml`, and other files added or replaced.
    static func library(_ text: String, others: [String: String] = [:]) -> RunbookLibrary {
        let texts = [
            "service.yaml": service, "environment.yaml": environment, "procedure.yaml": procedure,
            "everything.yaml": everything, "test.yaml": text,
        ].merging(others) { $1 }
        return RunbookLibrary(files: texts.map { .init(path: $0.key, bytes: Array($0.value.utf8)) })
    }

    /// Expects exactly the marked findings in a runbook, of which `text` is what follows its head.
    static func expectMarks(
        _ text: String, head: String = head, others: [String: String] = [:],
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        let marked = MarkedText(expanded(head + text))
        marked.expectMarks(of: library(marked.text, others: others).diagnostics, sourceLocation: sourceLocation)
    }
}
