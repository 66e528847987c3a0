import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// A small folder that has one of everything that can stand on paper, with texts that try to be markup.
struct PrintedProject {
    static let attack = #"<script>alert(1)</script> ]]> "q" 'q' `b` ``c`` |p| *s* _u_ [l](http://x) # & ${x} \ "#

    static let service = #"""
        kirikae: 1
        service: small
        title: {ja: 小, en: Small}
        variables:
          db.site:
            title: {ja: DB の拠点, en: Site of the database}
            values: {main: {ja: メイン, en: main}, dr: {ja: DR, en: DR}}
            start: main
          door.state: {title: {ja: "扉 <b>|`", en: "Door <b>|`"}, values: {shut: {ja: 閉, en: shut}, open: {ja: 開, en: open}}, start: shut}
        invariants:
          - id: INV1
            before: {db.site: dr}
            requires: {door.state: shut}
            because: {ja: 扉を閉めます。, en: The door must be shut.}
        contacts:
          - id: fault-reception
            title: {ja: 故障窓口, en: Fault line}
            for: {ja: 故障のとき, en: faults}
            telephone: 0120-000-000
            hours: {ja: 24 時間, en: day and night}
            steps: [{ja: 1 番を選びます。, en: Choose 1.}, {ja: 番号と ＃ を押します。, en: Enter the number and ＃.}]
          - {id: help-desk, title: {ja: 窓口, en: Help desk}, mail: help@example.com}
        inquiry:
          to: help-desk
          parts:
            - title: {ja: １）お客さま, en: 1) Customer}
              fields:
                - {label: {ja: 番号, en: Number}, parameter: contract-number}
                - {label: {ja: 名前, en: Name}, hint: {ja: 契約者の名前, en: name of the holder}}
                - {label: {ja: 申告者, en: Reported by}, from: operator}
            - title: {ja: ２）事象, en: 2) Event}
              fields:
                - {label: {ja: 概要, en: Outline}, from: outline}
                - {label: {ja: 日時, en: When}, from: time}
                - {label: {ja: 状況, en: Circumstances}, from: circumstances}
                - {label: {ja: 対応, en: What was done}, from: measures}

        """#

    static let environment = """
        kirikae: 1
        environment: here
        title: {ja: ここ, en: Here}
        parameters:
          contract-number: {title: {ja: 契約番号, en: Contract number}, where: {ja: 契約書の 1 ページ, en: page 1 of the contract}}
          console: {title: {ja: 管理画面の URL, en: Address of the console}}
          bin: {title: {ja: フォルダ, en: Folder}, default: /opt/bin}
        places:
          console: {title: {ja: 管理画面, en: Console}, url: "${console}"}
          note: {title: {ja: "契約 ${contract-number}", en: "Contract ${contract-number}"}}
        hosts: {pc: {title: {ja: 操作用 PC, en: Operations PC}, directory: "${bin}"}}
        groups: {managers: {title: {ja: 責任者, en: Managers}, members: [sato, suzuki]}}
        inventories: {agents: {title: {ja: エージェント, en: Agents}, count: 40}}
        secrets: {token: {title: {ja: トークン, en: Token}, file: "${bin}/token"}}
        observe: {db.site: ask, door.state: ask}

        """

    static let runbook = #"""
        kirikae: 1
        runbook: small.switchover
        kind: plan
        direction: switchover
        title: {ja: 小さく切り替える, en: Switch over}
        source: [M1-01]
        parameters:
          target: {title: {ja: 行き先, en: Target}, default: dr}
        cautions: [{ja: 止まります。, en: It stops., source: [M1-02]}]
        notes: [{ja: 覚え書き, en: A note}]
        preconditions:
          - {db.site: [main, dr], evidence: run, because: {ja: 先に見ます。, en: Look first.}}
        steps:
          - id: look
            title: {ja: "見る ATTACK_JA", en: "Look ATTACK"}
            source: [M1-03]
            at: console
            unless: {db.site: dr}
            action:
              manual:
                instructions:
                  - do: {ja: 開きます。, en: Open it.}
                    press: ["[管理]", "`rm`"]
                answer:
                  ask: {ja: 何が見えますか。, en: What is shown?}
                  choices:
                    - {value: good, title: {ja: 正常, en: fine}, shows: [OK]}
                    - {value: bad, title: {ja: 異常, en: wrong}}
                  accept: [good]
            typical: 90s
            timeout: 5m
            changes: {}
            verifications: []
            cautions: [{ja: "押さない <b>", en: "Do not press <b>"}]
          - id: read
            title: {ja: 位置を読む, en: Read the position}
            source: [M1-04]
            action: {command: [read-position], on: pc}
            typical: 10s
            timeout: 1m
            changes: {}
            outputs: {lsn: {title: {ja: 位置, en: Position}, line: 1}}
            verifications: []
          - id: both
            title: {ja: 同時に, en: At once}
            source: [M1-05]
            action:
              parallel:
                - id: switch
                  title: {ja: 切り替える, en: Switch}
                  source: [M1-05]
                  action:
                    command: [switch.exe, "--to=${target}", "${outputs.read.lsn}"]
                    on: pc
                    elevated: true
                    secrets: {TOKEN_FILE: token}
                    conversation: [{expect: "続けますか [y/n]", send: y}, {expect: 警告, send: any-key, optional: true}]
                  typical: 3m
                  timeout: 10m
                  changes: {db.site: "${target}"}
                  verifications: [{db.site: "${target}", within: 5m, every: 30s, because: {ja: 変わっていません。, en: It has not changed.}}]
                  reverse: {none: {ja: 例, en: example}}
                  critical: true
                - id: tell
                  title: {ja: 知らせる, en: Tell}
                  source: [M1-06]
                  action: {http: POST, on: console, path: /tell, headers: {X-A: b}, body: 'x', expect: [204]}
                  typical: 1m
                  timeout: 2m
                  changes: {}
                  verifications: []
          - id: rest
            title: {ja: 待つ, en: Rest}
            source: [M1-07]
            action: {wait: {for: 2m, because: {ja: 落ち着くまで, en: until it settles}}}
          - id: relogin
            title: {ja: 入り直す, en: Log in again}
            source: [M1-08]
            at: note
            action:
              population: agents
              instructions: [{do: {ja: 入り直します。, en: Log in again.}}]
              ask: {ja: 何人ですか。, en: How many?}
              waves: [10%, 100%]
              quota: 95%
            typical: 10m
            timeout: 1h
            changes: {}
            verifications: []
          - id: agree
            title: {ja: 承認, en: Agree}
            source: [M1-09]
            action: {approve: {ja: 続けてよいですか。, en: May it go on?}, by: managers, count: 1}
            typical: 5m
            timeout: 1h
        postconditions:
          - {db.site: "${target}"}

        """#

    static func library() -> RunbookLibrary {
        let title = "\"" + attack.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        let runbook = Self.runbook
            .replacing("\"見る ATTACK_JA\"", with: title).replacing("\"Look ATTACK\"", with: title)
            // A `$` before a brace is a reference to a parameter unless it is doubled.
            .replacing("& ${x}", with: "& $x")
        return RunbookLibrary(files: [
            .init(path: "service.yaml", bytes: Array(service.utf8)),
            .init(path: "here.yaml", bytes: Array(environment.utf8)),
            .init(path: "small.yaml", bytes: Array(runbook.utf8)),
        ])
    }

    /// The document; `given` are the parameters of the environment that have a value.
    static func procedure(_ language: Language, given: [String: String]) throws -> PrintedProcedure {
        try builder(language, given: given).procedure
    }

    static func builder(_ language: Language, given: [String: String]) throws -> ProcedureBuilder {
        let library = library()
        #expect(library.diagnostics.all.filter { $0.severity == .error }.map { $0.text(in: .en) } == [])
        let environment = try #require(library.environments["here"])
        let values = environment.sampleArguments { StandIn.value(of: $0.name.value) }.merging(given) { $1 }
        let builder = PlanBuilder(library: library)
        let made = builder.plan(
            runbook: "small.switchover", environment: "here", environmentArguments: values)
        #expect(builder.diagnostics.all.map { $0.text(in: .en) } == [])
        let plan = try #require(made)
        let runbook = try #require(library.runbooks["small.switchover"])
        return ProcedureBuilder(
            plan: plan,
            values: runbook.parameters.map { .init(parameter: $0, value: $0.defaultValue) }
                + environment.parameters.map { .init(parameter: $0, value: given[$0.name.value] ?? $0.defaultValue) },
            wording: ScreenWording(language: language), printedAt: "2026-07-31 03:00:00")
    }
}
