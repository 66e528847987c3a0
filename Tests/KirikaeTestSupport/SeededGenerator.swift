import Foundation

/// A generator whose whole sequence follows from one number, so that a failing random test can be repeated.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    /// The number everything follows from, for the message of every expectation.
    public let seed: UInt64
    private var state: UInt64

    /// Starts a sequence.
    public init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// Starts a sequence of its own for this run, and prints its seed.
    ///
    /// The environment variable `KIRIKAE_TEST_SEED` repeats an earlier run.
    public init(for name: String) {
        let given = ProcessInfo.processInfo.environment["KIRIKAE_TEST_SEED"].flatMap { UInt64($0) }
        self.init(seed: given ?? UInt64.random(in: 0...UInt64(UInt32.max)))
        print("\(name): KIRIKAE_TEST_SEED=\(seed)")
    }

    /// The next number (SplitMix64).
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
