/// The name of a run and of its directory: 1 to 64 of `a-z`, `0-9` and `-`.
public struct RunIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The longest identifier.
    public static let maximumLength = 64

    /// The identifier as written.
    public let text: String

    /// Checks an identifier.
    ///
    /// - Throws: `JournalError.invalidRunIdentifier`.
    public init(_ text: String) throws(JournalError) {
        guard !text.isEmpty, text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy(Self.isAllowed) else {
            throw .invalidRunIdentifier(text)
        }
        self.text = text
    }

    /// The identifier as written.
    public var description: String { text }

    /// In the order of the bytes.
    public static func < (left: RunIdentifier, right: RunIdentifier) -> Bool { left.text < right.text }

    private static func isAllowed(_ unit: UInt8) -> Bool {
        switch unit {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
