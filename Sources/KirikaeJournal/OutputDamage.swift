/// What is wrong with output that a record says is in a file of its own.
public enum OutputDamage: Equatable, Sendable {
    /// The record does not name a file, a place and a hash.
    case malformed
    /// It does not follow the output recorded before in the same file.
    case notContiguous
    /// The file is not there, or ends before that.
    case missing
    /// The bytes there have another hash.
    case changed
}
