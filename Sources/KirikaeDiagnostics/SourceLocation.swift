/// A place in a text: line and column, both counted from 1, the column in Unicode scalars as libyaml counts them.
public struct SourcePosition: Hashable, Sendable, Comparable {
    /// Line, from 1.
    public var line: Int
    /// Column in Unicode scalars, from 1.
    public var column: Int

    /// Makes a position.
    @inlinable
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
///
/// There is one for every value and every key, so it is 16 bytes without a reference: 26 bits for each line and column, and
/// 24 for the number of the file's name. A line or column past 67 million is shown as the last that fits.
@frozen
public struct SourceLocation: Hashable, Sendable {
    /// Line, column, and the upper half of the name's number.
    @usableFromInline let head: UInt64
    /// Just past the end: line, column, and the lower half of the name's number.
    @usableFromInline let tail: UInt64

    /// Makes a location.
    ///
    /// - Parameters:
    ///   - file: the file as the person named it, relative to where the program was started.
    ///   - start: where it starts.
    ///   - end: just past its end.
    public init(file: String, start: SourcePosition, end: SourcePosition) {
        self.init(in: SourceFileName(file), start: start, end: end)
    }

    /// Makes a location in a file whose name is known, without looking the name up.
    ///
    /// - Parameters:
    ///   - file: the name.
    ///   - start: where it starts.
    ///   - end: just past its end.
    @inlinable
    public init(in file: SourceFileName, start: SourcePosition, end: SourcePosition) {
        head = Self.packed(start, with: file.index >> 12)
        tail = Self.packed(end, with: file.index & 0xFFF)
    }

    @inlinable
    static func packed(_ position: SourcePosition, with bits: UInt32) -> UInt64 {
        let largest = 0x3FF_FFFF
        let line = UInt64(truncatingIfNeeded: max(0, min(position.line, largest)))
        let column = UInt64(truncatingIfNeeded: max(0, min(position.column, largest)))
        return line << 38 | column << 12 | UInt64(bits)
    }

    @inlinable
    static func unpacked(_ word: UInt64) -> SourcePosition {
        SourcePosition(line: Int(word >> 38), column: Int(word >> 12 & 0x3FF_FFFF))
    }

    /// The file as the person named it, relative to where the program was started.
    public var file: String { fileName.text }

    /// The name of the file.
    public var fileName: SourceFileName {
        SourceFileName(index: UInt32(head & 0xFFF) << 12 | UInt32(tail & 0xFFF))
    }

    /// Where it starts.
    @inlinable public var start: SourcePosition { Self.unpacked(head) }

    /// Just past its end.
    @inlinable public var end: SourcePosition { Self.unpacked(tail) }

    /// A location from the start of this one to the end of another in the same file.
    ///
    /// - Parameters:
    ///   - last: the one that ends it.
    @inlinable
    public func through(_ last: SourceLocation) -> SourceLocation {
        SourceLocation(head: head, tail: last.tail)
    }

    @inlinable
    init(head: UInt64, tail: UInt64) {
        self.head = head
        self.tail = tail
    }

    /// `file:line:column`, which editors and terminals make clickable.
    public var text: String { "\(file):\(start.line):\(start.column)" }
}
