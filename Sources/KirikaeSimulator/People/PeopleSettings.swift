/// How many people there are, and what their chances follow from.
public struct PeopleSettings: Sendable, Hashable {
    /// How many agents; nil takes the number in the service model.
    public var agents: Int?
    /// How many calls a minute of simulated time; 0 is nobody.
    public var callersPerMinute = 0.0
    /// What every choice of chance follows from.
    public var seed: UInt64 = 1

    /// The callers that make sense: the highest keeps ten thousand agents busy many times over.
    public static let callersPerMinute = 0.0...10_000.0

    /// Makes settings with the defaults: agents of the model, no callers.
    public init() {}
}
