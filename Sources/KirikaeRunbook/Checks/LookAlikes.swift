import KirikaeDiagnostics
import KirikaeSyntax

/// Finds characters that a reviewer cannot see or would take for others (CVE-2021-42574, CVE-2021-42694, Unicode TR 39).
enum LookAlikes {
    /// Reports the first such character of a text that a machine is going to read.
    static func report(_ text: String, at location: SourceLocation, in context: DecodingContext) {
        if text.unicodeScalars.contains(where: TerminalText.isUnsafe) {
            context.report(RunbookMessage.invisibleCharacter(TerminalText.safe(text)), at: location)
        } else if let found = first(in: text) {
            context.report(
                RunbookMessage.lookAlike(String(found.character), code: codePoint(found.character), plain: found.plain),
                at: location)
        }
    }

    /// Whether there is anything to report of a text.
    static func isFound(in text: String) -> Bool {
        text.unicodeScalars.contains(where: TerminalText.isUnsafe) || first(in: text) != nil
    }

    /// The first character of a text that looks like an ASCII one and is not, with the one it looks like.
    static func first(in text: String) -> (character: Unicode.Scalar, plain: String)? {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return nil }
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() where scalar.value >= 0x80 {
            if let plain = alwaysConfusing[scalar] { return (scalar, plain) }
            if (0xFF01...0xFF5E).contains(scalar.value), let plain = Unicode.Scalar(scalar.value - 0xFEE0) {
                return (scalar, String(plain))
            }
            guard let plain = confusingInWords[scalar] else { continue }
            // Beside a Japanese character a long vowel mark is what it looks like; among Latin ones it is not.
            let neighbours = [index - 1, index + 1].filter(scalars.indices.contains).map { scalars[$0] }
            if neighbours.allSatisfy(\.isASCII) { return (scalar, plain) }
        }
        return nil
    }

    private static func codePoint(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Characters that have no place in an argument: dashes, quotes, spaces, slashes, and letters of other alphabets that look
    /// like Latin ones.
    private static let alwaysConfusing: [Unicode.Scalar: String] = {
        var table: [Unicode.Scalar: String] = [:]
        let groups: [(String, String)] = [
            ("-", "‐‑‒–—―−﹘﹣⁃"), ("'", "‘’‛′´"), ("\"", "“”‟″"),
            (" ", "\u{A0}\u{2000}\u{2003}\u{2009}\u{202F}\u{3000}"),
            ("/", "⁄∕"), (":", "∶ː"), (";", "\u{37E}"), (".", "․"), (",", "‚"), ("|", "∣ǀ"), ("*", "∗"), ("~", "∼˜"),
            ("\\", "∖⧵"), ("a", "аɑα"), ("c", "сϲ"), ("d", "ԁ"), ("e", "еҽ"), ("h", "һ"), ("i", "іıι"), ("j", "ј"),
            ("k", "κ"), ("l", "ӏ"), ("n", "ո"), ("o", "оοօ"), ("p", "рρ"), ("q", "ԛ"), ("s", "ѕ"), ("u", "υս"),
            ("v", "ѵν"),
            ("w", "ԝ"), ("x", "х"), ("y", "уγ"), ("A", "АΑ"), ("B", "ВΒ"), ("C", "С"), ("E", "ЕΕ"), ("H", "НΗ"),
            ("I", "ІΙ"),
            ("J", "Ј"), ("K", "КΚ"), ("M", "МΜ"), ("N", "Ν"), ("O", "ОΟ"), ("P", "РΡ"), ("S", "Ѕ"), ("T", "ТΤ"),
            ("X", "ХΧ"),
            ("Y", "ΥҮ"), ("Z", "Ζ"),
        ]
        for (plain, characters) in groups {
            for scalar in characters.unicodeScalars { table[scalar] = plain }
        }
        return table
    }()

    private static let confusingInWords: [Unicode.Scalar: String] = [
        "ー": "-", "一": "-", "ｰ": "-", "〜": "~", "ノ": "/", "〇": "0",
    ]
}
