/// Why bytes are not a JSON document of the accepted subset, and at which byte.
public struct JSONSyntaxError: Error, Equatable, Sendable {
    /// What is wrong.
    public enum Reason: Equatable, Sendable {
        /// The document stops in the middle of a value.
        case unexpectedEnd
        /// A byte that cannot stand here.
        case unexpectedByte(UInt8)
        /// Something other than white space follows the document.
        case trailingBytes
        /// The object already has this key, or a canonically equivalent one.
        case duplicateKey(String)
        /// A byte below 0x20 inside a string; it must be written as an escape.
        case controlCharacter(UInt8)
        /// A backslash followed by something RFC 8259 does not define.
        case invalidEscape
        /// `\uD800` to `\uDFFF` that is not one half of a pair.
        case loneSurrogate
        /// The bytes of a string are not UTF-8 (RFC 3629).
        case invalidUTF8
        /// A number with a fraction or an exponent.
        case notAnInteger
        /// A number with a zero in front.
        case leadingZero
        /// A number outside `Int64`.
        case integerOutOfRange
        /// Arrays and objects are nested deeper than 64.
        case tooDeep
        /// The document is valid but is not the one canonical form of its value.
        case notCanonical
    }

    /// Bytes before the place of the error, from 0.
    public let offset: Int
    /// What is wrong there.
    public let reason: Reason

    /// An error at a byte.
    public init(offset: Int, reason: Reason) {
        self.offset = offset
        self.reason = reason
    }
}
