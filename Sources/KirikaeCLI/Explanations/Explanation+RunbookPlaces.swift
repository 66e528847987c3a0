import KirikaeDiagnostics
import KirikaeRunbook

/// What environments define: KRK0336 to KRK0338, KRK0351.
extension Explanation {
    static let runbookPlaces: [Explanation] = [
        Explanation(
            RunbookMessage.undefinedName(.group, "managers", environment: "lab", suggestion: nil),
            title: .init(
                ja: "環境にない名前",
                en: "a name that the environment does not have"),
            cause: .init(
                ja: "グループ、一覧、秘密、動作の名前を、いずれかの環境が定義していません。",
                en: """
                    A group, an inventory, a secret or an action is named that one of the environments does not \
                    define.
                    """),
            reason: .init(
                ja: "その環境では計画を作れません。",
                en: "In that environment no plan could be made."),
            remedy: .init(
                ja: "名前を直すか、全ての環境で定義してください。",
                en: "Correct the name, or define it in every environment."),
            example: .files([
                .change(
                    file: "lab.yaml",
                    from: """
                        observe:

                        """,
                    to: """
                        groups:
                          duty-managers: {title: {ja: 当直責任者, en: Duty managers}, members: [sato]}
                        observe:

                        """,
                    corrected: """
                        groups:
                          duty-managers: {title: {ja: 当直責任者, en: Duty managers}, members: [sato]}
                        observe:

                        """),
                .change(
                    file: "switchover.yaml",
                    from: """
                          - id: tell

                        """,
                    to: """
                          - id: agree
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action: {approve: {ja: 連絡, en: Telling}, by: managers, count: 1}
                            typical: 5m
                            timeout: 1h
                          - id: tell

                        """,
                    corrected: """
                          - id: agree
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action: {approve: {ja: 連絡, en: Telling}, by: duty-managers, count: 1}
                            typical: 5m
                            timeout: 1h
                          - id: tell

                        """),
            ])),
        Explanation(
            RunbookMessage.boundWithoutDifference("cut-the-line"),
            title: .init(
                ja: "どの環境でも同じ動作",
                en: "an action that is the same everywhere"),
            cause: .init(
                ja: "`bound` の動作が、全ての環境で同じです。",
                en: "An action for `bound` is the same in every environment."),
            reason: .init(
                ja: "環境に置いた動作は、手順書の査読者から見えません。本当に違うものだけを置きます。",
                en: """
                    What stands in an environment is not before the eyes of whoever reviews the runbook. Only what \
                    truly differs belongs there.
                    """),
            remedy: .init(
                ja: "動作を手順書に書いてください。",
                en: "Write the action into the runbook."),
            example: .files([
                .change(
                    file: "lab.yaml",
                    from: """
                        observe:

                        """,
                    to: """
                        actions:
                          cut-the-line: {command: [cut.exe], on: operations-pc}
                        observe:

                        """,
                    corrected: """
                        actions:
                          cut-the-line: {command: [cut.exe], on: operations-pc}
                        observe:

                        """),
                .add(
                    file: "lab2.yaml",
                    text: """
                        kirikae: 1
                        environment: lab2
                        title: {ja: 第 2 検証環境, en: Second lab}
                        places:
                          console: {title: {ja: 管理画面, en: Console}}
                        hosts:
                          operations-pc: {title: {ja: 操作用 PC, en: Operations PC}, directory: /opt/switch}
                        actions:
                          cut-the-line: {command: [cut.exe], on: operations-pc}
                        observe:
                          portal.db: ask

                        """,
                    corrected: """
                        kirikae: 1
                        environment: lab2
                        title: {ja: 第 2 検証環境, en: Second lab}
                        places:
                          console: {title: {ja: 管理画面, en: Console}}
                        hosts:
                          operations-pc: {title: {ja: 操作用 PC, en: Operations PC}, directory: /opt/switch}
                        actions:
                          cut-the-line: {command: [pretend.exe], on: operations-pc}
                        observe:
                          portal.db: ask

                        """),
                .change(
                    file: "switchover.yaml",
                    from: """
                          - id: tell

                        """,
                    to: """
                          - id: cut
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action: {bound: cut-the-line}
                            typical: 1m
                            timeout: 10m
                            changes: {}
                            verifications: []
                          - id: tell

                        """,
                    corrected: """
                          - id: cut
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action: {bound: cut-the-line}
                            typical: 1m
                            timeout: 10m
                            changes: {}
                            verifications: []
                          - id: tell

                        """),
            ])),
        Explanation(
            RunbookMessage.notEnoughApprovers(2, of: 1, environment: "lab"),
            title: .init(
                ja: "承認者が足りない",
                en: "too few people to approve"),
            cause: .init(
                ja: "承認に要る人数が、環境のグループの人数より多くなっています。",
                en: "More people must approve than the group has members in one of the environments."),
            reason: .init(
                ja: "承認はいつまでも揃いません。",
                en: "The approval could never be complete."),
            remedy: .init(
                ja: "`count` を減らすか、グループに人を加えてください。実行する人は数えません。",
                en: "Lower `count`, or add members. Whoever runs the plan does not count."),
            example: .files([
                .change(
                    file: "lab.yaml",
                    from: """
                        observe:

                        """,
                    to: """
                        groups:
                          duty-managers: {title: {ja: 当直責任者, en: Duty managers}, members: [sato]}
                        observe:

                        """,
                    corrected: """
                        groups:
                          duty-managers: {title: {ja: 当直責任者, en: Duty managers}, members: [sato]}
                        observe:

                        """),
                .change(
                    file: "switchover.yaml",
                    from: """
                          - id: tell

                        """,
                    to: """
                          - id: agree
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action: {approve: {ja: 連絡, en: Telling}, by: duty-managers, count: 2}
                            typical: 5m
                            timeout: 1h
                          - id: tell

                        """,
                    corrected: """
                          - id: agree
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action: {approve: {ja: 連絡, en: Telling}, by: duty-managers, count: 1}
                            typical: 5m
                            timeout: 1h
                          - id: tell

                        """),
            ])),
        Explanation(
            RunbookMessage.placeWithoutAddress("relay", environment: "lab"),
            title: .init(
                ja: "アドレスのない場所",
                en: "a place without an address"),
            cause: .init(
                ja: "`http` の動作が、`url` のない場所に要求を送ります。",
                en: "An `http` action sends a request to a place that has no `url`."),
            reason: .init(
                ja: "要求の送り先がありません。",
                en: "There is nowhere to send the request to."),
            remedy: .init(
                ja: "環境の場所に `url` を書いてください。",
                en: "Give the place a `url` in the environment."),
            example: .files([
                .change(
                    file: "lab.yaml",
                    from: """
                        hosts:

                        """,
                    to: """
                          relay: {title: {ja: 連絡先, en: Relay}}
                        hosts:

                        """,
                    corrected: """
                          relay: {title: {ja: 連絡先, en: Relay}, url: "http://127.0.0.1/"}
                        hosts:

                        """),
                .change(
                    file: "switchover.yaml",
                    from: """
                          - id: tell

                        """,
                    to: """
                          - id: notify
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action: {http: POST, on: relay}
                            typical: 1m
                            timeout: 10m
                            changes: {}
                            verifications: []
                          - id: tell

                        """,
                    corrected: """
                          - id: notify
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action: {http: POST, on: relay}
                            typical: 1m
                            timeout: 10m
                            changes: {}
                            verifications: []
                          - id: tell

                        """),
            ])),
    ]
}
