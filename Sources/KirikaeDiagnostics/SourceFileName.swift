import Synchronization

/// The name of a file, kept once for the whole process, so that a place in the file is plain data that costs nothing to copy.
///
/// Names are only ever added: a program reads few files, and each name must stay readable as long as any place in its file.
/// After 16 million different names, far more than fit into memory beside their files, every further one reads as `…`.
public struct SourceFileName: Hashable, Sendable {
    /// Its number in the table.
    @usableFromInline let index: UInt32

    /// Bits of a number: as many as ``SourceLocation`` has for it.
    static let bits: UInt32 = 24

    private struct Table {
        var texts: [String] = []
        var indices: [String: UInt32] = [:]
    }

    private static let table = Mutex(Table())

    /// The name that a text is.
    ///
    /// - Parameters:
    ///   - text: the file as the person named it.
    public init(_ text: String) {
        index = Self.table.withLock { table in
            if let known = table.indices[text] { return known }
            let new = UInt32(clamping: table.texts.count)
            guard new < (1 << Self.bits) - 1 else { return (1 << Self.bits) - 1 }
            table.texts.append(text)
            table.indices[text] = new
            return new
        }
    }

    @usableFromInline
    init(index: UInt32) {
        self.index = index
    }

    /// The file as the person named it.
    public var text: String {
        Self.table.withLock { $0.texts.indices.contains(Int(index)) ? $0.texts[Int(index)] : "…" }
    }
}
