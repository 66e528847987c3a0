import KirikaeCanonicalJSON

/// Who owns a run, as one of the two places of `owner.lock` says: one line of canonical JSON, filled up with spaces to one sector.
struct OwnerRecord: Equatable, Sendable {
    static let byteCount = 512
    /// The largest integer every JSON reader reads exactly.
    static let maximumEpoch = 1 << 53

    var epoch: Int
    var process: ProcessIdentity
    var isReleased: Bool
    /// Whether it is taking the run over and the journal is still the file that the owner before may write to.
    var isTakingOver: Bool

    init(epoch: Int, process: ProcessIdentity, isReleased: Bool, isTakingOver: Bool = false) {
        self.epoch = epoch
        self.process = process
        self.isReleased = isReleased
        self.isTakingOver = isTakingOver
    }

    /// Nil when the bytes are not exactly what `bytes` writes.
    init?(_ contents: [UInt8]) {
        guard let line = contents.split(separator: JournalFormat.newline, maxSplits: 1).first,
            let value = try? JSONValue(parsingCanonical: line),
            let epoch = value["epoch"]?.integerValue.flatMap({ Int(exactly: $0) }),
            (1..<Self.maximumEpoch).contains(epoch),
            let processIdentifier = value["pid"]?.integerValue.flatMap({ Int32(exactly: $0) }),
            let startTimeTicks = value["startTime"]?.integerValue,
            let bootIdentifier = value["bootId"]?.stringValue,
            let isReleased = value["released"]?.boolValue
        else { return nil }
        self.init(
            epoch: epoch,
            process: ProcessIdentity(
                processIdentifier: processIdentifier, startTimeTicks: startTimeTicks, bootIdentifier: bootIdentifier),
            isReleased: isReleased, isTakingOver: value["takingOver"]?.boolValue ?? false)
        guard bytes == contents else { return nil }
    }

    /// Whether another record was written after this one.
    ///
    /// Within one epoch a run is taken over, then held, then given back.
    func precedes(_ other: OwnerRecord) -> Bool {
        (epoch, stage) < (other.epoch, other.stage)
    }

    private var stage: Int { isReleased ? 2 : isTakingOver ? 0 : 1 }

    var bytes: [UInt8] {
        var members: [String: JSONValue] = [
            "bootId": .string(process.bootIdentifier),
            "epoch": .integer(Int64(epoch)),
            "pid": .integer(Int64(process.processIdentifier)),
            "released": .bool(isReleased),
            "startTime": .integer(process.startTimeTicks),
        ]
        // Only where it is so: whoever reads this by hand has one thing less to wonder about.
        if isTakingOver { members["takingOver"] = .bool(true) }
        var bytes = JSONValue.object(members).canonicalBytes
        bytes.append(JournalFormat.newline)
        let padding = max(0, Self.byteCount - 1 - bytes.count)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: padding))
        bytes.append(JournalFormat.newline)
        return bytes
    }
}
