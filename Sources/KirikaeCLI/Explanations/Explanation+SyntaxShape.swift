import KirikaeDiagnostics
import KirikaeSyntax

/// The shape of what a file says: KRK0108 to KRK0118.
extension Explanation {
    static let syntaxShape: [Explanation] = [
        Explanation(
            SyntaxMessage.unknownKey("precondition", suggestion: "preconditions", known: []),
            title: .init(
                ja: "知らないキー",
                en: "an unknown key"),
            cause: .init(
                ja: "この言語にないキーが書かれています。",
                en: "A key stands where the language has no such key."),
            reason: .init(
                ja: "綴りを間違えたキーを読み飛ばせば、そのキーが担うはずの検査も消えてしまいます。",
                en: "A misspelt key would otherwise be passed over, and with it the check it was meant to be."),
            remedy: .init(
                ja: "示されたキー、または使えるキーのどれかを書いてください。全キーは[手順書の言語](../RunbookLanguage.md)にあります。",
                en: """
                    Write the key that is suggested, or one of the known keys. All keys are in [the runbook \
                    language](../RunbookLanguage.md).
                    """),
            example: .runbook(
                from: "steps:\n", to: "precondition:\n  - {portal.db: main}\nsteps:\n",
                corrected: "preconditions:\n  - {portal.db: main}\nsteps:\n")),
        Explanation(
            SyntaxMessage.missingKey("timeout"),
            title: .init(
                ja: "キーがない",
                en: "a key is missing"),
            cause: .init(
                ja: "必ず要るキーがありません。示される場所は、そのキーを欠くマッピングの最初のキーです。",
                en: """
                    A key that is always needed is not there. The place shown is the first key of the mapping that \
                    lacks it.
                    """),
            reason: .init(
                ja: "書かれていないことは推測するしかありません。待つ時間、変わるもの、確かめ方などです。",
                en: """
                    What is not said would have to be guessed: how long to wait, what is changed, how it is \
                    verified.
                    """),
            remedy: .init(
                ja: "キーを書いてください。見るだけのステップには `changes: {}` と書きます。",
                en: "Write the key. For a step that only looks, write `changes: {}`."),
            example: .runbook(from: "    typical: 1m\n    timeout: 10m", to: "    typical: 1m")),
        Explanation(
            SyntaxMessage.wrongKind(expected: .duration),
            title: .init(
                ja: "値の種類が違う",
                en: "another kind of value is needed"),
            cause: .init(
                ja: "値の形が、このキーに要る形（文字列、一覧、マッピング、時間、サイズ、識別子、変数名など）と違います。どれが要るかはメッセージにあります。",
                en: """
                    The value has not the form that this key needs: a text, a list, a mapping, a duration, a size, \
                    an identifier, a variable name. The message says which.
                    """),
            reason: .init(
                ja: "値を別の形に読み替えることはしません。読む人によって読み替え方が違うからです。",
                en: "A value is never bent into another form, because two readers would bend it differently."),
            remedy: .init(
                ja: "示された形で書いてください。時間は整数と単位です（`500ms`、`30s`、`5m`、`8h`）。サイズは `64KiB` や `16MiB` です。",
                en: """
                    Write the value in the form named. A duration is a whole number and a unit: `500ms`, `30s`, \
                    `5m`, `8h`. A size is `64KiB` or `16MiB`.
                    """),
            example: .runbook(from: "    typical: 1m", to: "    typical: 1 minute")),
        Explanation(
            SyntaxMessage.empty,
            title: .init(
                ja: "ファイルが空",
                en: "the file is empty"),
            cause: .init(
                ja: "フォルダのファイルに何も書かれていないか、注釈しかありません。",
                en: "A file of the folder holds nothing, or comments only."),
            reason: .init(
                ja: "保存し忘れたファイルかもしれません。その手順は今夜使えません。",
                en: "It may be a file that was not saved, and a procedure that is missing tonight."),
            remedy: .init(
                ja: "中身を書くか、ファイルを消してください。",
                en: "Write the file, or remove it."),
            example: .files([.add(file: "switchback.yaml", text: "", corrected: nil)])),
        Explanation(
            SyntaxMessage.keyIsNotScalar,
            title: .init(
                ja: "キーが単純な文字列でない",
                en: "a key is not a plain text"),
            cause: .init(
                ja: "YAML では一覧やマッピングもキーにできますが、この言語にそのようなキーはありません。",
                en: "YAML allows a list or a mapping as a key. No key of the language is one."),
            reason: .init(
                ja: "ほとんどの場合、括弧の位置の誤りであり、ファイルの残りを理解できません。",
                en: """
                    It is nearly always a bracket that stands in the wrong place, and the rest of the file cannot \
                    be understood.
                    """),
            remedy: .init(
                ja: "キーを 1 語ずつ書いてください。`[` や `{` で始まるキーや文には引用符が要ります。",
                en: """
                    Write each key as a word of its own. A key or text that begins with `[` or `{` needs quotes.
                    """),
            example: .runbook(from: "    changes: {portal.db: dr}", to: "    changes: {[portal.db, portal.mmf]: dr}")),
        Explanation(
            SyntaxMessage.notAllowed("switch-over", suggestion: "switchover", allowed: []),
            title: .init(
                ja: "ここでは使えない値",
                en: "a value that is not allowed here"),
            cause: .init(
                ja: "このキーに書ける語は決まっていますが、そのどれでもありません。パラメータに `allowed` にない値を渡したときにも表示されます。",
                en: """
                    The key takes one of a few words, and this is none of them. It is also shown when a parameter \
                    gets a value that its `allowed` list does not name.
                    """),
            reason: .init(
                ja: "語ごとに動作が決まっています。それ以外の語では何も起こりません。",
                en: "Each of the words does something else; another word would do nothing."),
            remedy: .init(
                ja: "使える語のどれかを書いてください。",
                en: "Write one of the allowed words."),
            example: .runbook(from: "direction: switchover", to: "direction: switch-over")),
        Explanation(
            SyntaxMessage.missingTranslation(.en),
            title: .init(
                ja: "訳文がない",
                en: "a translation is missing"),
            cause: .init(
                ja: "操作員が読む文には、日本語（`ja`）と英語（`en`）の両方が要ります。片方がないか、空です。",
                en: """
                    Whatever an operator may read needs a Japanese text (`ja`) and an English one (`en`). One of \
                    them is missing or empty.
                    """),
            reason: .init(
                ja: "欠けた文は、その言語で働く人が切り替えの最中に初めて気づくことになります。",
                en: """
                    The hole would show only when somebody works in that language, in the middle of a switchover.
                    """),
            remedy: .init(
                ja: "両方の文を書いてください。",
                en: "Write both texts."),
            example: .runbook(
                from: "title: {ja: DB を切り替える, en: Switch the DB over}", to: "title: {ja: DB を切り替える}")),
        Explanation(
            SyntaxMessage.scalarTooLong(limitBytes: 1024),
            title: .init(
                ja: "値が長すぎる",
                en: "a value is too long"),
            cause: .init(
                ja: "1 つの文の上限は 64 KiB、またはプロジェクトの `limits` が定める値（1 KiB から 1 MiB）です。",
                en: """
                    One text may have 64 KiB at most, or what the project says under `limits`: from 1 KiB to 1 \
                    MiB.
                    """),
            reason: .init(
                ja: "それより長いものは指示ではなく、紛れ込んだ別のファイルか、閉じていない引用符です。",
                en: """
                    A longer one is no instruction but a file that strayed into a runbook, or a quote that is not \
                    closed.
                    """),
            remedy: .init(
                ja: "文を短くするか、文書を写す代わりに参照してください。",
                en: "Shorten the text, or refer to a document instead of copying it."),
            example: .files(
                [
                    .add(
                        file: "project.yaml", text: ExplanationExample.projectHead + "limits: {scalar-size: 1KiB}\n",
                        corrected: nil),
                    .addUnseen(
                        file: "long.yaml",
                        bytes: Array(("kirikae: 1\nrunbook: long\ntitle: " + String(repeating: "x", count: 1_100)).utf8)
                    ),
                ],
                remark: .init(
                    ja: "1,100 文字の題を持つファイル `Runbooks/long.yaml` があります。",
                    en: "There is a file `Runbooks/long.yaml` with a title of 1,100 letters."))),
        Explanation(
            SyntaxMessage.unknownFileKind("contacts"),
            title: .init(
                ja: "ファイルの種類が分からない",
                en: "the kind of the file is not known"),
            cause: .init(
                ja: """
                    ファイルの最初のキーは `kirikae` です。2 番目のキーがファイルの種類を表します（`service`、`runbook`、`environment`、`answers`、\
                    `scenario`、`project`）。ここではそのどれでもありません。
                    """,
                en: """
                    The first key of a file is `kirikae`. The second says what the file is: `service`, `runbook`, \
                    `environment`, `answers`, `scenario` or `project`. Here it is none of them.
                    """),
            reason: .init(
                ja: "黙って読み飛ばしたファイルが、誰かの当てにしている手順かもしれません。",
                en: "A file that is passed over silently may be the procedure that somebody counts on."),
            remedy: .init(
                ja: "2 番目のキーを正しく書くか、ファイルをフォルダの外へ移してください。読むのは名前が `.yaml` か `.yml` で終わるファイルだけです。",
                en: """
                    Write the right second key, or move the file out of the folder. Only files whose names end in \
                    `.yaml` or `.yml` are read.
                    """),
            example: .files([.add(file: "contacts.yaml", text: "kirikae: 1\ncontacts: night-shift\n", corrected: nil)])),
        Explanation(
            SyntaxMessage.unsupportedEdition("2"),
            title: .init(
                ja: "知らない言語の版",
                en: "an edition of the language that is not known"),
            cause: .init(
                ja: "`kirikae:` の後ろの数は言語の版です。このプログラムが扱うのは版 1 です。",
                en: "The number after `kirikae:` is the edition of the language. This program knows edition 1."),
            reason: .init(
                ja: "版が違えば、同じ語が別の意味を持つことがあります。",
                en: "The same words may mean something else in another edition."),
            remedy: .init(
                ja: "`kirikae: 1` と書いてください。新しいプログラムのために書かれたファイルなら、そのプログラムを使ってください。",
                en: "Write `kirikae: 1`. If the file was written for a newer program, use that program."),
            example: .environment(from: "kirikae: 1", to: "kirikae: 2")),
        Explanation(
            SyntaxMessage.duplicateDefinition("lab"),
            title: .init(
                ja: "同じ名前が 2 か所で定義されている",
                en: "a name is defined twice"),
            cause: .init(
                ja: """
                    2 つの定義が同じ名前です（手順書、環境、手順書のステップ、遷移、不変条件、パラメータ）。1 つのフォルダに 2 つのサービスモデルがある場合も同じです。参照は最初の場所を示します。
                    """,
                en: """
                    Two definitions have the same name: two runbooks, two environments, two steps of a runbook, \
                    two transitions, two invariants, two parameters. Also two service models in one folder. The \
                    note shows the first place.
                    """),
            reason: .init(
                ja: "その名前を使う人は、どちらを指すのか分からないまま片方を使うことになります。",
                en: "Whoever names it would get one of the two, and not know which."),
            remedy: .init(
                ja: "一方の名前を変えてください。ステップの名前は手順書の中でだけ一意です。2 つの手順書がどちらも `move-db` というステップを持っても構いません。",
                en: """
                    Rename one of them. Names of steps are unique in their runbook only; two runbooks may both \
                    have a step `move-db`.
                    """),
            example: .files([
                .add(
                    file: "lab2.yaml", text: "kirikae: 1\nenvironment: lab\ntitle: {ja: 第 2 検証環境, en: Second lab}\n",
                    corrected: nil)
            ])),
    ]
}
