import KirikaeDiagnostics

/// Reads a table of values separated by commas (RFC 4180), one row a line.
///
/// It is stricter where a table for people would be lenient: what stands in a cell reaches a terminal and a program, so a cell has no
/// control character and no line break. What a spreadsheet would take for a formula is text like any other.
public struct TableReader {
    /// What is wrong with a table.
    public enum Defect: Sendable, Equatable {
        /// A quotation mark in a cell that does not begin with one, or text behind the closing one.
        case strayQuote
        /// A quotation mark that nothing closes on its line.
        case openQuote
        /// This control character, such as a tab.
        case control(Unicode.Scalar)
        /// Bytes that are no character of the encoding.
        case notInEncoding
        /// A cell is longer than this, in Unicode scalars.
        case longCell(Int)
    }

    /// A row: where it stands, and its cells.
    public struct Row: Sendable {
        /// Where it stands.
        public var location: SourceLocation
        /// Its cells.
        public var cells: [Located<String>]
    }

    /// The longest cell, in Unicode scalars.
    public static let longestCell = 4_096
    private static let comma: Unicode.Scalar = ","
    private static let quote: Unicode.Scalar = "\""

    private let file: SourceFileName

    /// Makes a reader.
    ///
    /// - Parameter file: the file, as the person named it.
    public init(file: String) {
        self.file = SourceFileName(file)
    }

    /// The rows of a table, empty lines at its end left out.
    ///
    /// A line that has a defect gives no row.
    ///
    /// - Parameters:
    ///   - bytes: the table; a byte order mark of UTF-8 before it is passed over.
    ///   - encoding: how it is encoded.
    ///   - report: told of each defect, and where it is.
    /// - Throws: `EncodingUnavailable`.
    public func rows(
        of bytes: [UInt8], encoding: TableEncoding, report: (Defect, SourceLocation) -> Void
    ) throws(EncodingUnavailable) -> [Row] {
        let decoder = try TableDecoder(encoding)
        var rows: [Row] = []
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var rest = bytes[...]
        if encoding == .utf8, rest.starts(with: mark) { rest = rest.dropFirst(mark.count) }
        // In no encoding that is read here is a line feed a part of another character.
        var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        while let last = lines.last, last.isEmpty || last.elementsEqual([UInt8(ascii: "\r")]) { lines.removeLast() }
        for (index, line) in lines.enumerated() {
            let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            let (scalars, isWhole) = decoder.decode(text)
            guard isWhole else {
                report(.notInEncoding, place(index + 1, scalars.count + 1, scalars.count + 2))
                continue
            }
            if let row = row(scalars, line: index + 1, report: report) { rows.append(row) }
        }
        return rows
    }

    private func place(_ line: Int, _ start: Int, _ end: Int) -> SourceLocation {
        SourceLocation(
            in: file, start: SourcePosition(line: line, column: start), end: SourcePosition(line: line, column: end))
    }

    /// One line as a row; nil after a defect.
    private func row(_ line: [Unicode.Scalar], line number: Int, report: (Defect, SourceLocation) -> Void) -> Row? {
        if let column = line.firstIndex(where: { $0.properties.generalCategory == .control }) {
            report(.control(line[column]), place(number, column + 1, column + 2))
            return nil
        }
        var cells: [Located<String>] = []
        var next = 0
        repeat {
            let start = next
            var cell = String.UnicodeScalarView()
            if next < line.count, line[next] == Self.quote {
                next += 1
                var isClosed = false
                while next < line.count, !isClosed {
                    if line[next] != Self.quote {
                        cell.append(line[next])
                    } else if next + 1 < line.count, line[next + 1] == Self.quote {
                        cell.append(Self.quote)
                        next += 1
                    } else {
                        isClosed = true
                    }
                    next += 1
                }
                guard isClosed else {
                    report(.openQuote, place(number, start + 1, line.count + 1))
                    return nil
                }
            } else {
                while next < line.count, line[next] != Self.comma, line[next] != Self.quote {
                    cell.append(line[next])
                    next += 1
                }
            }
            guard next == line.count || line[next] == Self.comma else {
                report(.strayQuote, place(number, next + 1, next + 2))
                return nil
            }
            guard cell.count <= Self.longestCell else {
                report(.longCell(Self.longestCell), place(number, start + 1, next + 1))
                return nil
            }
            cells.append(Located(String(cell), at: place(number, start + 1, max(start + 2, next + 1))))
            next += 1
        } while next <= line.count
        return Row(location: place(number, 1, max(2, line.count + 1)), cells: cells)
    }
}
