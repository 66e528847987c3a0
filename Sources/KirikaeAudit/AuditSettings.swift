import KirikaeCheckpoint
import KirikaeDiagnostics
import KirikaeJournal

/// What a log is compared with.
public struct AuditSettings: Sendable {
    /// Whose signatures count; nil when nobody said.
    public var signers: AllowedSigners?
    /// Whether `signers` is only what the machine that made the log says of itself.
    public var trustsOwnKeyOnly = false
    /// The name that the run must have; nil for any.
    public var run: String?
    /// Where the heads are that were seen before; nil when they are not to be looked at.
    public var seen: FileFolder?
    /// Copies of checkpoints at a second place; nil when they are not to be looked at.
    public var copies: CheckpointCopies?
    /// What somebody heard; nil when nobody did.
    public var expectedHead: ExpectedHead?
    /// Checks SSH signatures; nil where there is no program that could.
    public var signatureCheck: (any SignatureCheck)?

    /// No trusted keys, and nothing to compare with.
    public init() {}
}

/// A size and the beginning of a root, as somebody heard them.
public struct ExpectedHead: Equatable, Sendable {
    /// The fewest digits that are worth comparing: 128 bits.
    public static let minimumDigits = 32

    /// The number of records.
    public let size: Int
    /// 32 to 64 lower-case hexadecimal digits.
    public let rootDigits: String

    /// Takes a size and digits in any grouping; nil when there are too few digits, too many, or others than digits.
    public init?(size: Int, root: String) {
        let digits = root.lowercased().filter { $0 != " " }
        guard size >= 0, digits.utf8.count >= Self.minimumDigits, digits.utf8.count <= 2 * TreeHash.byteCount,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.size = size
        rootDigits = digits
    }

    /// The three lines that are read aloud: origin, size, and the first 32 digits of the root in groups of four.
    ///
    /// 128 bits: nobody can make another log that fits what was heard (2^128 tries). Whoever prepares two logs that fit each
    /// other before either is read needs 2^64.
    public static func lines(of checkpoint: Checkpoint) -> [String] {
        let digits = Array(checkpoint.root.hexadecimal.prefix(minimumDigits))
        let groups = stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<min($0 + 4, digits.count)]) }
        return [checkpoint.origin, "\(checkpoint.size)", groups.joined(separator: " ")]
    }
}

/// Copies of signed checkpoints, as they were found at a second place.
public struct CheckpointCopies: Sendable {
    /// One copy.
    public struct Copy: Sendable {
        /// The name of the file.
        public var name: String
        /// What is in it.
        public var bytes: [UInt8]

        /// A copy.
        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The copies of the run; none at all is a finding.
    public var copies: [Copy]
    /// Why the place could not be read; nil when it could.
    public var failure: String?

    /// Copies that were found, or the reason why not.
    public init(copies: [Copy], failure: String? = nil) {
        self.copies = copies
        self.failure = failure
    }

    /// The name of the copy of a checkpoint: each size has a file of its own, so that nothing is ever written over.
    public static func fileName(run: String, size: Int) -> String {
        let digits = "\(size)"
        return "\(run).\(String(repeating: "0", count: max(0, 12 - digits.count)))\(digits).checkpoint"
    }

    /// Whether a file is a copy of a checkpoint of a run.
    public static func isCopy(_ name: String, ofRun run: String) -> Bool {
        name.hasPrefix(run + ".") && name.hasSuffix(".checkpoint")
    }

    /// Reads the copies of a run from a folder.
    public init(run: String, in path: String) {
        do throws(JournalError) {
            let folder = try FileFolder(readingAt: path)
            copies = []
            for name in try folder.names() where Self.isCopy(name, ofRun: run) {
                copies.append(Copy(name: name, bytes: try folder.contents(of: name) ?? []))
            }
        } catch {
            copies = []
            failure = JournalErrorText.text(error).en
        }
    }
}
