import KirikaeDiagnostics
import KirikaeSyntax

/// A value that a step reads, for later steps to use as it is.
public struct OutputDefinition: Sendable, Hashable {
    /// Where it is read.
    public enum Place: Sendable, Hashable {
        /// The operator types it.
        case answer
        /// A line of what a program prints or an address answers, counted from 1.
        case line(Int)
        /// What follows this text, to the end of its line.
        case after(String)
        /// The value that a JSON pointer (RFC 6901) leads to.
        case json(pointer: String)
    }

    /// Its name, unique in its step.
    public var name: Located<String>
    /// What it is.
    public var title: LocalizedText
    /// What values it may have.
    ///
    /// One of another form fails the step.
    public var type: ValueType
    /// Where it is read.
    public var place: Place
}
