import KirikaeDiagnostics
import KirikaeSyntax

/// An entry of a mapping or an element of a list, with the comments that belong to it.
struct Piece {
    /// A comment on a line of its own.
    struct CommentLine {
        var text: String
        /// Whether the author left a blank line above it.
        var followsBlankLine: Bool
    }

    /// What it holds.
    indirect enum Value {
        case text(String)
        case list([Piece])
        case mapping([Piece])
    }

    /// The key; nil for an element.
    var key: String?
    /// What it holds.
    var value: Value
    /// The comments above it.
    var above: [CommentLine] = []
    /// The comment at the end of its line.
    var beside: String?
    /// Whether the author left a blank line above it, below its comments.
    var followsBlankLine = false

    /// Whether there is a comment within it, not counting its own.
    var holdsComments: Bool {
        switch value {
        case .text: false
        case .list(let pieces), .mapping(let pieces):
            pieces.contains { !$0.above.isEmpty || $0.beside != nil || $0.holdsComments }
        }
    }
}

/// A file as pieces, with the comments that belong to none.
struct PieceTree {
    /// The comments above the first piece.
    var header: [Piece.CommentLine] = []
    /// Whether the author left a blank line below them.
    var isHeaderApart = false
    /// What the file holds.
    var root: Piece.Value
    /// The comments below the last piece.
    var footer: [Piece.CommentLine] = []
}

/// Makes pieces of nodes, and gives each comment to the piece it stands above or beside.
struct PieceBuilder {
    /// A place in the source that a comment at the end of a line may belong to.
    private struct Token {
        var end: Int
        var endLine: Int
        var piece: Int
    }

    private let source: SourceScalars
    private let comments: [Comment]
    /// Where each piece begins, in the order of the text; outer ones first.
    private var starts: [Int] = []
    private var tokens: [Token] = []
    /// Between a key and a scalar on a later line.
    private var gaps: [(range: Range<Int>, piece: Int)] = []
    private var blockScalars: [Int: Int] = [:]
    private var above: [Int: [Piece.CommentLine]] = [:]
    private var beside: [Int: [String]] = [:]
    private var next = 0

    init(source: SourceScalars, comments: [Comment]) {
        self.source = source
        self.comments = comments
    }

    /// The pieces of a file.
    mutating func build(_ root: Node) -> PieceTree {
        scan(root, holder: nil)
        var tree = PieceTree(root: .text(""))
        for comment in comments { place(comment, &tree) }
        if let first = starts.first { tree.isHeaderApart = source.isBlank(line: source.line(of: first) - 1) }
        tree.root = value(root)
        return tree
    }

    // MARK: Places

    /// Notes where each piece begins and ends; pieces are numbered in the order of the text.
    private mutating func scan(_ node: Node, holder: Int?) {
        let start = source.offset(node.location.start)
        switch node.content {
        case .scalar(let text):
            let end = source.offset(node.location.end)
            guard let holder, end > start || !text.isEmpty else { return }
            tokens.append(Token(end: end, endLine: source.line(of: end), piece: holder))
            if "|>".unicodeScalars.contains(source.scalars[start]) { blockScalars[start] = holder }
        case .template: break
        case .sequence(let elements):
            for element in elements {
                let piece = starts.count
                starts.append(source.offset(element.location.start))
                scan(element, holder: piece)
            }
            closeFlow(node, holder)
        case .mapping(let entries):
            for entry in entries {
                let piece = starts.count
                starts.append(source.offset(entry.keyLocation.start))
                let end = source.offset(entry.keyLocation.end)
                tokens.append(Token(end: end, endLine: source.line(of: end), piece: piece))
                let valueStart = source.offset(entry.value.location.start)
                // A value that is not there stands, for the reader, at whatever comes next.
                let isThere = entry.value.location.start != entry.value.location.end
                if entry.value.scalar != nil, isThere, end < valueStart { gaps.append((end..<valueStart, piece)) }
                scan(entry.value, holder: piece)
            }
            closeFlow(node, holder)
        }
    }

    private mutating func closeFlow(_ node: Node, _ holder: Int?) {
        let start = source.offset(node.location.start)
        guard let holder, start < source.scalars.count, "[{".unicodeScalars.contains(source.scalars[start]) else {
            return
        }
        let end = source.offset(node.location.end)
        tokens.append(Token(end: end, endLine: source.line(of: end), piece: holder))
    }

    private mutating func place(_ comment: Comment, _ tree: inout PieceTree) {
        if let start = comment.blockScalar, let piece = blockScalars[start] {
            beside[piece, default: []].append(comment.text)
            return
        }
        let line = Piece.CommentLine(text: comment.text, followsBlankLine: comment.followsBlankLine && comment.isAlone)
        let gap = gaps.last(upTo: { $0.range.lowerBound <= comment.offset })
        if comment.isAlone, let gap, gap.range.contains(comment.offset) {
            above[gap.piece, default: []].append(line)
            return
        }
        let number = source.line(of: comment.offset)
        let token = tokens.last(upTo: { $0.end <= comment.offset })
        let piece = starts.count(upTo: { $0 <= comment.offset })
        if !comment.isAlone, let token, token.endLine == number {
            beside[token.piece, default: []].append(comment.text)
        } else if piece < starts.count {
            if piece == 0 { tree.header.append(line) } else { above[piece, default: []].append(line) }
        } else {
            tree.footer.append(line)
        }
    }

    // MARK: Pieces

    private mutating func value(_ node: Node) -> Piece.Value {
        switch node.content {
        case .scalar(let text): return .text(text)
        case .template(let template): return .text(template.shown)
        case .sequence(let elements):
            var pieces: [Piece] = []
            for element in elements { pieces.append(piece(key: nil, element)) }
            return .list(pieces)
        case .mapping(let entries):
            var pieces: [Piece] = []
            for entry in entries { pieces.append(piece(key: entry.key, entry.value)) }
            return .mapping(pieces)
        }
    }

    private mutating func piece(key: String?, _ node: Node) -> Piece {
        let number = next
        next += 1
        var piece = Piece(key: key, value: value(node))
        piece.followsBlankLine = source.isBlank(line: source.line(of: starts[number]) - 1)
        // Only one comment fits at the end of a line; those that stood on other lines of the same piece go above it.
        let beside = beside[number] ?? []
        piece.beside = beside.last
        piece.above =
            (above[number] ?? []) + beside.dropLast().map { .init(text: $0, followsBlankLine: false) }
        return piece
    }
}

extension Array {
    /// How many elements from the first on hold a condition that holds for none after the first that it does not hold for.
    fileprivate func count(upTo holds: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The last of them.
    fileprivate func last(upTo holds: (Element) -> Bool) -> Element? {
        let count = count(upTo: holds)
        return count > 0 ? self[count - 1] : nil
    }
}
