/// How what a program did for an item ended.
public struct ItemResult: Sendable, Hashable {
    /// How it ended.
    public var outcome: Outcome
    /// What it printed: at most ``mostOutputBytes``, without the values of secrets.
    public var output: [UInt8]
    /// How many bytes more it printed.
    public var omittedByteCount: Int

    /// How much of what is printed for one item is kept, in bytes: its end says why it failed.
    public static let mostOutputBytes = 4 * 1024

    /// Makes a result.
    public init(_ outcome: Outcome, output: [UInt8] = [], omittedByteCount: Int = 0) {
        self.outcome = outcome
        self.output = output
        self.omittedByteCount = omittedByteCount
    }
}

/// What became of an item in doubt.
public enum ItemSettlement: String, Sendable, Hashable, CaseIterable {
    /// It was seen to have been done.
    case done
    /// It may be repeated, and is open again.
    case again
    /// It was looked at, and nobody can tell: a person is asked.
    case unclear
}
