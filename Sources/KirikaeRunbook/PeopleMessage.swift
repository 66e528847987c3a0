import KirikaeDiagnostics

/// What can be wrong with what people are asked and told: KRK0384 to KRK0388.
public enum PeopleMessage: DiagnosticMessage, Equatable {
    case rangeNotInside(String, possible: String)
    case readBackOfChoice
    case notAMailAddress(String)
    case notAWebAddress(String)
    case timeoutTooLong(String, most: String)

    /// All of them keep a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .rangeNotInside: "KRK0384"
        case .readBackOfChoice: "KRK0385"
        case .notAMailAddress: "KRK0386"
        case .notAWebAddress: "KRK0387"
        case .timeoutTooLong: "KRK0388"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String {
        let text: LocalizedText =
            switch self {
            case .rangeNotInside(let range, let possible):
                .init(
                    ja: "範囲 \(range) は、入力できる範囲 \(possible) の中にある空でない範囲ではありません",
                    en: "the range \(range) is empty, or not inside what can be typed, \(possible)")
            case .readBackOfChoice:
                .init(ja: "選択肢の回答に read-back があります", en: "an answer with choices has ‘read-back’")
            case .notAMailAddress(let text):
                .init(ja: "「\(text)」はメールアドレスではありません", en: "‘\(text)’ is not a mail address")
            case .notAWebAddress(let text):
                .init(
                    ja: "「\(text)」は http:// か https:// の URL ではありません", en: "‘\(text)’ is not an http:// or https:// URL"
                )
            case .timeoutTooLong(let length, let most):
                .init(
                    ja: "知らせの送信の上限 \(length) は \(most) より長くできません",
                    en: "sending a notice may take \(most) at most, not \(length)")
            }
        return text[language]
    }

    /// What to do next.
    public func advice(in language: Language) -> String? {
        let text: LocalizedText =
            switch self {
            case .rangeNotInside:
                .init(
                    ja: "minimum が maximum 以下で、accept が minimum から maximum の中に入るように書いてください。",
                    en: "Let ‘minimum’ be no more than ‘maximum’, and ‘accept’ lie between them.")
            case .readBackOfChoice:
                .init(
                    ja: "read-back は text、number、input の回答に書きます。ここでは消してください。",
                    en: "Write ‘read-back’ with ‘text’, ‘number’ or ‘input’; here, remove it.")
            case .notAMailAddress:
                .init(
                    ja: "例：duty@example.com。名前や < > は書けません。",
                    en: "For example duty@example.com, with no name and no < >.")
            case .notAWebAddress:
                .init(ja: "例：https://chat.example.com/hooks/1", en: "For example https://chat.example.com/hooks/1.")
            case .timeoutTooLong:
                .init(
                    ja: "実行の終わりには、送信が済むのを待ちます。短くしてください。", en: "A run that ends waits for it. Write a shorter time.")
            }
        return text[language]
    }
}
