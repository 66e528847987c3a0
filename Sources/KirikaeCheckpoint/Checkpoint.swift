/// The head of a log: so many records, with this Merkle root over all of them, in the form of C2SP tlog-checkpoint.
public struct Checkpoint: Hashable, Sendable {
    /// Which log it is: `kirikae/` and the identifier of the run.
    public let origin: String
    /// How many records it covers.
    public let size: Int
    /// The root of the tree over their JSON bytes.
    public let root: TreeHash

    /// The head of a log.
    public init(origin: String, size: Int, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// What stands before the identifier of a run in an origin.
    public static let originPrefix = "kirikae/"

    /// The origin of the log of a run.
    public static func origin(ofRun run: String) -> String { originPrefix + run }

    /// The text that is signed: origin, size in decimal, root in Base64, each with a newline.
    public var text: String { "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n" }

    /// Reads the text of a checkpoint; nil for anything but the form that ``text`` has.
    ///
    /// Extension lines are refused: nothing that this program writes has them, and nobody could check them.
    public init?(text: String) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard lines.count == 4, lines[3].isEmpty, !lines[0].isEmpty, let size = DecimalNumber.read(lines[1]),
            let root = Base64.decode(lines[2]).flatMap({ TreeHash(bytes: $0) })
        else { return nil }
        self.init(origin: lines[0], size: size, root: root)
    }
}

/// Whole numbers as C2SP formats write them.
enum DecimalNumber {
    /// Reads decimal digits without leading zeros; nil for anything else and for what does not fit.
    static func read(_ text: some StringProtocol) -> Int? {
        guard let first = text.utf8.first, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            first != 0x30 || text.utf8.count == 1
        else { return nil }
        return Int(text)
    }
}
