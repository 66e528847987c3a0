import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// What is said between a program and us: KRK0347 to KRK0349.
extension Explanation {
    /// The base runbook whose second step is this.
    private static func tell(_ keys: String, corrected: String) -> ExplanationExample {
        .runbook(
            from: action, to: "    action: {command: [tell.exe, dr], on: operations-pc, \(keys)}",
            corrected: "    action: {command: [tell.exe, dr], on: operations-pc, \(corrected)}")
    }

    private static let action = "    action: {command: [tell.exe, dr], on: operations-pc}"

    static let conversations: [Explanation] = [
        Explanation(
            ConversationMessage.unexpectedIsExpected("完了", expected: "完了しました"),
            title: .init(
                ja: "期待する表示を、異常とも書いている",
                en: "a text is expected and a reason to stop"),
            cause: .init(
                ja: "`unexpected` の文字列が、同じコマンドの `expect` に含まれているか、空です。",
                en: "A text of `unexpected` is part of an `expect` of the same command, or is empty."),
            reason: .init(
                ja: "正しい表示が出ても、プログラムを止めてしまいます。",
                en: "The program would be stopped when it prints what it should."),
            remedy: .init(
                ja: "異常のときにだけ出る、より長い文字列を書いてください。",
                en: "Write a longer text, one that is printed only if something is wrong."),
            example: tell(
                "unexpected: [完了], conversation: [{expect: 完了しました}]",
                corrected: "unexpected: [完了できません], conversation: [{expect: 完了しました}]")),
        Explanation(
            ConversationMessage.silenceBeyondTimeout(Milliseconds(60_000), timeout: Milliseconds(30_000)),
            title: .init(
                ja: "役に立たない沈黙の上限",
                en: "a limit of silence without effect"),
            cause: .init(
                ja: "コマンドの `silence` が、ステップの `timeout` と同じか、それより長くなっています。",
                en: "`silence` of a command is as long as the `timeout` of its step, or longer."),
            reason: .init(
                ja: "先に `timeout` で止まるので、この上限が働くことはありません。",
                en: "`timeout` always comes first, so this limit never does anything."),
            remedy: .init(
                ja: "`silence` を短くするか、`timeout` を長くしてください。",
                en: "Make `silence` shorter or `timeout` longer."),
            example: tell("silence: 1m", corrected: "silence: 10s")),
        Explanation(
            ConversationMessage.controlTyped("U+0003"),
            title: .init(
                ja: "入力する文字列の中の制御文字",
                en: "a control character in what is typed"),
            cause: .init(
                ja: "`send` の文字列に、改行やエスケープなどの制御文字があります。",
                en: "A text of `send` holds a control character, such as a line feed or an escape."),
            reason: .init(
                ja: "端末はそれを文字ではなく操作として受け取ります。U+0003 ならプログラムが止まります。",
                en: "The terminal takes it for an act, not for a character: U+0003 would end the program."),
            remedy: .init(
                ja: "その文字を消してください。Enter は自動で付きます。任意のキーは `any-key`、改行の種類は `line-end` で書きます。",
                en: """
                    Remove it. Enter is added by itself; any key is `any-key`, and `line-end` says what ends a \
                    line.
                    """),
            example: tell(
                "conversation: [{expect: ok, send: \"y\\x03\"}]", corrected: "conversation: [{expect: ok, send: y}]")),
    ]
}
