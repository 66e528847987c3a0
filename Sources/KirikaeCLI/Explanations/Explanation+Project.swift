import KirikaeDiagnostics
import KirikaeRunbook

/// The project file: KRK034n.
extension Explanation {
    static let project: [Explanation] = [
        Explanation(
            RunbookMessage.unknownCode("KRK0999", suggestion: nil),
            title: .init(
                ja: "存在しないコード",
                en: "a code that does not exist"),
            cause: .init(
                ja: "プロジェクトのファイルが、どの指摘にもないコードに重さを定めています。",
                en: "The project file gives a severity to a code that no finding has."),
            reason: .init(
                ja: "綴りを間違えると、意図した指摘は元のままで、誰も気づきません。",
                en: "A misspelt code would leave the finding that was meant as it is, and nobody would know."),
            remedy: .init(
                ja: "示されたコードを書いてください。`kirikae explain` で全コードを確認できます。",
                en: "Write the suggested code. `kirikae explain` lists all codes."),
            example: .project("severities: {KRK0999: error}\n")),
        Explanation(
            RunbookMessage.severityLowered("KRK0107"),
            title: .init(
                ja: "エラーは警告に下げられない",
                en: "an error cannot be made a warning"),
            cause: .init(
                ja: "プロジェクトのファイルが、エラーのコードに `warning` を定めています。重さは上げられますが、下げられません。",
                en: """
                    The project file gives `warning` to a code that is an error. A project may raise a severity; \
                    it may not lower one.
                    """),
            reason: .init(
                ja: "エラーとは、計画を信頼できなくするものです。フォルダごとに消せるなら、「問題ありません」の意味がフォルダごとに変わってしまいます。",
                en: """
                    An error is what keeps a plan from being trusted. If a folder could switch it off, "no errors" \
                    would mean something else in each folder.
                    """),
            remedy: .init(
                ja: "その行を消し、指摘された所を直してください。",
                en: "Remove the line, and mend what the code finds."),
            example: .project("severities: {KRK0107: warning}\n", corrected: "severities: {KRK0345: error}\n")),
        Explanation(
            RunbookMessage.limitOutOfBounds("depth", lowest: "8", highest: "256"),
            title: .init(
                ja: "範囲の外の上限値",
                en: "a limit outside its bounds"),
            cause: .init(
                ja: """
                    プロジェクトが定められるのは、`file-size` が 64KiB から 64MiB、`depth` が 8 から 256、\
                    `scalar-size` が 1KiB から 1MiB です。
                    """,
                en: """
                    A project may set `file-size` from 64KiB to 64MiB, `depth` from 8 to 256, and `scalar-size` \
                    from 1KiB to 1MiB.
                    """),
            reason: .init(
                ja: "それより小さいと普通の手順書が入りません。大きいと、切り替えの最中にはないメモリと時間を使います。",
                en: """
                    Less has no room for a plain runbook. More costs memory and time that nobody has during a \
                    switchover.
                    """),
            remedy: .init(
                ja: "範囲の中の値を書くか、省いてください。",
                en: "Write a limit within the bounds, or leave it out."),
            example: .project("limits: {depth: 1000}\n", corrected: "limits: {depth: 128}\n")),
        Explanation(
            RunbookMessage.projectElsewhere,
            title: .init(
                ja: "別の場所にあるプロジェクト",
                en: "a project that stands elsewhere"),
            cause: .init(
                ja: "フォルダのファイルにプロジェクトがありますが、一番上の `project.yaml` ではありません。",
                en: """
                    A file of the folder holds a project, but it is not `project.yaml` at the top of the folder.
                    """),
            reason: .init(
                ja: "1 つのフォルダが従うプロジェクトは 1 つです。2 つ目は、何が書いてあっても読まれません。",
                en: "One folder obeys one project. A second one would be passed over, whatever it says."),
            remedy: .init(
                ja: "内容を `project.yaml` へ移してください。下のフォルダは独立したプロジェクトにできます。自分の `project.yaml` を持ち、外側とは別に読まれます。",
                en: """
                    Move what it says to `project.yaml`. A folder further down may be a project of its own: it has \
                    its own `project.yaml` and is not read with the outer one.
                    """),
            example: .project("", file: "settings.yaml")),
        Explanation(
            RunbookMessage.notAProject,
            title: .init(
                ja: "project.yaml がプロジェクトでない",
                en: "project.yaml holds no project"),
            cause: .init(
                ja: "フォルダの一番上の `project.yaml` に、キー `project` がありません。",
                en: "The file `project.yaml` at the top of the folder has no key `project`."),
            reason: .init(
                ja: "このファイルは最初に読まれ、他の全てのファイルが従います。別の種類のファイルにはできません。",
                en: "It is read first and obeyed by all other files, so it can be nothing else."),
            remedy: .init(
                ja: "`kirikae: 1` の下に `project: 名前` を書くか、ファイルの名前を変えてください。",
                en: "Write `project: NAME` below `kirikae: 1`, or rename the file."),
            example: .files([
                .add(
                    file: "project.yaml", text: "kirikae: 1\ntitle: {ja: 例, en: Example}\n",
                    corrected: "kirikae: 1\nproject: example\ntitle: {ja: 例, en: Example}\n")
            ])),
        Explanation(
            RunbookMessage.severityWithoutEffect("KRK0107", severity: .error),
            title: .init(
                ja: "何も変えない重さ",
                en: "a severity that changes nothing"),
            cause: .init(
                ja: "プロジェクトのファイルが、コードにもともとの重さを定めています。",
                en: "The project file gives a code the severity it has by itself."),
            reason: .init(
                ja: "読む人は、その行に効果があると思ってしまいます。",
                en: """
                    Whoever reads it believes that it does something; and the day the code becomes an error by \
                    itself, the line is left behind.
                    """),
            remedy: .init(
                ja: "その行を消してください。",
                en: "Remove the line."),
            example: .project("severities: {KRK0107: error}\n", corrected: "severities: {}\n")),
    ]
}
