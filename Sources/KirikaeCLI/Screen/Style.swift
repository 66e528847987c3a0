import Glibc
import KirikaeDiagnostics

/// Emphasis on a terminal.
///
/// Nothing is told by colour alone.
struct Style: Sendable {
    /// Whether escape sequences are written.
    var isColoured: Bool

    /// For standard output: colour only on a terminal, and never where `NO_COLOR` is set.
    static var standard: Style {
        Style(isColoured: isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil)
    }

    func bold(_ text: String) -> String { wrap(text, "1") }
    func faint(_ text: String) -> String { wrap(text, "2") }
    func good(_ text: String) -> String { wrap(text, "32") }
    func bad(_ text: String) -> String { wrap(text, "1;31") }
    func caution(_ text: String) -> String { wrap(text, "33") }

    /// A text without the escape sequences that emphasise it.
    ///
    /// By hand: the first regular expression that a program meets costs as much as showing thirty steps.
    static func plain(_ text: String) -> String {
        var plain = ""
        var rest = text[...]
        while let start = rest.utf8.firstIndex(of: 0x1B) {
            plain += rest[..<start]
            rest = rest[start...]
            guard let end = rest.utf8.firstIndex(of: UInt8(ascii: "m")) else { return plain }
            rest = rest[rest.utf8.index(after: end)...]
        }
        return plain + rest
    }

    /// A text in which every control, format and invisible character is shown by its code, but for line feeds and the sequences
    /// that `Style` writes.
    static func safe(_ text: String) -> String {
        if text.utf8.allSatisfy({ ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A }) { return text }
        var safe = ""
        var rest = text[...]
        while let start = rest.unicodeScalars.firstIndex(of: "\u{1B}") {
            safe += TerminalText.safe(String(rest[..<start]), keepingLines: true)
            rest = rest[start...]
            if let own = sequences.first(where: { rest.unicodeScalars.starts(with: $0.unicodeScalars) }) {
                safe += own
                rest = Substring(rest.unicodeScalars.dropFirst(own.unicodeScalars.count))
            } else {
                safe += TerminalText.safe("\u{1B}")
                rest = Substring(rest.unicodeScalars.dropFirst())
            }
        }
        return safe + TerminalText.safe(String(rest), keepingLines: true)
    }

    private static let sequences = ["0", "1", "2", "32", "1;31", "33"].map { "\u{1B}[\($0)m" }

    private func wrap(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
