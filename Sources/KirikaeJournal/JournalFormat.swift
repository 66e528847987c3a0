import KirikaeCanonicalJSON

/// The line format of `journal.log`, in one place.
///
/// `<64 hexadecimal digits> <canonical JSON>\n`, where the digits are SHA-256 over the 32 bytes of the previous
/// record's hash and the bytes of the JSON. The previous hash of record 0 is 32 zero bytes. The line has no length
/// field: a damaged length could make later records read as a harmless torn tail.
public enum JournalFormat {
    /// The name of the journal in a run directory.
    public static let fileName = "journal.log"
    /// The member of every payload that holds the record's number.
    public static let numberMember = "n"
    /// The member by which a record says that all records below a number, and the output that they name, are on the disk.
    ///
    /// It stands in the first record after a sync that made output durable, and nowhere else.
    public static let syncedMember = "synced"
    /// The longest line, newline not counted, in bytes: 16 MiB.
    ///
    /// A longer one is refused when writing and is damage
    /// when reading, so that a file without newlines cannot fill the memory.
    public static let maximumLineBytes = 16 << 20

    static let newline = UInt8(ascii: "\n")
    /// The digits of the hash and the space.
    static let prefixBytes = 2 * RecordHash.byteCount + 1

    /// A line of the journal and its hash.
    package struct Line {
        package var bytes: [UInt8]
        package var hash: RecordHash

        /// The canonical JSON of the record.
        package var json: ArraySlice<UInt8> { bytes[prefixBytes..<(bytes.count - 1)] }
    }

    /// The members of a record as they stand in the journal: with its number and what is on the disk.
    package static func numbered(
        _ members: consuming JSONMembers, number: Int, synced: Int? = nil
    ) throws(JournalError) -> JSONMembers {
        for reserved in [numberMember, syncedMember] where members.has(reserved) {
            throw .payloadHasReservedMember(reserved)
        }
        members.add(numberMember, .integer(Int64(number)))
        members.add(syncedMember, synced.map { .integer(Int64($0)) })
        return members
    }

    /// Makes the line of a record, with its newline.
    ///
    /// - Parameters:
    ///   - numbered: its members, as `numbered` gives them.
    ///   - previous: the hash of the record before it.
    package static func line(_ numbered: JSONMembers, after previous: RecordHash) throws(JournalError) -> Line {
        let json = numbered.canonicalBytes
        guard prefixBytes + json.count <= maximumLineBytes else {
            throw .recordTooLong(byteCount: prefixBytes + json.count)
        }
        let hash = RecordHash(chaining: json, after: previous)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(prefixBytes + json.count + 1)
        hash.appendHexadecimal(to: &bytes)
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: json)
        bytes.append(newline)
        return Line(bytes: bytes, hash: hash)
    }

    /// Makes the line of a record that is a whole object.
    package static func line(
        number: Int, payload: JSONValue, after previous: RecordHash, synced: Int? = nil
    ) throws(JournalError) -> Line {
        guard let members = JSONMembers(payload) else { throw .payloadNotObject }
        return try line(try numbered(members, number: number, synced: synced), after: previous)
    }

    /// The parts of a line without its newline; nil when it is not framed as a line.
    package static func split(_ line: [UInt8]) -> (hash: RecordHash, json: ArraySlice<UInt8>)? {
        guard line.count > prefixBytes, line[prefixBytes - 1] == UInt8(ascii: " "),
            let hash = RecordHash(hexadecimalBytes: line[..<(prefixBytes - 1)])
        else { return nil }
        return (hash, line[prefixBytes...])
    }
}
