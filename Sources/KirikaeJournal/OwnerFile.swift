/// The contents of `owner.lock`: two places for an `OwnerRecord`, written in turn.
///
/// A write goes to the place that does not hold the latest record, and is synchronized before the other place is written again.
/// So a power cut in the middle of a write leaves the record before it readable, also on a disk that mixes old and new bytes of
/// a sector. The places are as far apart as the physical sectors of disks are long, so that one write cannot spoil both.
struct OwnerFile: Equatable, Sendable {
    private static let offsets = [0, 4096]

    /// The latest record that can be read; nil when there has been no owner.
    private(set) var latest: OwnerRecord?
    /// Whether a place holds something else than a record: one that was not finished, or was damaged later.
    private(set) var hasUnreadablePlace = false
    /// Where the next record is written: an index of `offsets`.
    private var nextPlace = 0
    /// All bytes.
    private(set) var bytes: [UInt8]

    /// Nil when there has been an owner and no record of one can be read.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        for (place, offset) in Self.offsets.enumerated() where offset < bytes.count {
            let contents = Array(bytes[offset...].prefix(OwnerRecord.byteCount))
            if let record = OwnerRecord(contents) {
                guard latest.map({ $0.precedes(record) }) ?? true else { continue }
                latest = record
                nextPlace = 1 - place
            } else if contents.contains(where: { $0 != 0 }) {
                hasUnreadablePlace = true
            }
        }
        // Shorter than one record: the first owner ended before its epoch was durable, so there has been no owner.
        if latest == nil, bytes.count >= OwnerRecord.byteCount { return nil }
        if latest == nil { nextPlace = 0 }
    }

    /// What stands in each place: nothing where the file is not so long.
    var places: [(offset: Int, bytes: ArraySlice<UInt8>)] {
        Self.offsets.map { ($0, bytes.dropFirst($0).prefix(OwnerRecord.byteCount)) }
    }

    /// The epoch of the next owner.
    ///
    /// The record that cannot be read may have been that of an owner, so its epoch is left out.
    var nextEpoch: Int { (latest?.epoch ?? 0) + (latest != nil && hasUnreadablePlace ? 2 : 1) }

    /// Puts a record in its place.
    ///
    /// - Returns: what is to be written, and at which offset of the file.
    mutating func put(_ record: OwnerRecord) -> (bytes: [UInt8], offset: Int) {
        let offset = Self.offsets[nextPlace]
        let written = record.bytes
        let missing = offset + written.count - bytes.count
        if missing > 0 { bytes.append(contentsOf: repeatElement(0, count: missing)) }
        bytes.replaceSubrange(offset..<offset + written.count, with: written)
        latest = record
        nextPlace = 1 - nextPlace
        return (written, offset)
    }
}
