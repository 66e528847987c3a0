import KirikaeCanonicalJSON

/// One record of a journal.
public struct JournalRecord: Equatable, Sendable {
    /// The place in the journal, from 0 without gaps.
    public let number: Int
    /// An object; its member `n` is `number`.
    public let payload: JSONValue
    /// The hash over this payload and all before it.
    public let hash: RecordHash
    /// Where the record's line starts, in bytes from the start of the file.
    public let offset: Int

    /// A record as it stands in a journal.
    public init(number: Int, payload: JSONValue, hash: RecordHash, offset: Int) {
        self.number = number
        self.payload = payload
        self.hash = hash
        self.offset = offset
    }
}
