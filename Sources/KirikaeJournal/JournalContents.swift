/// All that a journal holds.
public struct JournalContents: Equatable, Sendable {
    /// The verified records, in order.
    public let records: [JournalRecord]
    /// What follows the last newline; nil when the journal ends with one, or is empty.
    public let tail: TornTail?

    /// What was read from a journal.
    public init(records: [JournalRecord], tail: TornTail?) {
        self.records = records
        self.tail = tail
    }
}
