import KirikaeDiagnostics

/// One of the people or machines of an inventory.
public struct InventoryItem: Sendable, Hashable {
    /// Something else to know about it, such as its address.
    public struct Detail: Sendable, Hashable {
        /// What it is.
        public var name: String
        /// The text.
        public var value: String
    }

    /// What an operator types for it; unique in its inventory, capitals aside.
    public var id: String
    /// What people call it.
    public var title: LocalizedText?
    /// What else to know about it, in the order written.
    public var details: [Detail] = []

    /// The most items that an inventory may have.
    public static let most = 10_000

    /// Words that mean something else where items are typed.
    public static let reservedWords: Set<String> = ["all", "cannot", "done", "failed", "late", "list", "not"]

    /// The longest id, in bytes.
    private static let longest = 64

    /// Whether a text can be typed as the id of an item and be nothing else.
    ///
    /// Two full stops stand for a range, so none of an id follows another.
    public static func isValid(_ id: String) -> Bool {
        guard let first = id.utf8.first, isLetterOrDigit(first), id.utf8.count <= longest, !id.contains(".."),
            id.utf8.last != UInt8(ascii: "."), !reservedWords.contains(id.lowercased())
        else { return false }
        return id.utf8.allSatisfy { isLetterOrDigit($0) || "-_.@".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
