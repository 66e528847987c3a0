/// Numbers by pairs of numbers, for look-ups that happen millions of times a second.
struct NumberTable: Sendable {
    /// The keys and values in turn; a key of all ones is free.
    private var words = [UInt64](repeating: .max, count: 1 << 8)
    private var count = 0

    /// The value of a pair; nil if it has none.
    func value(_ first: UInt32, _ second: UInt32) -> UInt64? {
        let place = place(of: UInt64(first) << 32 | UInt64(second))
        return words[place] == .max ? nil : words[place + 1]
    }

    /// Gives a pair a value; not for the pair of the two largest numbers.
    mutating func set(_ first: UInt32, _ second: UInt32, to value: UInt64) {
        let key = UInt64(first) << 32 | UInt64(second)
        let place = place(of: key)
        if words[place] == .max {
            words[place] = key
            count += 1
        }
        words[place + 1] = value
        if count * 4 > words.count { grow() }
    }

    private func place(of key: UInt64) -> Int {
        let mask = words.count - 1
        var place = Int(truncatingIfNeeded: key.mixed << 1) & mask
        while words[place] != .max, words[place] != key { place = (place + 2) & mask }
        return place
    }

    private mutating func grow() {
        let old = words
        words = [UInt64](repeating: .max, count: old.count * 2)
        for index in stride(from: 0, to: old.count, by: 2) where old[index] != .max {
            let place = place(of: old[index])
            words[place] = old[index]
            words[place + 1] = old[index + 1]
        }
    }
}

extension UInt64 {
    /// The number with its bits mixed, so that neighbours end far apart: the finalizer of SplitMix64.
    var mixed: UInt64 {
        var mixed = (self ^ (self >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
