/// How much text the reader accepts.
///
/// libyaml 0.2.5 needs 15 s for 100 kB of `[`, so limits are applied as events arrive, not after the whole text is
/// read.
public struct SyntaxLimits: Sendable {
    /// The largest file, in bytes.
    public var fileBytes = 16 * 1024 * 1024
    /// The deepest nesting.
    public var depth = 64
    /// The longest scalar, in bytes.
    public var scalarBytes = 64 * 1024

    /// The limits a file of the project is read with.
    public init() {}
}
