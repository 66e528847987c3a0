/// Every state a disk may be in after a power cut at any moment of a log, as far as they can be counted; the others by sample.
///
/// What was synchronized is there. Of the rest any part may be: every subset of the changes while there are at most 6 of them,
/// and 64 subsets drawn by the seed beyond that. The newest change may have reached the disk only in part: a write
/// cut at any byte, with any of its sectors missing, or as a longer file whose new bytes are zeros or garbage. A sector that was
/// there before is written whole or not at all, as disks promise.
package struct CrashStates {
    /// Up to so many changes that are not durable, all subsets are taken: 2^6.
    private static let maximumExhaustive = 6
    private static let sampledSubsets = 64

    /// One state.
    package struct Crash {
        /// How many entries of the log had happened.
        package var position: Int
        /// What is on the disk.
        package var image: DiskImage
        /// How many records somebody had been promised.
        package var promised: Int
        /// What is special about it.
        package var kind: Kind
    }

    /// What is special about a state.
    package enum Kind: Sendable, Hashable, CaseIterable {
        /// Some changes are there and others are not.
        case subset
        /// The last write was cut at a byte.
        case cut
        /// A sector of the last write is missing.
        case missingSector
        /// The file has its new size, and zeros for content.
        case zeros
        /// The file has its new size, and anything for content.
        case garbage
    }

    private let start: DiskImage
    private let log: [MemoryFileSystem.Entry]
    private var random: SplitMix

    /// - Parameters:
    ///   - start: the disk before the log.
    ///   - log: what happened.
    ///   - seed: decides which states are taken where there are too many.
    package init(from start: DiskImage, log: [MemoryFileSystem.Entry], seed: UInt64) {
        self.start = start
        self.log = log
        random = SplitMix(seed: seed)
    }

    /// Gives every state to `body`, none twice for the same moment.
    package mutating func forEach(_ body: (Crash) throws -> Void) rethrows {
        var durable = start
        var pending: [DiskChange] = []
        var promised = 0
        for (position, entry) in log.enumerated() {
            switch entry {
            case .change(let change):
                pending.append(change)
                try subsets(of: pending, withLast: true) { kept in
                    var image = durable
                    for (index, change) in pending.enumerated() where kept[index] { image.apply(change) }
                    try body(Crash(position: position, image: image, promised: promised, kind: .subset))
                }
                var before = durable
                for change in pending.dropLast() { before.apply(change) }
                if case .write(let node, let offset, let bytes) = change {
                    try parts(node, offset, bytes, before) { image, kind in
                        try body(Crash(position: position, image: image, promised: promised, kind: kind))
                    }
                }
            case .synchronized(let node):
                for change in pending where change.node == node { durable.apply(change) }
                pending.removeAll { $0.node == node }
            case .promise(let count):
                promised = max(promised, count)
                try subsets(of: pending, withLast: false) { kept in
                    var image = durable
                    for (index, change) in pending.enumerated() where kept[index] { image.apply(change) }
                    try body(Crash(position: position, image: image, promised: promised, kind: .subset))
                }
            }
        }
    }

    /// The subsets of changes; with `withLast` only those that hold the newest, for the others came up before it.
    private mutating func subsets(
        of changes: [DiskChange], withLast: Bool, _ body: ([Bool]) throws -> Void
    ) rethrows {
        let free = changes.count - (withLast ? 1 : 0)
        let last = withLast ? [true] : []
        if free <= Self.maximumExhaustive {
            for bits in 0..<(1 << free) { try body((0..<free).map { bits >> $0 & 1 == 1 } + last) }
            return
        }
        for _ in 0..<Self.sampledSubsets {
            let bits = random.next()
            let more = random.next()
            try body((0..<free).map { ($0 < 64 ? bits >> UInt64($0) : more >> UInt64($0 % 64)) & 1 == 1 } + last)
        }
    }

    /// What may be there of one write.
    private mutating func parts(
        _ node: Int, _ offset: Int, _ bytes: [UInt8], _ before: DiskImage, _ body: (DiskImage, Kind) throws -> Void
    ) rethrows {
        let old = before.nodes.indices.contains(node) ? before.nodes[node].bytes : []
        for count in 1..<max(1, bytes.count) {
            if offset + count < old.count, (offset + count) % 512 != 0 { continue }
            var image = before
            image.apply(.write(node: node, offset: offset, bytes: Array(bytes[..<count])))
            try body(image, .cut)
        }
        for size in [512, 4096] {
            let first = offset / size
            let last = (offset + max(1, bytes.count) - 1) / size
            guard last > first else { continue }
            for sector in first...last {
                var image = before
                image.apply(.write(node: node, offset: offset, bytes: bytes))
                for index in max(offset, sector * size)..<min(offset + bytes.count, (sector + 1) * size) {
                    image.nodes[node].bytes[index] = index < old.count ? old[index] : 0
                }
                try body(image, .missingSector)
            }
        }
        let start = max(offset, old.count)
        let count = offset + bytes.count - start
        guard count > 0 else { return }
        var image = before
        image.apply(.write(node: node, offset: start, bytes: [UInt8](repeating: 0, count: count)))
        try body(image, .zeros)
        image = before
        let garbage = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        image.apply(.write(node: node, offset: start, bytes: garbage))
        try body(image, .garbage)
    }
}

/// A generator whose whole sequence follows from one number (SplitMix64).
package struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts a sequence.
    package init(seed: UInt64) {
        state = seed
    }

    /// The next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    package mutating func below(_ bound: Int) -> Int {
        bound <= 1 ? 0 : Int(next() % UInt64(bound))
    }

    /// True so many times out of a hundred.
    package mutating func percent(_ chance: Int) -> Bool { below(100) < chance }
}
