import KirikaeSyntax

/// What values a parameter, an output or a typed answer may have.
public enum ValueType: String, Sendable, Hashable, CaseIterable {
    /// Any text in one line.
    case text
    /// A whole number.
    case integer
    /// `true` or `false`.
    case boolean
    /// A length of time such as `30s`.
    case duration
    /// An identifier.
    case identifier
    /// The name of a variable of the service: this is how the states of a procedure are bound.
    case variable
    /// The name of a secret of the environment. Its value is read when it is needed, and written nowhere.
    case secret

    /// Whether a text is a value of this type.
    public func accepts(_ text: String) -> Bool {
        switch self {
        case .text: !text.unicodeScalars.contains { $0 == "\n" || $0 == "\r" || $0 == "\0" }
        case .integer: WholeNumber.read(text) != nil
        case .boolean: Bool(text) != nil
        case .duration: Milliseconds(written: text) != nil
        case .identifier, .secret: Identifier.isValid(text)
        case .variable: text.utf8.contains(0x2E) && Identifier.isValid(text)
        }
    }

    /// A value of this type, where nobody can know the real one yet.
    public var sample: String {
        switch self {
        case .text: "…"
        case .integer: "1"
        case .boolean: "true"
        case .duration: "1s"
        case .identifier, .secret: "sample"
        case .variable: "sample.variable"
        }
    }

    /// The types that a run can read.
    public static let readable: [ValueType] = [.text, .integer, .boolean, .duration, .identifier]
}
