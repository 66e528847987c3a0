import KirikaeDiagnostics
import KirikaeRunbook

/// Parameters and addresses: KRK0323 to KRK0325, KRK0339, KRK0354.
extension Explanation {
    static let runbookValues: [Explanation] = [
        Explanation(
            RunbookMessage.notOfType("five", type: .integer),
            title: .init(
                ja: "型に合わない値",
                en: "a value of another type"),
            cause: .init(
                ja: "パラメータの値が、その `type` の形ではありません。",
                en: "The value of a parameter has not the form of its `type`."),
            reason: .init(
                ja: "型は、値が置かれる所で使えることを保証します。",
                en: "The type is what makes sure that the value can be used where it lands."),
            remedy: .init(
                ja: "型に合う値を書くか、`type` を直してください。",
                en: "Write a value of the type, or correct the `type`."),
            example: .runbook(
                from: """
                    steps:

                    """,
                to: """
                    parameters:
                      value: {title: {ja: 台数, en: Number}, type: integer, default: five}
                    notes:
                      - {ja: "${value} を使います。", en: "Uses ${value}."}
                    steps:

                    """,
                corrected: """
                    parameters:
                      value: {title: {ja: 台数, en: Number}, type: integer, default: 5}
                    notes:
                      - {ja: "${value} を使います。", en: "Uses ${value}."}
                    steps:

                    """)),
        Explanation(
            RunbookMessage.valuesWithoutVariable,
            title: .init(
                ja: "変数でないパラメータの values",
                en: "values of a parameter that is no variable"),
            cause: .init(
                ja: "`values` は、変数の名前を受け取るパラメータ（`type: variable`）にだけ書けます。",
                en: """
                    `values` says which values a variable must have. Only a parameter of `type: variable` names a \
                    variable.
                    """),
            reason: .init(
                ja: "何も検査されず、書いた人は検査されたと思ってしまいます。",
                en: "Nothing would be checked, and the author would believe it was."),
            remedy: .init(
                ja: "使える値を限るには `allowed` を、変数を受け取るには `type: variable` を書いてください。",
                en: "To limit the values write `allowed`; to take a variable write `type: variable`."),
            example: .runbook(
                from: """
                    steps:

                    """,
                to: """
                    parameters:
                      value: {title: {ja: 拠点, en: Site}, values: [main, dr], default: dr}
                    notes:
                      - {ja: "${value} を使います。", en: "Uses ${value}."}
                    steps:

                    """,
                corrected: """
                    parameters:
                      value: {title: {ja: 拠点, en: Site}, allowed: [main, dr], default: dr}
                    notes:
                      - {ja: "${value} を使います。", en: "Uses ${value}."}
                    steps:

                    """)),
        Explanation(
            RunbookMessage.notAnAddress("db-main"),
            title: .init(
                ja: "アドレスの形でない",
                en: "not an address"),
            cause: .init(
                ja: "`tcp` と `sip` の `address` は「ホスト:ポート」の形です。ポートは 1 から 65535、IPv6 のアドレスは角括弧で囲みます。",
                en: """
                    The `address` of a `tcp` or `sip` probe has the form `host:port`, with a port from 1 to 65535. An IPv6 \
                    address stands in brackets.
                    """),
            reason: .init(
                ja: "接続先が決まらないので、変数を観測できません。",
                en: "Without it there is nothing to connect to, and the variable cannot be observed."),
            remedy: .init(
                ja: "`127.0.0.1:5432` のように書いてください。",
                en: "Write it like `127.0.0.1:5432`."),
            example: .environment(
                from: "  portal.db: ask",
                to: "  portal.db: {tcp: {address: db-main, answers: main, silent: dr}}",
                corrected: "  portal.db: {tcp: {address: 'db-main:5432', answers: main, silent: dr}}")),
        Explanation(
            RunbookMessage.variableLacksValue("portal.db", value: "standby"),
            title: .init(
                ja: "必要な値のない変数",
                en: "a variable without a value that is needed"),
            cause: .init(
                ja: "手順に渡した変数に、手順がパラメータの `values` で求める値がありません。",
                en: """
                    The variable given to a procedure lacks a value that the procedure asks for under `values` of the \
                    parameter.
                    """),
            reason: .init(
                ja: "手順の条件が決して満たされないか、ありえない状態を記録することになります。",
                en: """
                    A condition of the procedure could never hold, or it would record a state that cannot be.
                    """),
            remedy: .init(
                ja: "その値を持つ変数を渡すか、サービスモデルに値を加えてください。",
                en: "Give a variable that has the value, or add the value to the service model."),
            example: .files([
                .add(
                    file: "look.yaml",
                    text: """
                        kirikae: 1
                        runbook: example.look
                        kind: procedure
                        direction: both
                        title: {ja: 状態を見る, en: Look at the state}
                        parameters:
                          state: {title: {ja: 状態変数, en: State variable}, type: variable, values: [main, standby]}
                        steps:
                          - id: look
                            title: {ja: 状態を見る, en: Look at the state}
                            source: [M1-02]
                            action: {command: [look.exe], on: operations-pc}
                            typical: 5s
                            timeout: 30s
                            changes: {}
                            verifications:
                              - "${state}": dr

                        """,
                    corrected: """
                        kirikae: 1
                        runbook: example.look
                        kind: procedure
                        direction: both
                        title: {ja: 状態を見る, en: Look at the state}
                        parameters:
                          state: {title: {ja: 状態変数, en: State variable}, type: variable, values: [main, dr]}
                        steps:
                          - id: look
                            title: {ja: 状態を見る, en: Look at the state}
                            source: [M1-02]
                            action: {command: [look.exe], on: operations-pc}
                            typical: 5s
                            timeout: 30s
                            changes: {}
                            verifications:
                              - "${state}": dr

                        """),
                .change(
                    file: "switchover.yaml",
                    from: """
                          - id: tell

                        """,
                    to: """
                          - id: look
                            title: {ja: 状態を見る, en: Look at the state}
                            source: [M1-02]
                            action: {include: example.look, with: {state: portal.db}}
                          - id: tell

                        """,
                    corrected: """
                          - id: look
                            title: {ja: 状態を見る, en: Look at the state}
                            source: [M1-02]
                            action: {include: example.look, with: {state: portal.db}}
                          - id: tell

                        """),
            ])),
        Explanation(
            RunbookMessage.undefinedVariable("portal.bd", suggestion: "portal.db"),
            title: .init(
                ja: "サービスモデルにない変数を渡している",
                en: "a variable that does not exist is given"),
            cause: .init(
                ja: "型が `variable` のパラメータに、サービスモデルにない変数を渡しています。",
                en: """
                    A parameter of `type: variable` is given the name of a variable that the service model does not \
                    define.
                    """),
            reason: .init(
                ja: "手順は、誰も観測しない変数を確かめることになります。",
                en: "The procedure would verify something that nobody observes."),
            remedy: .init(
                ja: "示された名前を書くか、サービスモデルに変数を定義してください。",
                en: "Write the suggested name, or define the variable in the service model."),
            example: .files([
                .add(
                    file: "look.yaml",
                    text: """
                        kirikae: 1
                        runbook: example.look
                        kind: procedure
                        direction: both
                        title: {ja: 状態を見る, en: Look at the state}
                        parameters:
                          state: {title: {ja: 状態変数, en: State variable}, type: variable, values: [main, dr]}
                        steps:
                          - id: look
                            title: {ja: 状態を見る, en: Look at the state}
                            source: [M1-02]
                            action: {command: [look.exe], on: operations-pc}
                            typical: 5s
                            timeout: 30s
                            changes: {}
                            verifications:
                              - "${state}": dr

                        """,
                    corrected: """
                        kirikae: 1
                        runbook: example.look
                        kind: procedure
                        direction: both
                        title: {ja: 状態を見る, en: Look at the state}
                        parameters:
                          state: {title: {ja: 状態変数, en: State variable}, type: variable, values: [main, dr]}
                        steps:
                          - id: look
                            title: {ja: 状態を見る, en: Look at the state}
                            source: [M1-02]
                            action: {command: [look.exe], on: operations-pc}
                            typical: 5s
                            timeout: 30s
                            changes: {}
                            verifications:
                              - "${state}": dr

                        """),
                .change(
                    file: "switchover.yaml",
                    from: """
                          - id: tell

                        """,
                    to: """
                          - id: look
                            title: {ja: 状態を見る, en: Look at the state}
                            source: [M1-02]
                            action: {include: example.look, with: {state: portal.bd}}
                          - id: tell

                        """,
                    corrected: """
                          - id: look
                            title: {ja: 状態を見る, en: Look at the state}
                            source: [M1-02]
                            action: {include: example.look, with: {state: portal.db}}
                          - id: tell

                        """),
            ])),
    ]
}
