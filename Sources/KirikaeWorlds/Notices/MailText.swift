import KirikaeCheckpoint
import KirikaeRunbook

/// A mail as `sendmail -t -oi` reads it: ASCII alone, whatever the words are (RFC 5322, RFC 2045, RFC 2047).
struct MailText: Sendable {
    let mail: Notice.Mail
    let subject: String
    let body: String

    /// How much text one encoded word of a header may hold so that its line stays within 76 characters.
    private static let encodedWordBytes = 39
    private static let lineCharacters = 76

    /// The bytes, with line feeds at the ends of lines as programs of this system expect them.
    var bytes: [UInt8] {
        let headers = [
            "From: \(mail.from)", "To: \(mail.to.joined(separator: ",\n "))",
            "Subject: \(Self.encodedWords(subject).joined(separator: "\n "))", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: base64",
            // No program that is away on holiday answers it.
            "Auto-Submitted: auto-generated",
        ]
        return Array((headers.joined(separator: "\n") + "\n\n" + Self.lines(Array(body.utf8))).utf8)
    }

    /// The text in words of base64, none of which ends inside a character.
    static func encodedWords(_ text: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        for character in text.unicodeScalars {
            // What would end a header, or be seen by nobody, is left out.
            guard character.properties.generalCategory != .control else { continue }
            let bytes = Array(String(Character(character)).utf8)
            if word.count + bytes.count > encodedWordBytes {
                words.append("=?UTF-8?B?\(Base64.encode(word))?=")
                word = []
            }
            word += bytes
        }
        return words + ["=?UTF-8?B?\(Base64.encode(word))?="]
    }

    private static func lines(_ bytes: [UInt8]) -> String {
        let characters = Array(Base64.encode(bytes))
        return stride(from: 0, to: characters.count, by: lineCharacters).map { start in
            String(characters[start..<min(start + lineCharacters, characters.count)]) + "\n"
        }.joined()
    }
}
