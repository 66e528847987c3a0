/// How much text the reader accepts.
///
/// Each limit bounds something that an unfriendly file could otherwise make the program wait or take memory for, and each is
/// far beyond what a person writes. They are applied as events arrive, not after the whole text is read: libyaml 0.2.5 needs
/// 15 s for 100 kB of `[` if it is left to go on.
public struct SyntaxLimits: Sendable {
    /// The largest file, in bytes.
    public var fileBytes = 16 * 1024 * 1024
    /// The deepest nesting.
    public var depth = 64
    /// The longest scalar, in bytes of its text.
    public var scalarBytes = 64 * 1024
    /// The longest stretch, in bytes as written, in which no value ends: a comment, blank lines, or one scalar.
    ///
    /// A scalar within ``scalarBytes`` can take ten times as many bytes if it is written in escapes, so this is more than ten
    /// times as much.
    public var stretchBytes = 1024 * 1024
    /// The most keys of one mapping.
    public var keys = 20_000
    /// The most starts, ends and scalars in a file, beyond one for every ``charactersPerEvent`` characters read so far.
    public var events = 75_000
    /// How many characters an event has at least, on average, in a long file.
    ///
    /// A runbook has from seven to twelve. `a,a,a` has two, and would take memory of twenty times its size.
    public var charactersPerEvent = 6
    /// The most findings in a file.
    ///
    /// Reading stops there: nobody reads more, and a file of aliases would make one of every two bytes.
    public var findings = 1000

    /// The limits a file of the project is read with.
    public init() {}
}
