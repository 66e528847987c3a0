/// A relative path under `pinned/` that cannot leave it.
public struct PinnedPath: Hashable, Sendable {
    /// Why a text is not such a path.
    public enum Defect: Equatable, Sendable {
        /// It has no component, or one of no characters (also a `/` at the end).
        case emptyComponent
        /// It starts at the root.
        case absolute
        /// A component is `.` or `..`.
        case relativeComponent
        /// It contains NUL or another control character.
        case controlCharacter
        /// It has more components than 64.
        case tooDeep
    }

    static let maximumComponents = 64

    /// The path as written.
    public let text: String
    /// The names from `pinned/` down; at least one.
    let components: [String]

    /// Checks a path.
    ///
    /// - Throws: `JournalError.invalidPinnedPath`.
    public init(_ text: String) throws(JournalError) {
        if let defect = Self.defect(of: text) { throw .invalidPinnedPath(text, reason: defect) }
        self.text = text
        components = text.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    private static func defect(of text: String) -> Defect? {
        if text.utf8.first == UInt8(ascii: "/") { return .absolute }
        if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return .controlCharacter }
        let components = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if components.contains(where: \.isEmpty) { return .emptyComponent }
        if components.contains(where: { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }) {
            return .relativeComponent
        }
        return components.count > maximumComponents ? .tooDeep : nil
    }
}
