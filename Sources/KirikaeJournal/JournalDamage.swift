import KirikaeCanonicalJSON

/// What is wrong with a complete line of a journal.
public enum JournalDamage: Equatable, Sendable {
    /// The line does not start with 64 lower-case hexadecimal digits and a space.
    case malformedLine
    /// The line is longer than `JournalFormat.maximumLineBytes`.
    case lineTooLong
    /// The payload is not canonical JSON; the offset inside the error counts from the start of the payload.
    case payloadSyntax(JSONSyntaxError)
    /// The payload is not an object.
    case payloadNotObject
    /// The member `n` is not the number of the line; nil when it is missing or not an integer.
    case recordNumber(found: Int?)
    /// The hash is not that of the previous hash and this payload.
    case hashMismatch
}
