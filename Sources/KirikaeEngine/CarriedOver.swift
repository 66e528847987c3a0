/// The run that another one begins anew from an earlier step.
public struct RestartOrigin: Sendable, Hashable {
    /// Its identifier.
    public var run: String
    /// The hash of its last record, as 64 hexadecimal digits.
    public var head: String
    /// How many records it has.
    public var size: Int
    /// The path of the step from which it is begun anew.
    public var from: String

    /// Makes an origin.
    public init(run: String, head: String, size: Int, from: String) {
        self.run = run
        self.head = head
        self.size = size
        self.from = from
    }
}

/// What a run that is begun anew takes over: every step before the one it begins with.
public struct CarriedOver: Sendable, Hashable {
    /// A step that is not done again.
    public struct Step: Sendable, Hashable {
        /// Its path.
        public var path: String
        /// What became of it; never pending.
        public var state: RunMachine.StepState
        /// How often its action was begun.
        public var attempts: Int
        /// The values it read.
        public var outputs: [String: String]
        /// How many of a population had done it at the end of each wave.
        public var waveCounts: [Int]
        /// How far the named items of a population came; nil for a step that is not about such items.
        public var items: ItemStanding?
        /// What it left and no later step changed, by variable.
        public var left: [String: LeftValue]

        /// Makes a step.
        public init(
            path: String, state: RunMachine.StepState, attempts: Int, outputs: [String: String] = [:],
            waveCounts: [Int] = [], items: ItemStanding? = nil,
            left: [String: LeftValue] = [:]
        ) {
            self.path = path
            self.state = state
            self.attempts = attempts
            self.outputs = outputs
            self.waveCounts = waveCounts
            self.items = items
            self.left = left
        }
    }

    /// The run it comes from.
    public var run: String
    /// The steps, in the order of the plan, from the first.
    public var steps: [Step]
    /// Why the run is begun anew.
    public var reason: String
    /// Who said so.
    public var by: String

    /// Makes what is taken over.
    public init(run: String, steps: [Step], reason: String, by: String) {
        self.run = run
        self.steps = steps
        self.reason = reason
        self.by = by
    }
}

/// Why a run cannot be begun anew from a step.
public enum RestartRefusal: Sendable, Hashable {
    /// The plan has no such step.
    case noSuchStep
    /// Steps before it were never reached; this is the first of them.
    case notReached(String)
    /// It is one of several steps that go on side by side.
    case insideGroup(String)
    /// Nobody knows whether these steps were done.
    case inDoubt([String])
    /// The run goes on, or broke off and was not stopped since.
    case notStopped
}
