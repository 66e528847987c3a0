import KirikaeDiagnostics

/// Reviewing a change: KRK0790 to KRK0794.
extension Explanation {
    static let review: [Explanation] = [
        Explanation(
            CLIMessage.review(.unknownSide("mian")),
            title: .init(ja: "比べる相手が見つからない", en: "a side of a comparison that is nowhere"),
            cause: .init(
                ja: "指定された名前のフォルダもファイルもなく、git のリビジョンでもありません。リビジョンの中にそのパスがないときも同じです。",
                en: """
                    There is no folder and no file of this name, and git knows no revision of it. So it is too where a revision \
                    does not hold the path.
                    """),
            reason: .init(
                ja: "片方がなければ、何が変わるのかを言えません。",
                en: "Without one of the sides nothing can be said about what changes."),
            remedy: .init(
                ja: "`git log --oneline` で名前を確かめてください。あるファイルやフォルダは、同じ名前のリビジョンより先に読まれます。",
                en: """
                    Look up the name with `git log --oneline`. A file or folder that is there goes before a revision of the same \
                    name.
                    """),
            example: .commands("kirikae diff mian..HEAD")),
        Explanation(
            CLIMessage.review(.noRepository("Runbooks", reason: "fatal: not a git repository")),
            title: .init(ja: "git のリポジトリの中にない", en: "no git repository"),
            cause: .init(
                ja: "リビジョンが指定されましたが、手順書のフォルダは git のリポジトリの中にありません。別の利用者のリポジトリを git が拒んだときも同じです。",
                en: """
                    A revision was named, but the folder of the runbooks is in no git repository. So it is too where git refuses \
                    the repository of another user.
                    """),
            reason: .init(
                ja: "リビジョンは、リポジトリの中でだけ意味を持ちます。",
                en: "A revision means something only in a repository."),
            remedy: .init(
                ja: "`--runbooks` でリポジトリの中のフォルダを指定するか、二つのフォルダを比べてください。",
                en: "Name a folder of the repository with `--runbooks`, or compare two folders."),
            example: .commands("kirikae diff HEAD~1")),
        Explanation(
            CLIMessage.review(.gitFailed(reason: "fatal: loose object 1b2c is corrupt")),
            title: .init(ja: "git から読めない", en: "git cannot be read"),
            cause: .init(
                ja: "git を起動できないか、git がファイルを渡しませんでした。一部だけを取得したリポジトリで、足りないものは取りに行きません。",
                en: """
                    Git could not be started, or did not hand over a file. What a partial clone has left out is not fetched: that \
                    would start a program which the repository names.
                    """),
            reason: .init(
                ja: "読めなかったファイルを除いて比べると、消えた確認を見逃すおそれがあります。",
                en: "A comparison without the file that could not be read might miss a check that is gone."),
            remedy: .init(
                ja: "理由を読み、`git fsck` や `git fetch` で直してから、もう一度実行してください。",
                en: "Read the reason, mend it with `git fsck` or `git fetch`, and run the command again."),
            example: .commands("kirikae diff HEAD~1")),
        Explanation(
            CLIMessage.review(.tooMuch("HEAD:", limit: "10000 files")),
            title: .init(ja: "リビジョンが大きすぎる", en: "a revision that holds too much"),
            cause: .init(
                ja: "指定したフォルダに、読む上限を超える数や大きさのファイルがあります。",
                en: "The folder that was named holds more files, or larger ones, than are read."),
            reason: .init(
                ja: "上限がなければ、悪意のあるリポジトリがメモリと時間を使い切れます。",
                en: "Without a limit a repository could use up the memory and the time of whoever looks at it."),
            remedy: .init(
                ja: "手順書のフォルダだけを `リビジョン:パス` の形で指定してください。",
                en: "Name only the folder of the runbooks, as `REVISION:PATH`."),
            example: .commands("kirikae diff HEAD~1: HEAD:")),
        Explanation(
            CLIMessage.review(.riskFound(count: 2, level: "high")),
            title: .init(ja: "変更に重い指摘がある", en: "a change with a risk of the level asked for"),
            cause: .init(
                ja: "`kirikae diff --fail-on` で指定した重さ以上の指摘があります。何が弱くなり、何が変わるのかは報告にあります。",
                en: """
                    There is a finding of the level that `kirikae diff --fail-on` names, or a worse one. The report says what is \
                    weaker and what is done otherwise.
                    """),
            reason: .init(
                ja: "行の差分では、消えた確認は 1 行の削除にしか見えません。",
                en: "In a diff of lines, a check that is gone is one line less."),
            remedy: .init(
                ja: "指摘を上から順に読んでください。承知のうえの変更なら、レビュー担当者が `kirikae review sign` で署名します。",
                en: """
                    Read the findings from the top. If they are meant, reviewers sign the plan with `kirikae review sign`.
                    """),
            example: .commands("kirikae diff main..HEAD --fail-on high")),
    ]
}
