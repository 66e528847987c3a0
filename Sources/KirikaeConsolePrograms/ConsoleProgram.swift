/// A look-alike of a console program: text in, text out, and the folder of a PC behind it.
///
/// It knows no terminal, so that a program on a pseudo-terminal and a page in a browser run the same one.
public protocol ConsoleProgram: Sendable {
    /// Starts it.
    ///
    /// - Throws: `SystemCallError` when the folder cannot be read or changed for a reason that the real program has no words for.
    mutating func begin() throws(SystemCallError) -> ConsoleTurn

    /// Goes on with what the person typed: a line without its end, or any text for a key.
    ///
    /// - Throws: `SystemCallError` when the folder cannot be read or changed for a reason that the real program has no words for.
    mutating func receive(_ input: String) throws(SystemCallError) -> ConsoleTurn
}

/// What a console program has written, and what it waits for now.
public struct ConsoleTurn: Sendable, Hashable {
    /// What it waits for.
    public enum Wait: Sendable, Hashable {
        case key
        case line
        /// Nothing: it has ended.
        case ended(code: Int32)
    }

    /// The text; lines end in `\n`.
    public var text: String
    /// What it waits for.
    public var wait: Wait

    /// Makes a turn.
    public init(_ text: String, _ wait: Wait) {
        self.text = text
        self.wait = wait
    }
}
