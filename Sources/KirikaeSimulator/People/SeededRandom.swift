import Glibc

/// Numbers that all follow from one seed (SplitMix64), the same on every machine.
struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Begins a sequence.
    ///
    /// - Parameters:
    ///   - seed: what everything follows from.
    ///   - stream: which of several sequences of one seed; what one of them is asked for changes nothing in the others.
    init(seed: UInt64, stream: UInt64) {
        var mixer = SeededRandom(state: seed)
        state = mixer.next() ^ (stream &* 0xD1B5_4A32_D192_ED03)
    }

    private init(state: UInt64) {
        self.state = state
    }

    /// The next number.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from zero up to, but not including, one.
    mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A time of an exponential distribution, in milliseconds: how long until something happens that is as likely at every moment.
    mutating func exponential(mean: Double) -> Double {
        -mean * log1p(-fraction())
    }
}
