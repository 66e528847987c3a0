/// What an assertion of an exported model is about.
///
/// An assertion that fails names it by its number: `assertion violated (reported!=NUMBER)`.
public struct PromelaProperty: Sendable, Hashable {
    /// What it is.
    public enum Kind: Sendable, Hashable {
        /// An `always` or `before` invariant breaks.
        case invariant(String)
        /// A run ends well although this does not hold.
        case atEnd(String)
        /// This step is reached: nothing is wrong with that. Asked only with `-DREACH`.
        case reached(step: String)
        /// The end of the plan is reached. Asked only with `-DREACH`.
        case completed
    }

    /// What it is.
    public var kind: Kind
    /// Whether it happens only after something outside has changed.
    public var needsOutsideChange: Bool
    /// The number by which an assertion names it.
    public var number: Int

    /// Says in Promela that something happened: its number, or one more if something outside has changed.
    static func report(_ number: Int) -> String { "report(\(number), \(number + 1))" }
}
