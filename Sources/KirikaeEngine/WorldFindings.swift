import KirikaeService

/// What a finished step left of one variable.
public struct LeftValue: Sendable, Hashable {
    /// The value that was seen after it, else the one it was to make true.
    public var value: String
    /// The value it was to make true.
    public var intended: String

    /// Makes a left value.
    public init(value: String, intended: String) {
        self.value = value
        self.intended = intended
    }
}

/// A variable that is no longer as a finished step left it.
public struct Deviation: Sendable, Hashable {
    /// The variable.
    public var variable: String
    /// The path of the step.
    public var step: String
    /// What it left.
    public var left: String
    /// What is there now.
    public var now: Reading

    /// Makes a deviation.
    public init(variable: String, step: String, left: String, now: Reading) {
        self.variable = variable
        self.step = step
        self.left = left
        self.now = now
    }
}

/// What was found when a run looked again, after a break, at what it knew.
public struct WorldFindings: Sendable, Hashable {
    /// What finished steps had left and is no longer so.
    public var deviations: [Deviation] = []
    /// What finished steps had left and the service may have changed by itself since.
    public var movedOn: [Deviation] = []
    /// Everything else that was seen before the break and is different now.
    public var others: [Difference] = []
    /// The variables that are as they were left.
    public var unchanged: [String] = []

    /// A variable that differs from when it was last seen.
    public struct Difference: Sendable, Hashable {
        /// The variable.
        public var variable: String
        /// What was seen before the break.
        public var before: Reading
        /// What is there now.
        public var now: Reading

        /// Makes a difference.
        public init(variable: String, before: Reading, now: Reading) {
            self.variable = variable
            self.before = before
            self.now = now
        }
    }
}
