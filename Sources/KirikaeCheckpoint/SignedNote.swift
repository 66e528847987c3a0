/// A text with signatures, in the form of C2SP signed-note.
///
/// Nothing about it may be believed before its signatures have been checked with a trusted key.
public struct SignedNote: Hashable, Sendable {
    /// One signature line.
    public struct Signature: Hashable, Sendable {
        /// The name of the key, as the signer says.
        public let name: String
        /// The first four bytes of the hash of name, type and key.
        public let keyID: UInt32
        /// What the key made of the text.
        public let bytes: [UInt8]

        /// A signature line.
        public init(name: String, keyID: UInt32, bytes: [UInt8]) {
            self.name = name
            self.keyID = keyID
            self.bytes = bytes
        }
    }

    /// Why bytes are not a signed note.
    public enum Defect: Error, Hashable, Sendable {
        /// Longer than ``maximumBytes``.
        case tooLong
        /// Not UTF-8.
        case notUTF8
        /// A control character other than newline.
        case controlCharacter
        /// No empty line with signature lines behind it.
        case noSignatures
        /// A line behind the last empty line that is no signature line.
        case signatureLine
        /// More signatures than ``maximumSignatures``.
        case tooManySignatures
    }

    /// The longest note.
    public static let maximumBytes = 1 << 20
    /// The most signatures; the format asks for at least 16.
    public static let maximumSignatures = 64

    /// The text, with the newline at its end.
    public let text: String
    /// At least one.
    public let signatures: [Signature]

    /// A note of a text that ends in a newline.
    public init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// The note as it stands in a file.
    public var encoded: String {
        text + "\n"
            + signatures.map { signature in
                let identifier = (0..<4).map { UInt8(truncatingIfNeeded: signature.keyID >> (24 - 8 * $0)) }
                return "\u{2014} \(signature.name) \(Base64.encode(identifier + signature.bytes))\n"
            }.joined()
    }

    /// Reads a note.
    public init(parsing bytes: [UInt8]) throws(Defect) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLong }
        guard let whole = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }) else { throw .controlCharacter }
        // The text ends at the last empty line: a newline that another newline follows.
        var index = bytes.count - 2
        while index >= 0, !(bytes[index] == 0x0A && bytes[index + 1] == 0x0A) { index -= 1 }
        guard index >= 0, bytes.last == 0x0A, index + 2 < bytes.count else { throw .noSignatures }
        let lines = bytes[(index + 2)..<(bytes.count - 1)].split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count <= Self.maximumSignatures else { throw .tooManySignatures }
        var signatures: [Signature] = []
        for line in lines { signatures.append(try Self.signature(String(decoding: line, as: UTF8.self))) }
        text = String(decoding: whole.utf8.prefix(index + 1), as: UTF8.self)
        self.signatures = signatures
    }

    private static func signature(_ line: String) throws(Defect) -> Signature {
        let parts = line.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, String(parts[0]) == "\u{2014}", isKeyName(String(parts[1])),
            let bytes = Base64.decode(String(parts[2])), bytes.count > 4
        else { throw .signatureLine }
        return Signature(
            name: String(parts[1]), keyID: bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }, bytes: Array(bytes[4...]))
    }

    /// Whether a text may name a key: not empty, no space of any script, no plus.
    public static func isKeyName(_ text: String) -> Bool {
        !text.isEmpty && !text.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "+" || $0.value < 0x20 }
    }
}
