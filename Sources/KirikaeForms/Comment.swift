import KirikaeDiagnostics
import KirikaeSyntax

/// A comment of a source text.
///
/// The YAML reader drops them; they are found again as what stands outside all scalars.
struct Comment {
    /// The text from `#` on, tabs made spaces, blanks at the end taken off.
    var text: String
    /// Where it begins in the source.
    var offset: Int
    /// Whether nothing stands before it on its line.
    var isAlone: Bool
    /// Whether the line above is blank.
    var followsBlankLine: Bool
    /// The offset of the block scalar in whose first line it stands.
    var blockScalar: Int?

    /// The comments of a text, in order.
    ///
    /// - Parameters:
    ///   - source: the text.
    ///   - root: what the reader made of it.
    static func all(in source: SourceScalars, of root: Node) -> [Comment] {
        var spans: [(start: Int, end: Int)] = []
        collect(root, source, into: &spans)
        var comments: [Comment] = []
        var offset = 0
        for span in spans + [(source.scalars.count, source.scalars.count)] {
            while offset < span.start {
                guard source.scalars[offset] == "#" else {
                    offset += 1
                    continue
                }
                comments.append(Comment(at: offset, in: source, blockScalar: nil))
                offset = source.endOfLine(offset)
            }
            if let header = headerComment(of: span.start, in: source) {
                comments.append(Comment(at: header, in: source, blockScalar: span.start))
            }
            offset = max(offset, span.end)
        }
        return comments
    }

    private init(at offset: Int, in source: SourceScalars, blockScalar: Int?) {
        var scalars = source.scalars[offset..<source.endOfLine(offset)].map { $0 == "\t" ? " " : $0 }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        text = String(String.UnicodeScalarView(scalars))
        self.offset = offset
        isAlone = source.isFirstOnLine(offset)
        followsBlankLine = source.isBlank(line: source.line(of: offset) - 1)
        self.blockScalar = blockScalar
    }

    /// The spans of all keys and scalars, in order.
    private static func collect(_ node: Node, _ source: SourceScalars, into spans: inout [(start: Int, end: Int)]) {
        switch node.content {
        case .scalar, .template: spans.append(span(node.location, source))
        case .sequence(let elements): for element in elements { collect(element, source, into: &spans) }
        case .mapping(let entries):
            for entry in entries {
                spans.append(span(entry.keyLocation, source))
                collect(entry.value, source, into: &spans)
            }
        }
    }

    private static func span(_ location: SourceLocation, _ source: SourceScalars) -> (start: Int, end: Int) {
        (source.offset(location.start), source.offset(location.end))
    }

    /// The comment behind `|` or `>`, which lies within what the reader calls the scalar.
    private static func headerComment(of start: Int, in source: SourceScalars) -> Int? {
        guard start < source.scalars.count, source.scalars[start] == "|" || source.scalars[start] == ">" else {
            return nil
        }
        var offset = start + 1
        let end = source.endOfLine(start)
        while offset < end, source.scalars[offset] != "#" { offset += 1 }
        return offset < end ? offset : nil
    }
}
