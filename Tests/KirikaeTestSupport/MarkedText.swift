import KirikaeDiagnostics
import Testing

/// A text whose expected findings are written into it, so that nobody counts columns.
///
/// Below an offending line stands a comment line whose carets mark, in terminal cells, exactly the stretch to be marked:
///
///     steps: {窓口: 1}
///     #       ^^^^ KRK0108
///
/// Where the stretch begins in the first cell, the `#` is left out. Several such lines may follow one line. They are taken out
/// of ``text``, so the expected line numbers are those of the text without them.
public struct MarkedText: Sendable {
    /// One finding, placed in terminal cells.
    public struct Mark: Sendable, Hashable, Comparable, CustomStringConvertible {
        /// The code of the diagnostic.
        public var code: String
        /// The line, from 1.
        public var line: Int
        /// The first cell, from 1.
        public var column: Int
        /// The number of cells; 1 for an empty stretch.
        public var width: Int

        /// Makes a mark.
        public init(code: String, line: Int, column: Int, width: Int) {
            self.code = code
            self.line = line
            self.column = column
            self.width = width
        }

        /// Text order, then by code.
        public static func < (left: Mark, right: Mark) -> Bool {
            (left.line, left.column, left.width, left.code) < (right.line, right.column, right.width, right.code)
        }

        /// `line:column+width code`.
        public var description: String { "\(line):\(column)+\(width) \(code)" }
    }

    /// The text without the marking lines.
    public let text: String
    /// What is expected, in text order.
    public let marks: [Mark]
    /// The name of the file in diagnostics.
    public let file: String

    /// Takes the marks out of a text.
    public init(_ marked: String, file: String = "test.yaml") {
        var lines: [Substring] = []
        var marks: [Mark] = []
        for line in marked.split(separator: "\n", omittingEmptySubsequences: false) {
            if let mark = Self.mark(in: line, below: lines.count) {
                marks.append(mark)
            } else {
                lines.append(line)
            }
        }
        text = lines.joined(separator: "\n")
        self.marks = marks.sorted()
        self.file = file
    }

    /// The text in UTF-8.
    public var bytes: [UInt8] { Array(text.utf8) }

    /// The findings of this file, placed in cells, in text order; one that stands twice counts once, as on the screen.
    public func marks(of diagnostics: Diagnostics) -> [Mark] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        return diagnostics.inFileOrder.compactMap { diagnostic in
            guard let place = diagnostic.location, place.file == file else { return nil }
            let line = place.start.line <= lines.count ? lines[place.start.line - 1] : []
            let start = min(place.start.column - 1, line.count)
            let endsHere = place.end.line == place.start.line
            let end = endsHere ? min(max(place.end.column - 1, start), line.count) : line.count
            return Mark(
                code: diagnostic.message.code, line: place.start.line, column: Self.cells(line[..<start]) + 1,
                width: max(1, Self.cells(line[start..<end])))
        }.sorted()
    }

    /// Expects exactly the marked findings, and none in other files or without a place.
    public func expectMarks(of diagnostics: Diagnostics, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        let renderer = DiagnosticRenderer(language: .en, sources: [file: text])
        let found = marks(of: diagnostics)
        #expect(
            found == marks, "expected \(marks), found \(found)\n\(renderer.render(diagnostics))",
            sourceLocation: sourceLocation)
        let elsewhere = diagnostics.inFileOrder.filter { $0.location?.file != file }
        #expect(
            elsewhere.isEmpty, "findings elsewhere:\n\(renderer.render(Diagnostics(elsewhere)))",
            sourceLocation: sourceLocation)
    }

    private static func cells(_ scalars: ArraySlice<Unicode.Scalar>) -> Int {
        scalars.reduce(0) { $0 + DisplayWidth.cells(of: TerminalText.safe(String($1))) }
    }

    /// `#   ^^^ KRK0108`, or `^^^ KRK0108` from the first cell.
    private static func mark(in line: Substring, below number: Int) -> Mark? {
        var rest = line
        if rest.first == "#" { rest = rest.dropFirst() }
        rest = rest.drop { $0 == " " }
        let column = line.count - rest.count + 1
        let carets = rest.prefix { $0 == "^" }
        guard !carets.isEmpty else { return nil }
        let code = rest.dropFirst(carets.count).drop { $0 == " " }
        guard code.count == 7, code.hasPrefix("KRK"), code.dropFirst(3).allSatisfy(\.isNumber) else { return nil }
        return Mark(code: String(code), line: number, column: column, width: carets.count)
    }
}
