import KirikaeDiagnostics
import KirikaeSyntax

/// What a text of too much of something, or one that readers of YAML disagree about, is told.
extension Explanation {
    static let syntaxLimits: [Explanation] = [
        Explanation(
            SyntaxMessage.tooManyEvents(limit: 1_000, charactersPerEvent: 6),
            title: .init(ja: "長さのわりに値が多すぎる", en: "too many values for the length of the file"),
            cause: .init(
                ja: "ファイルには 75,000 個と、6 文字ごとに 1 個の値を書けます。手順書ではおよそ 10 文字に 1 個です。",
                en:
                    "A file may have 75,000 values, and one more for every 6 characters. A runbook has one for about ten."
            ),
            reason: .init(
                ja: "値ばかりの文章は手順書ではなく、読むと大量のメモリーを使います。",
                en: "A text that has far more is no runbook, and would take much memory."),
            remedy: .init(
                ja: "手順書を分けて include で読み込むか、`project.yaml` の `limits: {events: …}` を上げてください。",
                en:
                    "Split it into runbooks that include each other's procedures, or raise `limits: {events: …}` in `project.yaml`."
            ),
            example: limited("events: 1000", "dense.yaml", "steps: [" + String(repeating: "a,", count: 3_000) + "a]\n")),
        Explanation(
            SyntaxMessage.stretchTooLong(limitBytes: 1_048_576),
            title: .init(ja: "注釈が長すぎる", en: "a comment is too long"),
            cause: .init(
                ja: "値と値の間の注釈と空行は 1 MiB（1,048,576 バイト）までです。",
                en: "Comments and empty lines may take 1 MiB (1,048,576 bytes) between one value and the next."),
            reason: .init(
                ja: "フォルダに紛れ込んだ別のファイルを、最後まで読まないためです。",
                en: "The limit keeps a file that strayed into the folder from being read to its end."),
            remedy: .init(ja: "そのファイルをフォルダの外へ移してください。", en: "Move the file out of the folder."),
            example: .files(
                [
                    .addUnseen(
                        file: "wordy.yaml",
                        bytes: Array("kirikae: 1\nrunbook: wordy\n# ".utf8)
                            + Array(repeating: UInt8(ascii: "x"), count: 1_100_000))
                ],
                remark: .init(
                    ja: "1,100,000 文字の注釈があるファイル `Runbooks/wordy.yaml` があります。",
                    en: "There is a file `Runbooks/wordy.yaml` with a comment of 1,100,000 letters."))),
        Explanation(
            SyntaxMessage.tooManyFindings(limit: 1_000),
            title: .init(ja: "誤りが多すぎる", en: "too many findings"),
            cause: .init(
                ja: "1 つのファイルの文章に 1,000 件の誤りがあったところで、読むのをやめます。",
                en: "After 1,000 findings in the text of one file, reading it stops."),
            reason: .init(
                ja: "別の種類のファイルか、同じ誤りが至る所にあります。それ以上は誰も読みません。",
                en: "The file is of another kind, or one fault was made everywhere. Nobody reads more."),
            remedy: .init(ja: "最初の誤りを直してから、もう一度確かめてください。", en: "Mend the first of them, and check again."),
            example: .commands(
                #"{ printf 'kirikae: 1\nrunbook: aliased\nsteps:\n'; for i in $(seq 2000); do echo '  - *a'; done; } > Runbooks/aliased.yaml"#,
                "kirikae check")),
        Explanation(
            SyntaxMessage.tooManyKeys(limit: 100),
            title: .init(ja: "キーが多すぎる", en: "a mapping with too many keys"),
            cause: .init(
                ja: "1 つのマッピングのキーは 20,000 個までです。", en: "One mapping may have 20,000 keys. Reading stops there."),
            reason: .init(
                ja: "人が書く数ではなく、重複を調べる時間が無駄になります。",
                en: "Nobody writes more, and all of them are looked through for duplicates."),
            remedy: .init(
                ja: "分けるか、`project.yaml` の `limits: {keys: …}` を上げてください。",
                en: "Divide it, or raise `limits: {keys: …}` in `project.yaml`."),
            example: limited(
                "keys: 100", "wide.yaml", "parameters:\n" + (0...100).map { "  k\($0): v\n" }.joined())),
        Explanation(
            SyntaxMessage.commentWithoutSpace,
            title: .init(ja: "「#」の前に空白がない", en: "a comment starts without a space before ‘#’"),
            cause: .init(
                ja: "YAML の注釈は空白の後で始まります。", en: "YAML starts a comment only after white space."),
            reason: .init(
                ja: "注釈とみなす読み取り部と、誤りとみなす読み取り部があります。",
                en: "Some readers take what stands here for a comment and some for a fault."),
            remedy: .init(
                ja: "注釈なら前に空白を、値の一部なら引用符を書いてください。", en: "Write a space before it, or quotes if it is part of a value."),
            example: .runbook(from: "source: [M1-01]\n", to: "source: [M1-01]# manual\n")),
        Explanation(
            SyntaxMessage.lineNotIndented(columns: 1),
            title: .init(ja: "続きの行の字下げが足りない", en: "a continued line is not indented"),
            cause: .init(
                ja: "括弧や引用符の中の値は次の行に続けられます。その行は、値のキーやダッシュより深く、空白で字下げします。閉じ括弧も同じです。",
                en: """
                    A value in brackets or quotes may go on in the next line. That line must be indented, with spaces, \
                    deeper than the key or the dash that the value belongs to; this includes a closing bracket.
                    """),
            reason: .init(
                ja: "括弧や引用符の閉じ忘れも、ここで見つかります。",
                en: "The same mark is found where a bracket or a quote above was never closed."),
            remedy: .init(
                ja: "空白（タブではなく）で字下げするか、前の行の括弧や引用符を閉じてください。",
                en: "Indent it with spaces, not with tabs, or close the bracket or the quotes above it."),
            example: .runbook(from: "source: [M1-01]\n", to: "source: [\n  M1-01\n]\n")),
        Explanation(
            SyntaxMessage.loneDash,
            title: .init(ja: "括弧の中の「-」", en: "a dash alone in brackets"),
            cause: .init(
                ja: "括弧の中の「-」は、値でも一覧の印でもありません。", en: "In brackets, `-` is neither a value nor the mark of a list."),
            reason: .init(ja: "YAML の読み取り部によって扱いが違います。", en: "Readers of YAML disagree about it."),
            remedy: .init(ja: "`\"-\"` のように引用符を付けてください。", en: "Quote it: `\"-\"`."),
            example: .runbook(from: "source: [M1-01]\n", to: "source: [M1-01, -]\n")),
        Explanation(
            SyntaxMessage.blankLineTooDeep,
            title: .init(ja: "上の空行より字下げの浅い文", en: "a text is indented less than an empty line above it"),
            cause: .init(
                ja: "`|` や `>` の後の最初の行が、文の字下げを決めます。その前の空行に、それより多くの空白があります。",
                en: """
                    The first line of a text after `|` or `>` says how far it is indented. An empty line before it has \
                    more spaces.
                    """),
            reason: .init(
                ja: "文を注釈や空の値とみなす読み取り部があります。", en: "Some readers take the text for a comment or for empty."),
            remedy: .init(ja: "空行の空白を消してください。", en: "Remove the spaces from the empty line."),
            example: .commands(
                #"printf 'kirikae: 1\nrunbook: blank\ntitle: >\n    \n  # heading\n' > Runbooks/blank.yaml"#,
                "kirikae check")),
    ]

    /// A file that breaks a limit which the project has lowered.
    private static func limited(_ limit: String, _ file: String, _ lines: String) -> ExplanationExample {
        .files(
            [
                .add(
                    file: "project.yaml", text: ExplanationExample.projectHead + "limits: {\(limit)}\n", corrected: nil),
                .addUnseen(file: file, bytes: Array(("kirikae: 1\nrunbook: large\n" + lines).utf8)),
            ],
            remark: .init(
                ja: "上限を下げたフォルダに、それを超えるファイル `Runbooks/\(file)` があります。",
                en: "There is a file `Runbooks/\(file)` that is beyond the lowered limit."))
    }
}
