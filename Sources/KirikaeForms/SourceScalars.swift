import KirikaeDiagnostics

/// The characters of a text by the places that the YAML reader gives: lines and code points, counted from 1.
struct SourceScalars {
    /// The code points, without a byte order mark.
    let scalars: [Unicode.Scalar]
    /// The offset at which each line begins.
    let lineStarts: [Int]

    init(_ bytes: [UInt8]) {
        var text = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        if text.first?.value == 0xFEFF { text.removeFirst() }
        var starts = [0]
        var index = 0
        while index < text.count {
            if Self.isBreak(text[index]) {
                if text[index] == "\r", index + 1 < text.count, text[index + 1] == "\n" { index += 1 }
                starts.append(index + 1)
            }
            index += 1
        }
        scalars = text
        lineStarts = starts
    }

    /// The offset of a place.
    func offset(_ position: SourcePosition) -> Int {
        guard position.line <= lineStarts.count else { return scalars.count }
        return min(lineStarts[position.line - 1] + position.column - 1, scalars.count)
    }

    /// The line of an offset, from 1.
    func line(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The offset at which the line of an offset ends, before its break.
    func endOfLine(_ offset: Int) -> Int {
        var end = offset
        while end < scalars.count, !Self.isBreak(scalars[end]) { end += 1 }
        return end
    }

    /// Whether a line, from 1, is there and holds nothing but blanks.
    func isBlank(line: Int) -> Bool {
        guard line >= 1, line <= lineStarts.count else { return false }
        let start = lineStarts[line - 1]
        let end = endOfLine(start)
        return end < scalars.count && scalars[start..<end].allSatisfy(Self.isBlank)
    }

    /// Whether nothing but blanks stands before an offset on its line.
    func isFirstOnLine(_ offset: Int) -> Bool {
        scalars[lineStarts[line(of: offset) - 1]..<offset].allSatisfy(Self.isBlank)
    }

    /// What libyaml takes for the end of a line.
    static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        [0x0A, 0x0D, 0x85, 0x2028, 0x2029].contains(scalar.value)
    }

    static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
}
