import KirikaeDiagnostics
import KirikaeRunbook

/// How something is looked at by HTTP or in a file: KRK0346, KRK0368 and KRK0369.
extension Explanation {
    /// The base environment with another way to look at the database.
    private static func observed(_ how: String, corrected: String) -> ExplanationExample {
        .files([
            .change(
                file: "lab.yaml", from: "portal.db: ask", to: "portal.db: \(how)", corrected: "portal.db: \(corrected)")
        ])
    }

    static let probes: [Explanation] = [
        Explanation(
            HTTPProbeMessage.notAWebAddress("https://ops:secret@portal.example/health", .credentials),
            title: .init(ja: "要求を送れない URL", en: "a URL that no request may go to"),
            cause: .init(
                ja: """
                    URL が http:// でも https:// でも始まらないか、利用者名やパスワード、空白、ASCII 以外の文字を含むか、ホスト名やポートが正しくありません。
                    """,
                en: """
                    A URL begins with neither http:// nor https://, holds a user, a password, a space or a character beyond ASCII, \
                    or its host or port is none.
                    """),
            reason: .init(
                ja: "URL は記録と画面に残ります。パスワードは残してはならず、紛らわしい文字は別の宛先へ送ることになります。",
                en: """
                    URLs stand in the record and on the screen. A password must not, and a misleading character leads to another \
                    server.
                    """),
            remedy: .init(
                ja: "http か https の URL を ASCII で書いてください。認証が必要なら、ステップの `headers` に `secret` を使えます。",
                en: """
                    Write an http or https URL in ASCII. Where a server asks who it is, the `headers` of a step can hold a `secret`.
                    """),
            example: observed(
                "{http: {url: 'https://ops:secret@portal.example/health'}}",
                corrected: "{http: {url: 'https://portal.example/health'}}")),
        Explanation(
            HTTPProbeMessage.doesNotFit("稼働", .isPartOf("稼働停止")),
            title: .init(ja: "組み合わせに意味がない観測の設定", en: "settings of a look that do not go together"),
            cause: .init(
                ja: """
                    https でない URL に `tls` や `certificate` がある、本文のない HEAD で本文を見ている、同じものが二つの値を意味する、\
                    ある文言が別の文言の一部になっている、などです。
                    """,
                en: """
                    `tls` or `certificate` stands beside a URL that is not https; the body of a HEAD is looked at; one thing is to \
                    mean two values; or one text is part of another.
                    """),
            reason: .init(
                ja: "そのような観測は値を決められないか、誤った値になります。",
                en: "Such a look could not decide, or would decide wrongly."),
            remedy: .init(
                ja: "示されたキーを直すか除いてください。文言は、どれか一つだけが現れるように選んでください。",
                en: "Correct or remove the key that is shown. Choose texts of which only one can be there."),
            example: observed(
                "{http: {url: 'https://portal.example/', contains: {main: 稼働, dr: 稼働停止}}}",
                corrected: "{http: {url: 'https://portal.example/', contains: {main: 稼働中, dr: 稼働停止}}}")),
        Explanation(
            HTTPProbeMessage.notOfForm("20x", .status),
            title: .init(ja: "観測の設定の書き方の誤り", en: "a setting of a look that has another form"),
            cause: .init(
                ja: """
                    状態コード、別の接続先（`resolve`）、ヘッダ名、JSON ポインタ、SHA-256、ファイルのパスのどれかが、決められた形ではありません。\
                    または、`ca` のファイルがフォルダにないか、秘密鍵を含みます。
                    """,
                en: """
                    A status, another address (`resolve`), the name of a header field, a JSON pointer, a SHA-256 or the path of a \
                    file does not have its form; or the folder has no such file for `ca`, or it holds a private key.
                    """),
            reason: .init(
                ja: "その観測は決して値を見つけられません。秘密鍵は実行の記録に写されてはなりません。",
                en: "The look could never find a value. A private key must not be copied into the record of a run."),
            remedy: .init(ja: "メッセージの例の形で書いてください。", en: "Write it in the form of the example that the message gives."),
            example: observed(
                "{http: {url: 'https://portal.example/', status: {main: 20x, dr: 503}}}",
                corrected: "{http: {url: 'https://portal.example/', status: {main: 2xx, dr: 503}}}")),
    ]
}
