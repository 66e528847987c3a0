/// A place in a text: line and column, both counted from 1, the column in Unicode scalars as libyaml counts them.
public struct SourcePosition: Hashable, Sendable, Comparable {
    /// Line, from 1.
    public var line: Int
    /// Column in Unicode scalars, from 1.
    public var column: Int

    /// Makes a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Text order.
    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A stretch of one file, from its first scalar to just past its last.
public struct SourceLocation: Hashable, Sendable {
    /// The file as the person named it, relative to where the program was started.
    public var file: String
    /// Where it starts.
    public var start: SourcePosition
    /// Just past its end.
    public var end: SourcePosition

    /// Makes a location.
    public init(file: String, start: SourcePosition, end: SourcePosition) {
        self.file = file
        self.start = start
        self.end = end
    }

    /// `file:line:column`, which editors and terminals make clickable.
    public var text: String { "\(file):\(start.line):\(start.column)" }
}
