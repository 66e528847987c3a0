import KirikaeDiagnostics
import KirikaeService

/// Contacts and the inquiry form: KRK0380 to KRK0383, KRK0775.
extension Explanation {
    static let contacts: [Explanation] = [
        Explanation(
            ContactMessage.unreachable("help-desk"),
            title: .init(ja: "連絡のしかたがない連絡先", en: "a contact that cannot be reached"),
            cause: .init(
                ja: "`contacts` の連絡先に `telephone`、`mail`、`url` のどれもありません。",
                en: "A contact under `contacts` has neither `telephone` nor `mail` nor `url`."),
            reason: .init(
                ja: "先へ進めない操作員に、名前だけを示すことになります。",
                en: "An operator who cannot go on would be shown a name and nothing else."),
            remedy: .init(ja: "連絡のしかたを 1 つ以上書いてください。", en: "Write at least one way to reach it."),
            example: .files([
                .change(
                    file: "service.yaml", from: serviceEnd,
                    to: serviceEnd + contact("help-desk", ""),
                    corrected: serviceEnd + contact("help-desk", "    mail: help@example.com\n"))
            ])),
        Explanation(
            ContactMessage.noRecipient("helpdesk", known: ["help-desk"]),
            title: .init(ja: "問い合わせ票の宛先がない", en: "an inquiry form that goes to nobody"),
            cause: .init(
                ja: "`inquiry` の `to` が、`contacts` にない名前です。",
                en: "The `to` of `inquiry` is the name of no contact under `contacts`."),
            reason: .init(ja: "問い合わせ票を誰に送るのか分かりません。", en: "Nobody would know where to send the form."),
            remedy: .init(ja: "連絡先の `id` を書いてください。", en: "Write the `id` of a contact."),
            example: .files([
                .change(
                    file: "service.yaml", from: serviceEnd,
                    to: serviceEnd + contact("help-desk", "    mail: help@example.com\n") + form("helpdesk"),
                    corrected: serviceEnd + contact("help-desk", "    mail: help@example.com\n") + form("help-desk"))
            ])),
        Explanation(
            ContactMessage.recipientWithoutMail("help-desk"),
            title: .init(ja: "宛先にメールアドレスがない問い合わせ票", en: "an inquiry form whose recipient has no mail address"),
            cause: .init(
                ja: "`inquiry` の `to` の連絡先に `mail` がありません。",
                en: "The contact that `to` of `inquiry` names has no `mail`."),
            reason: .init(ja: "問い合わせ票はメールで送るものです。", en: "The form is sent by mail."),
            remedy: .init(
                ja: "その連絡先に `mail` を書くか、`mail` のある連絡先を宛先にしてください。",
                en: "Give that contact a `mail`, or name a contact that has one."),
            example: .files([
                .change(
                    file: "service.yaml", from: serviceEnd,
                    to: serviceEnd + contact("help-desk", "    telephone: 0120-000-000\n") + form("help-desk"),
                    corrected: serviceEnd + contact("help-desk", "    mail: help@example.com\n") + form("help-desk"))
            ])),
        Explanation(
            ContactMessage.severalOrigins,
            title: .init(ja: "値の出どころが 2 つある欄", en: "a field with two origins"),
            cause: .init(
                ja: "問い合わせ票の欄に `from` と `parameter` の両方があります。",
                en: "A field of the inquiry form has both `from` and `parameter`."),
            reason: .init(ja: "どちらを書けばよいのか決まりません。", en: "It would be open which of the two is written there."),
            remedy: .init(ja: "どちらか 1 つだけを書いてください。", en: "Write only one of them."),
            example: .files([
                .change(
                    file: "service.yaml", from: serviceEnd,
                    to: serviceEnd + contact("help-desk", "    mail: help@example.com\n")
                        + form("help-desk", ", from: outline, parameter: contract-number"),
                    corrected: serviceEnd + contact("help-desk", "    mail: help@example.com\n")
                        + form("help-desk", ", parameter: contract-number"))
            ])),
        Explanation(
            CLIMessage.noInquiryForm("20260731-0100"),
            title: .init(ja: "問い合わせ票がないサービス", en: "a service without an inquiry form"),
            cause: .init(
                ja: "`kirikae inquiry` が呼ばれましたが、その実行のサービスモデルにも、手順書のフォルダにも `inquiry` がありません。",
                en: """
                    `kirikae inquiry` was asked for, but neither the service model of the run nor the folder of runbooks has \
                    an `inquiry`.
                    """),
            reason: .init(
                ja: "どの欄を、誰に宛てて書くのか分かりません。",
                en: "Nobody knows which fields there are and to whom they go."),
            remedy: .init(
                ja: "`service.yaml` に `inquiry` を書くか、`--runbooks` でそれを持つフォルダを示してください。",
                en: "Write `inquiry` in `service.yaml`, or name a folder that has one with `--runbooks`."),
            example: .commands("kirikae inquiry 20260731-0100")),
    ]

    private static let serviceEnd = "      dr: {ja: DR 拠点, en: DR site}\n    start: main\n"

    private static func contact(_ id: String, _ ways: String) -> String {
        "contacts:\n  - id: \(id)\n    title: {ja: ヘルプデスク, en: Help desk}\n" + ways
    }

    private static func form(_ recipient: String, _ origin: String = ", from: outline") -> String {
        """
        inquiry:
          to: \(recipient)
          parts:
            - title: {ja: 事象, en: Event}
              fields:
                - {label: {ja: 概要, en: Outline}\(origin)}

        """
    }
}
