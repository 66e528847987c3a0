import KirikaeDiagnostics

/// What can be wrong with what a DNS or SIP probe asks and expects: KRK0365 to KRK0367.
public enum NetworkProbeMessage: DiagnosticMessage, Equatable {
    case nameRefused(String, NameFault)
    case answerImpossible(String, kind: String, example: String)
    case serverNotByAddress(String)

    /// All of them keep a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .nameRefused: "KRK0365"
        case .answerImpossible: "KRK0366"
        case .serverNotByAddress: "KRK0367"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String { localized[language] }

    /// What to do next.
    public func advice(in language: Language) -> String? { localizedAdvice[language] }

    private var localized: LocalizedText {
        switch self {
        case .nameRefused(let name, let fault): Self.text(of: fault, in: name)
        case .answerImpossible(let answer, let kind, _):
            .init(ja: "「\(answer)」は \(kind) の答えにはなりません", en: "‘\(answer)’ can be no answer of kind \(kind)")
        case .serverNotByAddress(let text):
            .init(ja: "「\(text)」は DNS サーバーの IP アドレスではありません", en: "‘\(text)’ is no IP address of a DNS server")
        }
    }

    private static func text(of fault: NameFault, in name: String) -> LocalizedText {
        switch fault {
        case .empty: .init(ja: "名前が空です", en: "the name is empty")
        case .character(let scalar):
            .init(
                ja: "名前「\(name)」に使えない文字「\(scalar)」があります", en: "the name ‘\(name)’ has the character ‘\(scalar)’")
        case .tooLong(let most):
            .init(ja: "名前が長すぎます。\(most) 文字までです", en: "the name is longer than \(most) characters")
        case .emptyLabel:
            .init(ja: "名前「\(name)」の点と点の間が空です", en: "the name ‘\(name)’ has an empty part between dots")
        case .labelTooLong(let label, let most):
            .init(
                ja: "名前の中の「\(label)」が長すぎます。点と点の間は \(most) 文字までです",
                en: "the part ‘\(label)’ of the name is longer than \(most) characters")
        case .hyphen(let label):
            .init(ja: "「\(label)」の初めか終わりに「-」があります", en: "‘\(label)’ begins or ends with ‘-’")
        }
    }

    private var localizedAdvice: LocalizedText {
        switch self {
        case .nameRefused(_, .character(let scalar)) where !scalar.isASCII:
            .init(
                ja: "英数字で書いてください。日本語の名前は「xn--…」の形にします。",
                en: "Write it in ASCII. A name in other letters has a form that begins with ‘xn--’.")
        case .nameRefused:
            .init(
                ja: "英数字、「-」「_」「.」で書いてください。例：www.example.jp",
                en: "Use ASCII letters, digits, ‘-’, ‘_’ and ‘.’, as in www.example.jp.")
        case .answerImpossible(_, _, let example):
            .init(ja: "例：\(example)", en: "An example: \(example)")
        case .serverNotByAddress:
            .init(
                ja: "「192.0.2.53」や「192.0.2.53:5353」のように書いてください。",
                en: "Write it like 192.0.2.53 or 192.0.2.53:5353.")
        }
    }
}
