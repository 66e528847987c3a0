/// A language an operator can choose.
///
/// Every text a person reads exists in both.
public enum Language: String, Sendable, CaseIterable, Hashable {
    case ja
    case en

    /// The language that a POSIX locale name asks for (`ja_JP.UTF-8` is Japanese); everything else is English.
    public init(localeName: String) {
        self = localeName.lowercased().hasPrefix("ja") ? .ja : .en
    }
}

/// A text in both languages.
public struct LocalizedText: Hashable, Sendable {
    /// The Japanese text.
    public var ja: String
    /// The English text.
    public var en: String

    /// Makes a text from its two forms.
    public init(ja: String, en: String) {
        self.ja = ja
        self.en = en
    }

    /// Makes a text that is the same in both languages: a literal of a screen, a file name, a URL.
    public init(verbatim: String) {
        self.init(ja: verbatim, en: verbatim)
    }

    /// The form in one language.
    public subscript(language: Language) -> String {
        switch language {
        case .ja: ja
        case .en: en
        }
    }
}
