import KirikaeDiagnostics
import KirikaeRunbook

/// What a DNS or SIP probe asks and expects: KRK0365 to KRK0367.
extension Explanation {
    /// The base environment with the database observed by DNS.
    private static func dns(_ server: String, _ name: String, _ answer: String) -> String {
        "  portal.db: {dns: {server: \(server), name: \(name), type: A, values: {main: [\(answer)], dr: [192.0.2.2]}}}"
    }

    static let networkProbes: [Explanation] = [
        Explanation(
            NetworkProbeMessage.nameRefused("db_main..example.jp", .emptyLabel),
            title: .init(ja: "問い合わせに使えない名前", en: "a name that cannot be asked for"),
            cause: .init(
                ja: """
                    DNS の名前、または SIP のユーザ名に、使えない文字があるか、長すぎるか、「-」で始まるか終わっているか、点と点の間が空です。
                    """,
                en: """
                    A DNS name, or a SIP user, has a character that it cannot have, is too long, begins or ends with `-`, or has \
                    nothing between two dots.
                    """),
            reason: .init(
                ja: "そのままでは問い合わせを送れません。「-」で始まる名前は、別のプログラムにオプションと読まれるおそれもあります。",
                en: """
                    No question could be sent with it. A name that begins with `-` could also be taken for an option by another \
                    program.
                    """),
            remedy: .init(
                ja: """
                    英数字、`-`、`_`、`.` で書いてください。名前は 253 文字、点と点の間は 63 文字までです。日本語の名前は `xn--` で始まる形にします。
                    """,
                en: """
                    Use ASCII letters, digits, `-`, `_` and `.`: up to 253 characters, and up to 63 between two dots. A name in other \
                    letters has a form that begins with `xn--`.
                    """),
            example: .environment(
                from: "  portal.db: ask", to: dns("192.0.2.53", "db..example.jp", "192.0.2.1"),
                corrected: dns("192.0.2.53", "db.example.jp", "192.0.2.1"))),
        Explanation(
            NetworkProbeMessage.answerImpossible("192.0.2.256", kind: "A", example: "192.0.2.1"),
            title: .init(ja: "ありえない答え", en: "an answer that can never come"),
            cause: .init(
                ja: "`values` に、その種類のレコードにはならない答え、または SIP にない状態コードがあります。",
                en:
                    "Under `values` stands an answer that no record of this type can give, or a status that SIP does not have."
            ),
            reason: .init(
                ja: "その値は決して見つからず、切り替えの確認が終わりません。",
                en: "The value could never be found, and a verification would wait for it in vain."),
            remedy: .init(
                ja: "`dig +short` が表示する形で書いてください。SIP は `200` から `699`、または `2xx` の形です。",
                en: "Write it as `dig +short` prints it. A SIP status is from `200` to `699`, or a class such as `2xx`."
            ),
            example: .environment(
                from: "  portal.db: ask", to: dns("192.0.2.53", "db.example.jp", "192.0.2.256"),
                corrected: dns("192.0.2.53", "db.example.jp", "192.0.2.1"))),
        Explanation(
            NetworkProbeMessage.serverNotByAddress("ns1.example.jp"),
            title: .init(ja: "IP アドレスでない DNS サーバー", en: "a DNS server that is not given by its address"),
            cause: .init(
                ja: "`dns` の `server` は IP アドレスです。53 以外のポートは後ろに付けます。",
                en: "The `server` of a `dns` probe is an IP address, with its port if that is not 53."),
            reason: .init(
                ja: "名前で書くと、切り替えで変わる名前解決そのものに頼ることになります。",
                en: "A server given by name would be found by the very names that a switchover moves."),
            remedy: .init(
                ja: "`192.0.2.53`、`192.0.2.53:5353`、`[2001:db8::53]:5353` のように書いてください。",
                en: "Write it like `192.0.2.53`, `192.0.2.53:5353` or `[2001:db8::53]:5353`."),
            example: .environment(
                from: "  portal.db: ask", to: dns("ns1.example.jp", "db.example.jp", "192.0.2.1"),
                corrected: dns("192.0.2.53", "db.example.jp", "192.0.2.1"))),
    ]
}
