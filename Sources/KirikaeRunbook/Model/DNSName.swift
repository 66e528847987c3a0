/// A name of DNS, in the one form in which names are compared: small letters, no dot at the end.
public struct DNSName: Sendable, Hashable, CustomStringConvertible {
    /// The form in which it is compared and asked for.
    public let description: String

    /// Reads a name.
    ///
    /// - Throws: what is wrong with it.
    public init(_ text: String) throws(NameFault) {
        let name = text.hasSuffix(".") ? text.dropLast() : text[...]
        guard !name.isEmpty else { throw .empty }
        if let scalar = name.unicodeScalars.first(where: { !Self.isAllowed($0) }) { throw .character(scalar) }
        // 255 bytes on the wire: a length before each label, and the empty label at the end.
        guard name.utf8.count <= Self.mostCharacters else { throw .tooLong(most: Self.mostCharacters) }
        for label in name.split(separator: ".", omittingEmptySubsequences: false) {
            if label.isEmpty { throw .emptyLabel }
            if label.utf8.count > Self.mostCharactersOfLabel {
                throw .labelTooLong(String(label), most: Self.mostCharactersOfLabel)
            }
            if label.hasPrefix("-") || label.hasSuffix("-") { throw .hyphen(String(label)) }
        }
        description = name.lowercased()
    }

    /// The most characters of a name, its last dot not counted.
    static let mostCharacters = 253
    /// The most characters between two dots.
    static let mostCharactersOfLabel = 63

    /// What hosts have, and `_`, which names of services begin with.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": true
        default: false
        }
    }
}

/// Why a text cannot be sent as a name.
public enum NameFault: Error, Sendable, Equatable {
    /// There is nothing.
    case empty
    /// A character that no such name has.
    case character(Unicode.Scalar)
    /// More characters than a name may have.
    case tooLong(most: Int)
    /// Two dots beside each other, or one at the beginning.
    case emptyLabel
    /// A part between dots that is too long.
    case labelTooLong(String, most: Int)
    /// A part that begins or ends with `-`.
    case hyphen(String)
}
