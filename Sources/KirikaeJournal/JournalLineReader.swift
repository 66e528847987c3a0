/// Splits a journal into lines, reading 64 KiB at a time, without judging what they say.
package struct JournalLineReader {
    /// A line without its newline.
    package struct Line {
        /// Where it starts, in bytes from the start of the file.
        package var offset: Int
        /// Nil when the line is longer than `JournalFormat.maximumLineBytes`.
        package var bytes: [UInt8]?
    }

    private let descriptor: FileDescriptor
    private var chunk: [UInt8] = []
    private var position = 0
    /// Where the next unread byte of the file is.
    private var readOffset = 0
    /// Where the next line starts; behind the last line, where the torn tail starts.
    private(set) var lineOffset = 0
    /// Bytes after the last newline; known when `next` has returned nil.
    private(set) var tail: TornTail?

    package init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    /// The next complete line; nil when only bytes without a newline are left.
    package mutating func next() throws(JournalError) -> Line? {
        var bytes: [UInt8] = []
        var byteCount = 0
        while true {
            if position == chunk.count {
                chunk = try descriptor.read(at: readOffset)
                readOffset += chunk.count
                position = 0
                guard !chunk.isEmpty else {
                    tail = byteCount == 0 ? nil : TornTail(offset: lineOffset, byteCount: byteCount)
                    return nil
                }
            }
            let newline = chunk[position...].firstIndex(of: JournalFormat.newline)
            let piece = chunk[position..<(newline ?? chunk.count)]
            byteCount += piece.count
            if byteCount <= JournalFormat.maximumLineBytes { bytes.append(contentsOf: piece) }
            position = piece.endIndex
            guard newline != nil else { continue }
            position += 1
            defer { lineOffset += byteCount + 1 }
            return Line(offset: lineOffset, bytes: byteCount <= JournalFormat.maximumLineBytes ? bytes : nil)
        }
    }
}
