import KirikaeDiagnostics
import KirikaeRunbook

/// Steps side by side: KRK0334, KRK0335, KRK0353.
extension Explanation {
    static let runbookParallel: [Explanation] = [
        Explanation(
            RunbookMessage.parallelConflict("portal.db", other: "back"),
            title: .init(
                ja: "並行するステップの衝突",
                en: "parallel steps in each other's way"),
            cause: .init(
                ja: "並行する 2 つのステップが同じ変数に触れ、少なくとも一方がそれを変えます。読み込む手順書のステップも数えます。",
                en: """
                    Two steps of a parallel group touch the same variable, and at least one of them changes it. The \
                    steps of an included runbook count as well.
                    """),
            reason: .init(
                ja: "結果は、どちらが先に終わるかで変わります。",
                en: "The outcome would depend on which of them ends first."),
            remedy: .init(
                ja: "順に行うステップにしてください。",
                en: "Make them steps that follow each other."),
            example: .files([
                .change(
                    file: "switchover.yaml",
                    from: """
                          - id: tell

                        """,
                    to: """
                          - id: together
                            title: {ja: 並行して行う, en: Side by side}
                            source: [M1-05]
                            action:
                              parallel:
                                - id: back
                                  title: {ja: 見る, en: Look}
                                  source: [M1-05]
                                  action: {command: [look.exe], on: operations-pc}
                                  typical: 5s
                                  timeout: 30s
                                  changes: {portal.db: main}
                                  verifications: [{portal.db: main}]
                                  reverse: {none: {ja: 例のため省きます。, en: Left out in this example.}}
                                - id: see
                                  title: {ja: 見る, en: Look}
                                  source: [M1-05]
                                  action: {command: [look.exe], on: operations-pc}
                                  typical: 5s
                                  timeout: 30s
                                  changes: {}
                                  verifications: [{portal.db: dr}]
                          - id: tell

                        """,
                    corrected: """
                          - id: together
                            title: {ja: 並行して行う, en: Side by side}
                            source: [M1-05]
                            action:
                              parallel:
                                - id: back
                                  title: {ja: 見る, en: Look}
                                  source: [M1-05]
                                  action: {command: [look.exe], on: operations-pc}
                                  typical: 5s
                                  timeout: 30s
                                  changes: {portal.db: main}
                                  verifications: [{portal.db: main}]
                                  reverse: {none: {ja: 例のため省きます。, en: Left out in this example.}}
                                - id: see
                                  title: {ja: 見る, en: Look}
                                  source: [M1-05]
                                  action: {command: [look.exe], on: operations-pc}
                                  typical: 5s
                                  timeout: 30s
                                  changes: {}
                                  verifications: []
                          - id: tell

                        """)
            ])),
        Explanation(
            RunbookMessage.exclusiveShared("portal.db", other: "see"),
            title: .init(
                ja: "同時に 1 つしか使えないもの",
                en: "a resource with one holder at a time"),
            cause: .init(
                ja: "並行する 2 つのステップが、サービスモデルの `exclusive` にある変数に触れます。",
                en: """
                    Two steps of a parallel group touch a variable that the service model names under `exclusive`.
                    """),
            reason: .init(
                ja: "同時に 1 人しか使えないものを、2 人が使おうとします。",
                en: "Two would need at the same time what only one can hold."),
            remedy: .init(
                ja: "順に行うステップにしてください。",
                en: "Make them steps that follow each other."),
            example: .files([
                .change(
                    file: "service.yaml",
                    from: """
                            start: main

                        """,
                    to: """
                            start: main
                        exclusive: [portal.db]

                        """,
                    corrected: """
                            start: main
                        exclusive: [portal.db]

                        """),
                .change(
                    file: "switchover.yaml",
                    from: """
                          - id: tell

                        """,
                    to: """
                          - id: together
                            title: {ja: 並行して行う, en: Side by side}
                            source: [M1-05]
                            action:
                              parallel:
                                - id: see
                                  title: {ja: 見る, en: Look}
                                  source: [M1-05]
                                  action: {command: [look.exe], on: operations-pc}
                                  typical: 5s
                                  timeout: 30s
                                  changes: {}
                                  verifications: [{portal.db: dr}]
                                - id: see-again
                                  title: {ja: 見る, en: Look}
                                  source: [M1-05]
                                  action: {command: [look.exe], on: operations-pc}
                                  typical: 5s
                                  timeout: 30s
                                  changes: {}
                                  verifications: [{portal.db: dr}]
                          - id: tell

                        """,
                    corrected: """
                          - id: together
                            title: {ja: 並行して行う, en: Side by side}
                            source: [M1-05]
                            action:
                              parallel:
                                - id: see
                                  title: {ja: 見る, en: Look}
                                  source: [M1-05]
                                  action: {command: [look.exe], on: operations-pc}
                                  typical: 5s
                                  timeout: 30s
                                  changes: {}
                                  verifications: [{portal.db: dr}]
                                - id: see-again
                                  title: {ja: 見る, en: Look}
                                  source: [M1-05]
                                  action: {command: [look.exe], on: operations-pc}
                                  typical: 5s
                                  timeout: 30s
                                  changes: {}
                                  verifications: []
                          - id: tell

                        """),
            ])),
        Explanation(
            RunbookMessage.nestedParallel,
            title: .init(
                ja: "並行の中の並行",
                en: "a parallel group in a parallel group"),
            cause: .init(
                ja: "並行するステップの中に、`parallel` のステップがあります。",
                en: "A member of a parallel group is itself a parallel group."),
            reason: .init(
                ja: "操作員は、何が並んでいるのか見渡せません。",
                en: "No operator could keep an eye on that."),
            remedy: .init(
                ja: "全てを 1 つの組にするか、順に行うステップにしてください。",
                en: "Put all of them into one group, or let them follow each other."),
            example: .files([
                .change(
                    file: "switchover.yaml",
                    from: """
                          - id: tell

                        """,
                    to: """
                          - id: together
                            title: {ja: 並行して行う, en: Side by side}
                            source: [M1-05]
                            action:
                              parallel:
                                - id: see
                                  title: {ja: 見る, en: Look}
                                  source: [M1-05]
                                  action: {command: [look.exe], on: operations-pc}
                                  typical: 5s
                                  timeout: 30s
                                  changes: {}
                                  verifications: []
                                - id: inner
                                  title: {ja: 中の組, en: Inner group}
                                  source: [M1-05]
                                  action:
                                    parallel:
                                      - id: see-again
                                        title: {ja: 見る, en: Look}
                                        source: [M1-05]
                                        action: {command: [look.exe], on: operations-pc}
                                        typical: 5s
                                        timeout: 30s
                                        changes: {}
                                        verifications: []
                          - id: tell

                        """,
                    corrected: """
                          - id: together
                            title: {ja: 並行して行う, en: Side by side}
                            source: [M1-05]
                            action:
                              parallel:
                                - id: see
                                  title: {ja: 見る, en: Look}
                                  source: [M1-05]
                                  action: {command: [look.exe], on: operations-pc}
                                  typical: 5s
                                  timeout: 30s
                                  changes: {}
                                  verifications: []
                                - id: see-again
                                  title: {ja: 見る, en: Look}
                                  source: [M1-05]
                                  action: {command: [look.exe], on: operations-pc}
                                  typical: 5s
                                  timeout: 30s
                                  changes: {}
                                  verifications: []
                          - id: tell

                        """)
            ])),
    ]
}
