/// How long a step took, by who was at work.
public struct StepTimes: Sendable, Hashable {
    /// Programs, looks and waits, in milliseconds.
    public var machineMilliseconds: Int64
    /// Whoever was asked, in milliseconds: doing what the step says is part of it.
    public var humanMilliseconds: Int64
    /// Those who were asked to approve, in milliseconds.
    public var approvalMilliseconds: Int64

    /// Makes times.
    public init(machineMilliseconds: Int64 = 0, humanMilliseconds: Int64 = 0, approvalMilliseconds: Int64 = 0) {
        self.machineMilliseconds = machineMilliseconds
        self.humanMilliseconds = humanMilliseconds
        self.approvalMilliseconds = approvalMilliseconds
    }

    /// All of it, in milliseconds.
    public var totalMilliseconds: Int64 { machineMilliseconds + humanMilliseconds + approvalMilliseconds }

    /// Both together.
    public static func + (left: Self, right: Self) -> Self {
        Self(
            machineMilliseconds: left.machineMilliseconds + right.machineMilliseconds,
            humanMilliseconds: left.humanMilliseconds + right.humanMilliseconds,
            approvalMilliseconds: left.approvalMilliseconds + right.approvalMilliseconds)
    }
}
