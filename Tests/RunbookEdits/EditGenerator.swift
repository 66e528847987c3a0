/// A generator whose whole sequence follows from one number, so that an edit can be made once more.
package struct EditGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The generator of one of the edits of a series.
    ///
    /// - Parameters:
    ///   - seed: the number of the series.
    ///   - index: the number of the edit in it.
    package init(seed: UInt64, index: Int) {
        state = seed
        state = next() ^ UInt64(truncatingIfNeeded: index)
    }

    /// The next number (SplitMix64).
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
