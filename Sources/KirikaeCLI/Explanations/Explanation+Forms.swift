import KirikaeDiagnostics
import KirikaeForms

/// The canonical form, and files that are written: KRK08nn.
extension Explanation {
    static let forms: [Explanation] = [
        Explanation(
            FormsMessage.meaningWouldChange,
            title: .init(
                ja: "整形すると内容が変わる",
                en: "formatting would change what a file says"),
            cause: .init(
                ja: "整形した文章を読み直すと、元のファイルと違う内容になりました。ファイルは書き換えていません。",
                en: """
                    What the formatter wrote was read again, and it does not say what the file says. The file was \
                    not written.
                    """),
            reason: .init(
                ja: "見た目を整えるだけのつもりで手順が変わってはいけません。",
                en: "Nobody reviews a change of looks as a change of a procedure."),
            remedy: .init(
                ja: "Kirikae の不具合です。ファイルを添えて報告してください。ファイルはそのままで使えます。",
                en: "This is a fault of Kirikae. Report it with the file. The file can be used as it is."),
            example: .commands("kirikae fmt")),
        Explanation(
            FormsMessage.commentWouldBeLost("# M3.6-Z4"),
            title: .init(
                ja: "整形するとコメントが失われる",
                en: "formatting would lose a comment"),
            cause: .init(
                ja: "整形した文章のコメントが、元のファイルのコメントと一致しません。ファイルは書き換えていません。",
                en: """
                    The comments of what the formatter wrote are not those of the file. The file was not written.
                    """),
            reason: .init(
                ja: "コメントには、なぜそう書いたかがあります。失われても、検査では気づけません。",
                en: "A comment says why something is as it is, and no check would notice that it is gone."),
            remedy: .init(
                ja: "Kirikae の不具合です。ファイルを添えて報告してください。示されたコメントを別の行に移すと、整形できることがあります。",
                en: """
                    This is a fault of Kirikae. Report it with the file. It may help to move the comment shown to \
                    another line.
                    """),
            example: .commands("kirikae fmt")),
        Explanation(
            FormsMessage.planWouldChange(runbook: "example.switchover", environment: "lab"),
            title: .init(
                ja: "整形すると計画が変わる",
                en: "formatting would change a plan"),
            cause: .init(
                ja: "整形の前と後で、ある手順書のある環境での計画の指紋が違います。何も書き換えていません。",
                en: """
                    The fingerprint of a runbook's plan in an environment is not the same before and after \
                    formatting. No file was written.
                    """),
            reason: .init(
                ja: "承認された計画は指紋で見分けます。整形で変わると、承認をやり直すことになります。",
                en: "An approved plan is known by its fingerprint. Formatting must not make it another plan."),
            remedy: .init(
                ja: "Kirikae の不具合です。フォルダを添えて報告してください。",
                en: "This is a fault of Kirikae. Report it with the folder."),
            example: .commands("kirikae fmt")),
        Explanation(
            FormsMessage.notCanonical,
            title: .init(
                ja: "正規の書式ではない",
                en: "a file that is not in the canonical form"),
            cause: .init(
                ja: "`kirikae fmt --check` は何も書き換えず、`kirikae fmt` が書き換えるファイルを示します。",
                en: """
                    `kirikae fmt --check` writes nothing and names the files that `kirikae fmt` would write anew.
                    """),
            reason: .init(
                ja: "書式が 1 つなら、2 つの版の差は内容の差だけになります。",
                en: "With one form a difference between two versions is a difference in what they say."),
            remedy: .init(
                ja: "`kirikae fmt` を実行してください。[正規の書式](../RunbookLanguage.md#the-canonical-form)はここにあります。",
                en:
                    "Run `kirikae fmt`. The [canonical form](../RunbookLanguage.md#the-canonical-form) is described here."
            ),
            example: .commands("kirikae fmt --check")),
        Explanation(
            FormsMessage.fileNotWritten("schemas/service.schema.json", reason: "No such file or directory"),
            title: .init(
                ja: "ファイルに書き込めない",
                en: "a file cannot be written"),
            cause: .init(
                ja: "整形したファイルやスキーマを書き込めません。理由は OS が返したものです。元のファイルは変わっていません。",
                en: """
                    A formatted file or a schema could not be written. The reason is that of the operating system. \
                    What stood there before has not changed.
                    """),
            reason: .init(
                ja: "ファイルは丸ごと置き換えるので、書きかけのものは残りません。",
                en: "A file is put in place as a whole, so none is left half-written."),
            remedy: .init(
                ja: "フォルダがあるか、書き込めるか、空き容量があるかを確かめて、もう一度実行してください。",
                en: "See that the folder is there, that you may write in it, and that it has space. Then do it again."),
            example: .commands("kirikae schema --all --to schemas")),
    ]
}
