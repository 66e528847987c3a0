import KirikaeDiagnostics
import KirikaeSyntax

/// What must not be empty, what excludes what, and what lies in bounds: KRK0130 to KRK0134.
extension Explanation {
    static let syntaxChoice: [Explanation] = [
        Explanation(
            SyntaxMessage.emptyMapping,
            title: .init(
                ja: "空の一覧やマッピング",
                en: "an empty list or mapping"),
            cause: .init(
                ja: "少なくとも 1 つの項目が要る所に、空の `[]` または `{}` があります。",
                en: "An empty `[]` or `{}` stands where at least one entry is needed."),
            reason: .init(
                ja: "空の一覧は、条件なら必ず満たされ、作業なら何も行いません。書いた人はそれを望んでいません。",
                en: """
                    An empty list of conditions always holds, and an empty list of work does nothing. Nobody who \
                    writes one means that.
                    """),
            remedy: .init(
                ja: "項目を書くか、省いてよいキーなら、キーごと消してください。",
                en: "Write an entry. If the key may be left out, remove it as a whole."),
            example: .runbook(
                from: "    action: {command: [tell.exe, dr], on: operations-pc}",
                to: "    action: {command: [], on: operations-pc}")),
        Explanation(
            SyntaxMessage.noneOfKeys(["http", "tcp", "dns", "sip", "command"]),
            title: .init(
                ja: "どれか 1 つが必要なキーがない",
                en: "none of several keys is there"),
            cause: .init(
                ja: "いくつかのキーのうち、ちょうど 1 つが要ります。そのどれもありません。",
                en: "Exactly one of several keys is needed, and none of them is there."),
            reason: .init(
                ja: "何をするのか、何を見るのかが決まりません。",
                en: "What is to be done or looked at is not said."),
            remedy: .init(
                ja: "メッセージにあるキーのどれか 1 つを書いてください。",
                en: "Write one of the keys that the message names."),
            example: .environment(from: "  portal.db: ask", to: "  portal.db: {timeout: 5s}")),
        Explanation(
            SyntaxMessage.keysExclude(["http", "tcp"]),
            title: .init(
                ja: "同時に使えないキー",
                en: "keys that exclude each other"),
            cause: .init(
                ja: "ちょうど 1 つだけ書くキーが、2 つ以上あります。",
                en: "Of some keys only one may stand in a place, and here are two or more."),
            reason: .init(
                ja: "どちらに従うのか、推測するしかありません。",
                en: "Which of them counts would have to be guessed."),
            remedy: .init(
                ja: "1 つだけ残してください。",
                en: "Keep one of them."),
            example: .environment(
                from: "  portal.db: ask",
                to: """
                      portal.db:
                        http: {url: "http://127.0.0.1/db"}
                        tcp: {address: "127.0.0.1:5432", answers: main, silent: dr}
                    """)),
        Explanation(
            SyntaxMessage.outputNotUsableHere,
            title: .init(
                ja: "出力を使えない所",
                en: "an output where none can be used"),
            cause: .init(
                ja: "`${outputs.…}` が、実行の前に決まっていなければならない所にあります。",
                en: "`${outputs.…}` stands where the value must be known before a run begins."),
            reason: .init(
                ja: "出力の値は、実行中にステップが読み取って初めて決まります。題や条件、時間は、計画を査読する時に決まっていなければなりません。",
                en: """
                    The value of an output is known only once a step of the run has read it. Titles, conditions and \
                    times must be there when the plan is reviewed.
                    """),
            remedy: .init(
                ja: "出力は、コマンドの引数、HTTP のパス・ヘッダ・本文、`press` の文字にだけ使ってください。",
                en: """
                    Use outputs only in arguments of commands, in paths, headers and bodies of requests, and under \
                    `press`.
                    """),
            example: .runbook(
                from: "    title: {ja: 切り替えを知らせる, en: Tell that it was switched}",
                to: """
                        title: {ja: 切り替えを知らせる, en: "Tell ${outputs.move-db.site}"}
                    """)),
        Explanation(
            SyntaxMessage.notInRange("0", 1, 100),
            title: .init(
                ja: "範囲の外の整数",
                en: "a number outside its bounds"),
            cause: .init(
                ja: "整数が、このキーに許される範囲の外にあるか、整数ではありません。",
                en: "The value is no whole number, or it lies outside the bounds of this key."),
            reason: .init(
                ja: "0 人の承認や、0 行目の値には意味がありません。",
                en: "An approval by nobody, or a value in line 0, means nothing."),
            remedy: .init(
                ja: "メッセージにある範囲の整数を書いてください。",
                en: "Write a whole number within the bounds that the message names."),
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
                            action: {approve: {ja: 連絡, en: Telling}, by: duty-managers, count: 0}
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
    ]
}
