import KirikaeDiagnostics
import KirikaeSyntax

/// Writes pieces in the one canonical form.
///
/// A mapping is written on one line if its shape is one of the small ones (``Layout/oneLineShapes``), it fits into
/// ``width`` cells, and there is no comment and no text of several lines in it. As an element of a list it stands on lines of
/// its own as well where it has both tests and what belongs to them. A list is written on one line if it fits and holds nothing
/// but texts, or stands in a small mapping. Everything else has a line for each entry.
struct CanonicalWriter {
    /// The cells of a line.
    static let width = 120

    private var lines: [String] = []

    /// The text of a file.
    static func text(of tree: PieceTree, shape: MappingShape?) -> String {
        var writer = CanonicalWriter()
        writer.write(tree.header, indent: 0, blankLines: .asWritten)
        if tree.isHeaderApart { writer.blankLine() }
        switch root(of: tree, shape: shape) {
        case .text(let text): writer.lines.append(ScalarStyle.inline(text, .init(form: nil, isInFlow: false)))
        case .mapping(let pieces) where pieces.isEmpty: writer.lines.append("{}")
        case .list(let pieces) where pieces.isEmpty: writer.lines.append("[]")
        case .mapping(let pieces): writer.writeEntries(pieces, shape: shape, indent: 0, level: 0)
        case .list(let pieces): writer.writeElements(pieces, of: nil, indent: 0, level: 0)
        }
        writer.write(tree.footer, indent: 0, blankLines: .asWritten)
        return writer.lines.joined(separator: "\n") + "\n"
    }

    private static func root(of tree: PieceTree, shape: MappingShape?) -> Piece.Value {
        Layout.arranged(tree.root, expected: shape.map { .mapping($0.name) })
    }

    // MARK: Blank lines and comments

    /// Which blank lines there are between the entries or elements of a collection.
    private enum BlankLines {
        case none, asWritten
        /// One, whatever the author wrote.
        case one
    }

    private mutating func write(_ comments: [Piece.CommentLine], indent: Int, blankLines: BlankLines) {
        for comment in comments {
            if comment.followsBlankLine, case .asWritten = blankLines { blankLine() }
            lines.append(Self.spaces(indent) + comment.text)
        }
    }

    /// Writes what stands above a piece: a blank line, its comments.
    private mutating func writeAbove(
        _ piece: Piece, comments: [Piece.CommentLine], indent: Int, isFirst: Bool, blankLines: BlankLines
    ) {
        switch blankLines {
        case .none: write(comments, indent: indent, blankLines: .none)
        case .one:
            if !isFirst { blankLine() }
            write(comments, indent: indent, blankLines: .none)
        case .asWritten:
            var comments = comments
            if isFirst, !comments.isEmpty { comments[0].followsBlankLine = false }
            write(comments, indent: indent, blankLines: .asWritten)
            if piece.followsBlankLine, !isFirst || !comments.isEmpty { blankLine() }
        }
    }

    private mutating func blankLine() {
        if let last = lines.last, !last.isEmpty { lines.append("") }
    }

    // MARK: Collections

    private mutating func writeEntries(
        _ pieces: [Piece], shape: MappingShape?, indent: Int, level: Int, lead: String? = nil
    ) {
        var previousIsSection = false
        for (index, piece) in pieces.enumerated() {
            let expected = Layout.expected(under: piece.key, in: shape)
            let isFixedKey = shape?.names.contains(piece.key ?? "") == true
            let key =
                ScalarStyle.inline(piece.key ?? "", .init(form: nil, isInFlow: false, isFixedKey: isFixedKey)) + ":"
            let head = index == 0 ? lead ?? Self.spaces(indent) : Self.spaces(indent)
            var blankLines = BlankLines.none
            if level == 0 {
                let isSection = isSection(piece, expected, after: head + key)
                blankLines = isSection || previousIsSection ? .one : .none
                previousIsSection = isSection
            } else if level == 1, !isFixedKey {
                blankLines = .asWritten
            }
            if index > 0 || lead == nil {
                writeAbove(piece, comments: piece.above, indent: indent, isFirst: index == 0, blankLines: blankLines)
            }
            write(
                piece, expected, head: head + key, isInSmallMapping: Self.isSmall(shape), indent: indent,
                level: level + 1)
        }
    }

    private mutating func writeElements(
        _ pieces: [Piece], of element: ValueShape?, indent: Int, level: Int, lead: String? = nil
    ) {
        var blankLines: BlankLines = level <= 1 ? .asWritten : .none
        if case .mapping("step") = element { blankLines = .one }
        for (index, piece) in pieces.enumerated() {
            let head = (index == 0 ? lead ?? Self.spaces(indent) : Self.spaces(indent)) + "-"
            if index > 0 || lead == nil {
                writeAbove(
                    piece, comments: Self.commentsAbove(piece, element, after: head), indent: indent,
                    isFirst: index == 0,
                    blankLines: blankLines)
            }
            write(piece, element, head: head, isInSmallMapping: false, indent: indent, level: level + 1)
        }
    }

    /// The comments above an element: its own, and those beside it and beside the elements that begin on its line where there
    /// is no line for them.
    private static func commentsAbove(
        _ piece: Piece, _ expected: ValueShape?, after head: String
    ) -> [Piece.CommentLine] {
        guard !isInline(piece, expected, isInSmallMapping: false, isElement: true, after: head) else {
            return piece.above
        }
        let comments = piece.above + (piece.beside.map { [.init(text: $0, followsBlankLine: false)] } ?? [])
        guard case .list(let pieces) = piece.value, let first = pieces.first else { return comments }
        var element: ValueShape?
        if case .list(let shape) = Layout.kind(of: piece.value, expected: expected) { element = shape }
        return comments + commentsAbove(first, element, after: head + " -")
    }

    // MARK: Pieces

    /// Writes a piece behind its key or dash.
    private mutating func write(
        _ piece: Piece, _ expected: ValueShape?, head: String, isInSmallMapping: Bool, indent: Int, level: Int
    ) {
        let kind = Layout.kind(of: piece.value, expected: expected)
        let isElement = piece.key == nil
        let beside = piece.beside.map { " " + $0 } ?? ""
        if case .text(let text) = piece.value {
            let place = ScalarStyle.Place(form: kind.form, isInFlow: false, isJapanese: piece.key == "ja")
            writeText(text, place, head: head, beside: beside, indent: indent + 2)
            return
        }
        if Self.isInline(piece, expected, isInSmallMapping: isInSmallMapping, isElement: isElement, after: head) {
            lines.append(head + " " + Self.flow(piece.value, expected) + beside)
            return
        }
        if !isElement { lines.append(head + beside) }
        let lead = isElement ? head + " " : nil
        switch (piece.value, kind) {
        case (.mapping(let pieces), .mapping(let shape)):
            writeEntries(pieces, shape: shape, indent: indent + 2, level: level, lead: lead)
        case (.mapping(let pieces), _): writeEntries(pieces, shape: nil, indent: indent + 2, level: level, lead: lead)
        case (.list(let pieces), .list(let element)):
            writeElements(pieces, of: element, indent: indent + 2, level: level, lead: lead)
        case (.list(let pieces), _): writeElements(pieces, of: nil, indent: indent + 2, level: level, lead: lead)
        case (.text, _): break
        }
    }

    private mutating func writeText(
        _ text: String, _ place: ScalarStyle.Place, head: String, beside: String, indent: Int
    ) {
        let lead = DisplayWidth.cells(of: head) + 1
        guard let block = ScalarStyle.block(text, lead: lead, indent: indent, place) else {
            lines.append(head + " " + ScalarStyle.inline(text, place) + beside)
            return
        }
        lines.append(head + " " + block.mark + beside)
        lines += block.lines.map { $0.isEmpty ? "" : Self.spaces(indent) + $0 }
    }

    /// Whether an entry of the file has a line for each thing in it, and is more than a long text or a list of words.
    private func isSection(_ piece: Piece, _ expected: ValueShape?, after head: String) -> Bool {
        guard !Self.isInline(piece, expected, isInSmallMapping: false, isElement: false, after: head) else {
            return false
        }
        switch piece.value {
        case .text: return false
        case .list(let pieces): return !pieces.allSatisfy(\.value.isText)
        case .mapping:
            if case .mapping(let shape) = Layout.kind(of: piece.value, expected: expected) {
                return shape.name != MappingShape.localizedText.name
            }
            return true
        }
    }

    // MARK: One line

    /// Whether a piece is written on one line.
    private static func isInline(
        _ piece: Piece, _ expected: ValueShape?, isInSmallMapping: Bool, isElement: Bool, after head: String
    ) -> Bool {
        let kind = Layout.kind(of: piece.value, expected: expected)
        switch (piece.value, kind) {
        case (.text, _): return true
        case (.mapping(let pieces), .mapping(let shape)) where !pieces.isEmpty:
            if isElement, Layout.mixesKeys(pieces, of: shape) { return false }
        case (.mapping(let pieces), _): if !pieces.isEmpty { return false }
        case (.list(let pieces), _): if !isInSmallMapping, !pieces.allSatisfy(\.value.isText) { return false }
        }
        guard !piece.holdsComments, mayBeFlow(piece.value, expected) else { return false }
        return DisplayWidth.cells(of: head) + 1 + DisplayWidth.cells(of: flow(piece.value, expected)) <= width
    }

    private static func mayBeFlow(_ value: Piece.Value, _ expected: ValueShape?) -> Bool {
        let kind = Layout.kind(of: value, expected: expected)
        switch (value, kind) {
        case (.text(let text), _): return !text.contains("\n")
        case (.mapping(let pieces), .mapping(let shape)):
            return pieces.isEmpty
                || isSmall(shape)
                    && pieces.allSatisfy { mayBeFlow($0.value, Layout.expected(under: $0.key, in: shape)) }
        case (.mapping(let pieces), _): return pieces.isEmpty
        case (.list(let pieces), .list(let element)): return pieces.allSatisfy { mayBeFlow($0.value, element) }
        case (.list(let pieces), _): return pieces.allSatisfy { mayBeFlow($0.value, nil) }
        }
    }

    private static func flow(_ value: Piece.Value, _ expected: ValueShape?) -> String {
        let kind = Layout.kind(of: value, expected: expected)
        switch value {
        case .text(let text): return ScalarStyle.inline(text, .init(form: kind.form, isInFlow: true))
        case .list(let pieces):
            var element: ValueShape?
            if case .list(let shape) = kind { element = shape }
            return "[" + pieces.map { flow($0.value, element) }.joined(separator: ", ") + "]"
        case .mapping(let pieces):
            var shape: MappingShape?
            if case .mapping(let known) = kind { shape = known }
            let entries = pieces.map { piece in
                let isFixedKey = shape?.names.contains(piece.key ?? "") == true
                let place = ScalarStyle.Place(form: nil, isInFlow: true, isFixedKey: isFixedKey)
                let value = flow(piece.value, Layout.expected(under: piece.key, in: shape))
                return "\(ScalarStyle.inline(piece.key ?? "", place)): \(value)"
            }
            return "{" + entries.joined(separator: ", ") + "}"
        }
    }

    private static func isSmall(_ shape: MappingShape?) -> Bool {
        shape.map { Layout.oneLineShapes.contains($0.name) } == true
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension Piece.Value {
    var isText: Bool { if case .text = self { true } else { false } }
}

extension Layout.Kind {
    var form: TextForm? { if case .text(let form) = self { form } else { nil } }
}
