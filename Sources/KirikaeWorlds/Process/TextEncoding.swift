import Glibc

/// How a program's bytes stand for text.
public enum TextEncoding: String, Sendable, CaseIterable {
    /// UTF-8 (RFC 3629).
    case utf8 = "utf-8"
    /// Windows code page 932, the Japanese Windows console. It has ①, 髙 and 﨑, which Shift_JIS lacks.
    case cp932
    /// EUC-JP, older Unix hosts.
    case eucJP = "euc-jp"

    /// The name glibc's `iconv` knows it by.
    var iconvName: String {
        switch self {
        case .utf8: "UTF-8"
        case .cp932: "CP932"
        case .eucJP: "EUC-JP"
        }
    }

    /// The bytes of a text that is to be typed into a program.
    ///
    /// Throws ``TextEncodingError/unencodable(_:)`` for the first character that the encoding lacks: a character is never
    /// replaced by a look-alike, because the program would then read something that nobody approved.
    public func encode(_ text: String) throws(TextEncodingError) -> [UInt8] {
        let source = Array(text.utf8)
        if self == .utf8 { return source }
        let converter = try IconvConverter(from: "UTF-8", to: iconvName)
        let part = converter.convert(source[...])
        switch part.stop {
        case .end:
            return part.bytes
        case .incompleteInput, .invalidInput:
            let rest = String(decoding: source[part.consumedCount...], as: UTF8.self)
            throw .unencodable(rest.unicodeScalars.first.map { String($0) } ?? "")
        }
    }
}

/// Why text cannot be converted.
public enum TextEncodingError: Error, Equatable, Sendable {
    /// The C library lacks the conversion (its `gconv` modules are not installed).
    case conversionUnavailable(from: String, to: String)
    /// The target encoding lacks this character.
    case unencodable(String)
}
