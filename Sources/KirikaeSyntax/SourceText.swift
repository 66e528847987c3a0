import Glibc
import KirikaeDiagnostics

/// The bytes of a file without a byte order mark, and places in them.
struct SourceText {
    let file: SourceFileName
    let bytes: UnsafeBufferPointer<UInt8>
    /// How many bytes of the file stand before ``bytes``.
    let markBytes: Int

    /// Takes the byte order mark off, which libyaml would count as a column.
    init(_ file: String, _ buffer: UnsafeBufferPointer<UInt8>) {
        self.file = SourceFileName(file)
        markBytes = buffer.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        bytes = UnsafeBufferPointer(rebasing: buffer.dropFirst(markBytes))
    }

    /// Where a byte stands; for findings only, because it counts from the top.
    func location(ofByte offset: Int) -> SourceLocation {
        var line = 1
        var lineStart = 0
        while let next = startOfLine(after: lineStart), next <= offset {
            line += 1
            lineStart = next
        }
        let end = max(lineStart, min(offset, bytes.count))
        // Every scalar has exactly one byte that does not continue another.
        let column = bytes[lineStart..<end].reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        return SourceLocation(
            in: file, start: .init(line: line, column: column), end: .init(line: line, column: column + 1))
    }

    /// Where the next line after `offset` starts; nil in the last line.
    ///
    /// Lines end as libyaml ends them: LF, CR, CRLF, NEL, LS and PS.
    func startOfLine(after offset: Int) -> Int? {
        var index = offset
        while index < bytes.count {
            switch bytes[index] {
            case 0x0A: return index + 1
            case 0x0D: return has(0x0A, at: index + 1) ? index + 2 : index + 1
            case 0xC2 where has(0x85, at: index + 1): return index + 2
            case 0xE2 where has(0x80, at: index + 1) && (has(0xA8, at: index + 2) || has(0xA9, at: index + 2)):
                return index + 3
            default: index += 1
            }
        }
        return nil
    }

    /// Where a byte stands first from an offset on.
    func offset(of byte: UInt8, from start: Int) -> Int? {
        guard let base = bytes.baseAddress, start < bytes.count,
            let found = memchr(base + start, CInt(byte), bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// Whether a byte stands at an offset, which may lie past the end.
    func has(_ byte: UInt8, at offset: Int) -> Bool {
        offset < bytes.count && bytes[offset] == byte
    }

    /// The offset of the scalar that libyaml numbers `index`.
    func byte(ofScalar index: Int) -> Int {
        var left = index
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] & 0xC0 != 0x80 {
                if left == 0 { break }
                left -= 1
            }
            offset += 1
        }
        return offset
    }

    /// The first byte that is not part of well-formed UTF-8.
    var firstInvalidByte: Int? {
        var index = 0
        while index < bytes.count {
            let first = bytes[index]
            if first < 0x80 {
                index += 1
                continue
            }
            let second: ClosedRange<UInt8>
            let length: Int
            switch first {
            case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            default: return index
            }
            guard index + length <= bytes.count, second.contains(bytes[index + 1]),
                bytes[(index + 2)..<(index + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
            else { return index }
            index += length
        }
        return nil
    }

    /// Where the first `%TAG` directive stands among the directives, comments and blank lines that start in `range`.
    ///
    /// libyaml compares each with all before it, so it must not see them.
    func firstTagDirective(in range: Range<Int>) -> Int? {
        var start = range.lowerBound
        while start < min(range.upperBound, bytes.count) {
            switch bytes[start] {
            case 0x25 where bytes[start...].starts(with: "%TAG".utf8): return start
            case 0x25, 0x23, 0x0A, 0x0D, 0x20, 0xC2, 0xE2:
                guard let next = startOfLine(after: start) else { return nil }
                start = next
            default: return nil
            }
        }
        return nil
    }

    /// Where something other than white space and comments stands first.
    func firstContent(in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index < range.upperBound {
            switch bytes[index] {
            case 0x23:
                guard let next = startOfLine(after: index), next < range.upperBound else { return nil }
                index = next
            // Space, tab, line ends, and the marks `,` `-` `:` `?` that stand between values.
            case 0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x2D, 0x3A, 0x3F: index += 1
            default: return index
            }
        }
        return nil
    }
}
