import KirikaeDiagnostics

/// What can be wrong with the contacts and the inquiry form of a service: KRK0380 to KRK0383.
public enum ContactMessage: DiagnosticMessage, Equatable {
    case unreachable(String)
    case noRecipient(String, known: [String])
    case recipientWithoutMail(String)
    case severalOrigins

    /// Whether it keeps a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .unreachable: "KRK0380"
        case .noRecipient: "KRK0381"
        case .recipientWithoutMail: "KRK0382"
        case .severalOrigins: "KRK0383"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String {
        let text: LocalizedText =
            switch self {
            case .unreachable(let id):
                .init(
                    ja: "連絡先「\(id)」に電話番号もメールアドレスも URL もありません",
                    en: "the contact ‘\(id)’ has neither a telephone number nor a mail address nor a page")
            case .noRecipient(let id, _):
                .init(ja: "問い合わせ票の宛先「\(id)」は連絡先にありません", en: "the inquiry form goes to ‘\(id)’, which is no contact")
            case .recipientWithoutMail(let id):
                .init(
                    ja: "問い合わせ票の宛先「\(id)」にメールアドレスがありません",
                    en: "the inquiry form goes to ‘\(id)’, which has no mail address")
            case .severalOrigins:
                .init(ja: "from と parameter の両方があります", en: "a field has both ‘from’ and ‘parameter’")
            }
        return text[language]
    }

    /// What to do next.
    public func advice(in language: Language) -> String? {
        let text: LocalizedText =
            switch self {
            case .unreachable:
                .init(ja: "telephone、mail、url のどれかを書いてください。", en: "Write a telephone, a mail or a url.")
            case .noRecipient(_, let known):
                .init(
                    ja: known.isEmpty ? "contacts に連絡先を書いてください。" : "ある連絡先：\(known.joined(separator: "、"))",
                    en: known.isEmpty ? "Write it under ‘contacts’." : "Contacts: \(known.joined(separator: ", ")).")
            case .recipientWithoutMail:
                .init(ja: "その連絡先に mail を書くか、別の宛先にしてください。", en: "Give that contact a mail, or name another one.")
            case .severalOrigins:
                .init(ja: "どちらか 1 つを書いてください。", en: "Write one of them.")
            }
        return text[language]
    }
}
