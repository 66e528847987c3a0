/// SSH signatures as text.
public enum SSHSignatureArmor {
    private static let opening = "-----BEGIN SSH SIGNATURE-----"
    private static let ending = "-----END SSH SIGNATURE-----"
    private static let lineCharacters = 70

    /// The text of a binary signature.
    public static func encode(_ bytes: [UInt8]) -> String {
        let characters = Array(Base64.encode(bytes))
        let lines = stride(from: 0, to: characters.count, by: lineCharacters).map { start in
            String(characters[start..<min(start + lineCharacters, characters.count)])
        }
        return ([opening] + lines + [ending]).joined(separator: "\n") + "\n"
    }

    /// The binary signature of a text; nil when it is none.
    public static func decode(_ text: String) -> [UInt8]? {
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        guard lines.count > 2, lines.first == opening, lines.last == ending else { return nil }
        return Base64.decode(lines.dropFirst().dropLast().joined())
    }
}
