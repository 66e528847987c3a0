import KirikaeDiagnostics
import KirikaeRunbook

/// What people are asked and told: KRK0384 to KRK0388.
extension Explanation {
    /// The question of the base runbook with another form of answer.
    private static func answer(_ lines: String, corrected: String) -> ExplanationExample {
        let head = "          ask: {ja: 表示されている拠点はどちらですか。, en: \"Which site is shown?\"}\n"
        let choices = """
                      choices:
                        - {value: dr, title: {ja: DR 拠点, en: DR site}}
                        - {value: main, title: {ja: メイン拠点, en: main site}}
                      accept: [dr]
                      reports: portal.db
            """
        return .runbook(from: head + choices, to: head + lines, corrected: head + corrected)
    }

    private static func notify(_ entry: String, corrected: String) -> ExplanationExample {
        func section(_ entry: String) -> String { "notify:\n  duty: {when: [needs-person], \(entry)}\nobserve:" }
        return .environment(from: "observe:", to: section(entry), corrected: section(corrected))
    }

    static let people: [Explanation] = [
        Explanation(
            PeopleMessage.rangeNotInside("1–200", possible: "0–100"),
            title: .init(ja: "入力できる範囲に入っていない数の範囲", en: "a range of numbers that is not inside what can be typed"),
            cause: .init(
                ja: "`number` の回答で、`accept` が `minimum` から `maximum` の中にないか、`minimum` が `maximum` より大きくなっています。",
                en: """
                    In an answer with `number`, `accept` is not inside `minimum` and `maximum`, or `minimum` is larger \
                    than `maximum`.
                    """),
            reason: .init(
                ja: "`accept` の中に、操作員が入力できない数があることになります。",
                en: "The step would count numbers as good that nobody can type."),
            remedy: .init(
                ja: "ありえる範囲を `minimum` と `maximum` に、うまくいったと言える範囲をその中に `accept` で書いてください。",
                en: "Write what can be as `minimum` and `maximum`, and inside it, as `accept`, what is good."),
            example: answer(
                "          number: {maximum: 100, accept: {minimum: 1, maximum: 200}}",
                corrected: "          number: {maximum: 500, accept: {minimum: 1, maximum: 200}}")),
        Explanation(
            PeopleMessage.readBackOfChoice,
            title: .init(ja: "選択肢の回答の読み返し", en: "an answer with choices that is read back"),
            cause: .init(
                ja: "`choices` のある回答に `read-back: true` があります。",
                en: "An answer with `choices` has `read-back: true`."),
            reason: .init(
                ja: "選択肢は番号で選び、選んだものが画面に出ます。読み返す値がありません。",
                en: "A choice is picked by its number and shown; there is no value to read back."),
            remedy: .init(
                ja: "`read-back` を消すか、値を入力してもらう形（`text`、`number`、`input`）にしてください。",
                en: "Remove `read-back`, or have a value typed with `text`, `number` or `input`."),
            example: .runbook(
                from: "          accept: [dr]\n", to: "          accept: [dr]\n          read-back: true\n")),
        Explanation(
            PeopleMessage.notAMailAddress("当直 <duty@example.com>"),
            title: .init(ja: "メールアドレスではない宛先", en: "a recipient that is not a mail address"),
            cause: .init(
                ja: "`notify` の `mail` の `to` か `from` が、`名前@ドメイン` の形の 1 つのアドレスではありません。",
                en: "A `to` or `from` of `mail` under `notify` is not one plain address, `name@domain`."),
            reason: .init(
                ja: "名前やコンマや改行のあるものは、メールの別の宛先や項目として読まれることがあります。",
                en: "With a name, a comma or a line break it may be read as a second recipient or another header."),
            remedy: .init(
                ja: "アドレスだけを、1 つずつ書いてください。", en: "Write the address alone, one for each recipient."),
            example: notify(
                "mail: {to: ['当直 <duty@example.com>'], from: kirikae@example.com}",
                corrected: "mail: {to: [duty@example.com], from: kirikae@example.com}")),
        Explanation(
            PeopleMessage.notAWebAddress("chat.example.com/hooks/1"),
            title: .init(ja: "Web のアドレスではない webhook", en: "a webhook that is not a web address"),
            cause: .init(
                ja: "`notify` の `webhook` の `url` が `http://` か `https://` で始まっていません。",
                en: "The `url` of `webhook` under `notify` begins with neither `http://` nor `https://`."),
            reason: .init(ja: "知らせは届きません。", en: "No notice would arrive."),
            remedy: .init(
                ja: "`https://` から始まるアドレスを書いてください。",
                en: "Write the whole address, from `https://` on."),
            example: notify(
                "webhook: {url: chat.example.com/hooks/1}",
                corrected: "webhook: {url: 'https://chat.example.com/hooks/1'}")),
        Explanation(
            PeopleMessage.timeoutTooLong("10m", most: "1m"),
            title: .init(ja: "長すぎる送信の上限", en: "sending that may take too long"),
            cause: .init(
                ja: "`notify` の `timeout` が 1 分より長くなっています。", en: "A `timeout` under `notify` is longer than a minute."),
            reason: .init(
                ja: "実行が終わるときは、送信の結果を記録するまで待ちます。相手が応答しないと、その間は終われません。",
                en: """
                    A run that ends waits until it can record how telling went. With a receiver that does not answer it \
                    would not end for so long.
                    """),
            remedy: .init(
                ja: "1 分以内にしてください。何も書かなければ 10 秒です。",
                en: "Write a minute at most. Without it, it is 10 seconds."),
            example: notify(
                "webhook: {url: 'https://chat.example.com/hooks/1'}, timeout: 10m",
                corrected: "webhook: {url: 'https://chat.example.com/hooks/1'}, timeout: 10s")),
    ]
}
