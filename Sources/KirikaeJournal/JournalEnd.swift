import KirikaeCheckpoint

/// Where a journal ends: what the next record continues.
package struct JournalEnd: Sendable {
    /// The number of the next record.
    package var number = 0
    /// Where its line starts, in bytes.
    package var offset = 0
    /// The hash of the record before it.
    package var head = RecordHash.zero
    /// The Merkle tree over all records before it.
    package var tree = MerkleTree()

    /// The end of a journal without records.
    package init() {}

    /// Goes past a line, newline counted.
    mutating func add(_ line: JournalFormat.Line) {
        number += 1
        offset += line.bytes.count
        head = line.hash
        tree.append(leaf: line.json)
    }
}
