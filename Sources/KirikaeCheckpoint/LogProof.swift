/// The proof that a record stands in a log, to be checked without the log: C2SP `tlog-proof`.
public struct LogProof: Hashable, Sendable {
    /// The first line of the file.
    public static let header = "c2sp.org/tlog-proof@v1"
    /// The longest proof; a record has at most 16 MiB.
    public static let maximumBytes = 32 << 20
    /// More hashes than any tree can need.
    private static let maximumHashes = 63

    /// Why bytes are not a proof.
    public enum Defect: Error, Hashable, Sendable {
        /// Longer than ``LogProof/maximumBytes``, or not UTF-8.
        case notText
        /// The first line is another one.
        case header
        /// `extra` is not Base64.
        case extra
        /// `index` is missing or no number.
        case index
        /// A hash is not 32 bytes in Base64, or there are too many.
        case hashes
        /// What follows the empty line is not a signed note.
        case note(SignedNote.Defect)
        /// The text of the note is not a checkpoint.
        case checkpoint
    }

    /// The JSON bytes of the record; nil when the proof does not carry them.
    public let record: [UInt8]?
    /// The number of the record.
    public let index: Int
    /// From the sibling of the leaf up to the child of the root.
    public let hashes: [TreeHash]
    /// The signed checkpoint.
    public let note: SignedNote
    /// What the note says.
    public let checkpoint: Checkpoint

    /// A proof; nil when the note is not of a checkpoint.
    public init?(record: [UInt8]?, index: Int, hashes: [TreeHash], note: SignedNote) {
        guard let checkpoint = Checkpoint(text: note.text) else { return nil }
        self.record = record
        self.index = index
        self.hashes = hashes
        self.note = note
        self.checkpoint = checkpoint
    }

    /// The proof as it stands in a file.
    public var encoded: String {
        var lines = [Self.header]
        if let record { lines.append("extra " + Base64.encode(record)) }
        lines.append("index \(index)")
        lines += hashes.map { Base64.encode($0.bytes) }
        return lines.joined(separator: "\n") + "\n\n" + note.encoded
    }

    /// Reads a proof.
    public init(parsing bytes: [UInt8]) throws(Defect) {
        guard bytes.count <= Self.maximumBytes, String(validating: bytes, as: UTF8.self) != nil else { throw .notText }
        var lines = bytes.split(separator: 0x0A, maxSplits: Self.maximumHashes + 4, omittingEmptySubsequences: false)[
            ...]
        guard lines.popFirst().map({ Array($0) }) == Array(Self.header.utf8) else { throw .header }
        var record: [UInt8]?
        if let line = lines.first.map({ String(decoding: $0, as: UTF8.self) }), line.utf8.starts(with: "extra ".utf8) {
            guard let decoded = Base64.decode(line.dropFirst(6)) else { throw .extra }
            record = decoded
            lines = lines.dropFirst()
        }
        guard let line = lines.popFirst().map({ String(decoding: $0, as: UTF8.self) }),
            line.utf8.starts(with: "index ".utf8), let index = DecimalNumber.read(line.dropFirst(6))
        else { throw .index }
        var hashes: [TreeHash] = []
        while let next = lines.popFirst() {
            if next.isEmpty { break }
            guard hashes.count < Self.maximumHashes,
                let hash = Base64.decode(String(decoding: next, as: UTF8.self)).flatMap({ TreeHash(bytes: $0) })
            else { throw .hashes }
            hashes.append(hash)
        }
        let note: SignedNote
        do throws(SignedNote.Defect) {
            note = try SignedNote(parsing: Array(bytes[(lines.first?.startIndex ?? bytes.endIndex)...]))
        } catch {
            throw .note(error)
        }
        guard let proof = LogProof(record: record, index: index, hashes: hashes, note: note) else { throw .checkpoint }
        self = proof
    }

    /// Whether the record stands where the proof says, in the tree of its checkpoint.
    ///
    /// The signature of the checkpoint is another question.
    public var provesRecord: Bool {
        guard let record else { return false }
        return MerkleProof.provesInclusion(
            of: TreeHash(leaf: record), at: index, size: checkpoint.size, root: checkpoint.root, hashes: hashes)
    }
}
