import KirikaeDiagnostics
import KirikaeSyntax

/// The text of a file: KRK0101 to KRK0107, and what limits it.
extension Explanation {
    static let syntax: [Explanation] = [
        Explanation(
            SyntaxMessage.malformed(problem: "mapping values are not allowed in this context"),
            title: .init(
                ja: "YAML として読めない",
                en: "this is not YAML"),
            cause: .init(
                ja: "ファイルを YAML として読めません。表示される理由は YAML の読み取り部が返したものです。",
                en: """
                    The text of the file cannot be read as YAML. The reason shown is the one the YAML reader \
                    gives.
                    """),
            reason: .init(
                ja: "そのファイルの残りは何も検査されていません。読めないものは判断できないからです。",
                en: "Nothing else in that file was checked: what cannot be read cannot be judged."),
            remedy: .init(
                ja: "示された場所と、その直前の行を見てください。多くの場合、括弧や引用符が閉じていないか、字下げが隣の行と違うか、`: ` を含む文に引用符がありません。",
                en: """
                    Look at the place, and at the lines just before it. Most often a bracket or a quote is not \
                    closed, a line is not indented like its neighbours, or a text with `: ` in it has no quotes.
                    """),
            example: .runbook(
                from: "title: {ja: DB を切り替える, en: Switch the DB over}",
                to: "title: Switch the DB over: at once")),
        Explanation(
            SyntaxMessage.notUTF8(byteOffset: 13),
            title: .init(
                ja: "ファイルが UTF-8 ではない",
                en: "the file is not UTF-8"),
            cause: .init(
                ja: "ファイルは UTF-8 としてだけ読みます。Shift_JIS（CP932）や EUC-JP で保存されたファイルは受け付けません。",
                en: "A file is read as UTF-8 only. A file saved as Shift_JIS (CP932) or EUC-JP is refused."),
            reason: .init(
                ja: "文字コードを推測して誤れば、操作員に誤った語を見せることになります。",
                en: "A wrong guess of the encoding would show the operator wrong words."),
            remedy: .init(
                ja: "UTF-8 で保存し直してください。バイト順マークは有っても無くても読めます。",
                en: "Save the file as UTF-8. With a byte order mark or without one, both are read."),
            example: .files(
                [.addUnseen(file: "saved.yaml", bytes: Array("kirikae: 1\n# ".utf8) + [0x90, 0xD8])],
                remark: .init(
                    ja: "注釈に日本語のあるファイルを CP932 で保存します。", en: "A file with a Japanese comment is saved as CP932."))),
        Explanation(
            SyntaxMessage.fileTooLarge(limitBytes: 65_536),
            title: .init(
                ja: "ファイルが大きすぎる",
                en: "the file is too large"),
            cause: .init(
                ja: "ファイルの上限は 16 MiB、またはプロジェクトの `limits` が定める値（64 KiB から 64 MiB）です。",
                en: """
                    A file may have 16 MiB at most, or what the project says under `limits`: from 64 KiB to 64 \
                    MiB.
                    """),
            reason: .init(
                ja: "間違ったファイル 1 つが、今夜使う機械のメモリを埋めるのを防ぎます。",
                en: """
                    The limit keeps one wrong file from filling the memory of the machine that is needed tonight.
                    """),
            remedy: .init(
                ja: "ファイルを分けてください。手順書は 1 ファイルに 1 つです。手順書でないファイルなら、フォルダの外へ移してください。",
                en: """
                    Split the file: one runbook is one file. If the file is not a runbook at all, move it out of \
                    the folder.
                    """),
            example: .files(
                [
                    .add(
                        file: "project.yaml", text: ExplanationExample.projectHead + "limits: {file-size: 64KiB}\n",
                        corrected: nil),
                    .addUnseen(file: "large.yaml", bytes: Array(repeating: UInt8(ascii: "#"), count: 70_000)),
                ],
                remark: .init(
                    ja: "70,000 バイトのファイル `Runbooks/large.yaml` があります。",
                    en: "There is a file `Runbooks/large.yaml` of 70,000 bytes."))),
        Explanation(
            SyntaxMessage.tooDeep(limit: 8),
            title: .init(
                ja: "入れ子が深すぎる",
                en: "nested too deep"),
            cause: .init(
                ja: "一覧とマッピングの入れ子は 64 段、またはプロジェクトの `limits` が定める段数（8 から 256）までです。ここで読み取りを止めました。",
                en: """
                    Lists and mappings may stand inside each other 64 levels deep, or as deep as the project says \
                    under `limits`: from 8 to 256. Reading stops here.
                    """),
            reason: .init(
                ja: "それ以上を必要とする手順書はありません。また、読む時間は深さの 2 乗で増えます。",
                en: """
                    No runbook needs more, and the time to read such a text grows with the square of its depth.
                    """),
            remedy: .init(
                ja: "括弧を閉じるか、入れ子の中身をステップや、読み込む別の手順書に分けてください。",
                en: """
                    Close the brackets, or split what is nested into steps or into a procedure that is included.
                    """),
            example: .files([
                .add(
                    file: "project.yaml", text: ExplanationExample.projectHead + "limits: {depth: 8}\n", corrected: nil),
                .add(file: "deep.yaml", text: "kirikae: 1\nrunbook: deep\nsteps: [[[[[[[[[\n", corrected: nil),
            ])),
        Explanation(
            SyntaxMessage.featureRefused(.anchor),
            title: .init(
                ja: "ここでは使わない YAML の機能",
                en: "a part of YAML that is not used here"),
            cause: .init(
                ja: "アンカー（`&`）、エイリアス（`*`）、タグ（`!`）、マージキー（`<<`）はこの言語にありません。",
                en: """
                    Anchors (`&`), aliases (`*`), tags (`!`) and merge keys (`<<`) are not part of the language.
                    """),
            reason: .init(
                ja: "値は使う場所で見えなければならず、誰が読んでも同じ意味でなければなりません。",
                en: """
                    A reader must see a value where it is used, and a value must mean the same to every reader.
                    """),
            remedy: .init(
                ja: "値をその場に書いてください。多くの手順書が共有するものは、読み込む別の手順書に置きます。`&`、`*`、`!` で始まる文には引用符が要ります。",
                en: """
                    Write the value in each place. What many runbooks share belongs into a procedure that they \
                    include. A text that begins with `&`, `*` or `!` needs quotes.
                    """),
            example: .runbook(from: "    typical: 1m", to: "    typical: &usual 1m")),
        Explanation(
            SyntaxMessage.severalDocuments,
            title: .init(
                ja: "1 ファイルに 2 つ目の文書",
                en: "a second document in one file"),
            cause: .init(
                ja: "1 ファイルに書ける文書は 1 つです。`---` から 2 つ目が始まっています。",
                en: "One file holds one document. A second one begins at `---`."),
            reason: .init(
                ja: "`---` の後ろは見落とされやすいからです。",
                en: "What stands after `---` would be easy to overlook."),
            remedy: .init(
                ja: "2 つ目の文書を別のファイルに移し、`---` を消してください。",
                en: "Move the second document to a file of its own, and remove the `---`."),
            example: .runbook(from: "direction: switchover", to: "direction: switchover\n---")),
        Explanation(
            SyntaxMessage.duplicateKey("timeout"),
            title: .init(
                ja: "同じキーが 2 回書かれている",
                en: "a key is written twice"),
            cause: .init(
                ja: "1 つのマッピングに同じキーが 2 回あります。参照は最初の場所を示します。",
                en: "The same key stands twice in one mapping. The note shows the first place."),
            reason: .init(
                ja: "普通の YAML の読み取り部は片方を黙って捨てます。どちらが正しいのか、誰にも分かりません。",
                en: "YAML readers keep one of the two and say nothing. Nobody can know which one was meant."),
            remedy: .init(
                ja: "どちらか一方を消してください。",
                en: "Remove one of the two."),
            example: .runbook(from: "    timeout: 10m", to: "    timeout: 10m\n    timeout: 30m")),
    ]
}
