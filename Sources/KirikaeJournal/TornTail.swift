/// Bytes after the last newline of a journal: a record whose write did not finish, so nobody was told it was durable.
public struct TornTail: Equatable, Sendable {
    /// Where the bytes start, from the start of the file.
    public let offset: Int
    /// How many there are; at least 1.
    public let byteCount: Int

    /// A tail at a place.
    public init(offset: Int, byteCount: Int) {
        self.offset = offset
        self.byteCount = byteCount
    }
}
