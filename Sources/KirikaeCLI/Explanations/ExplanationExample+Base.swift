/// The small sound folder that the examples change.
extension ExplanationExample {
    /// What stands before the path of a file in messages.
    static let folder = "Runbooks/"

    /// Its files by path.
    static let base: [String: [UInt8]] = [
        "service.yaml": Array(baseService.utf8), "lab.yaml": Array(baseEnvironment.utf8),
        "switchover.yaml": Array(baseRunbook.utf8),
    ]

    static let baseService = """
        kirikae: 1
        service: example
        title: {ja: 例, en: Example}
        variables:
          portal.db:
            title: {ja: DB の稼働拠点, en: Active site of the DB}
            values:
              main: {ja: メイン拠点, en: main site}
              dr: {ja: DR 拠点, en: DR site}
            start: main

        """

    static let baseEnvironment = """
        kirikae: 1
        environment: lab
        title: {ja: 検証環境, en: Lab}
        places:
          console: {title: {ja: 管理画面, en: Console}}
        hosts:
          operations-pc: {title: {ja: 操作用 PC, en: Operations PC}, directory: /opt/switch}
        observe:
          portal.db: ask

        """

    static let baseRunbook = """
        kirikae: 1
        runbook: example.switchover
        function: portal
        direction: switchover
        title: {ja: DB を切り替える, en: Switch the DB over}
        steps:
          - id: move-db
            title: {ja: DB を DR 拠点へ切り替える, en: Move the DB to the DR site}
            source: [M1-01]
            at: console
            action:
        \(baseAction)
            typical: 1m
            timeout: 10m
            changes: {portal.db: dr}
            verifications:
              - {portal.db: dr}
            reverse: {none: {ja: 例のため省きます。, en: Left out in this example.}}
          - id: tell
            title: {ja: 切り替えを知らせる, en: Tell that it was switched}
            source: [M1-04]
            action: {command: [tell.exe, dr], on: operations-pc}
            typical: 5s
            timeout: 30s
            changes: {}
            verifications: []

        """

    /// The action of the step, as it stands in the runbook.
    static let baseAction = """
              manual:
                instructions:
                  - do: {ja: 切り替えを実行します。, en: Carry out the switch.}
                    press: ["[切り替え]"]
                answer:
                  ask: {ja: 表示されている拠点はどちらですか。, en: "Which site is shown?"}
                  choices:
                    - {value: dr, title: {ja: DR 拠点, en: DR site}}
                    - {value: main, title: {ja: メイン拠点, en: main site}}
                  accept: [dr]
                  reports: portal.db
        """

    /// One of the eighteen runbooks of a chain, each of which includes the next.
    static func link(_ number: Int) -> String {
        let head = """
            kirikae: 1
            runbook: chain.r\(number)
            kind: procedure
            direction: both
            title: {ja: 連鎖, en: Chain}

            """
        guard number < 17 else {
            return head + """
                steps:
                  - id: look
                    title: {ja: 見る, en: Look}
                    source: [M1-01]
                    action: {command: [look.exe], on: operations-pc}
                    typical: 5s
                    timeout: 30s
                    changes: {}
                    verifications: []

                """
        }
        return head + """
            steps:
              - id: next
                title: {ja: 次, en: Next}
                source: [M1-01]
                action: {include: chain.r\(number + 1)}

            """
    }
}
