import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// Writes a file in the one canonical form, and refuses to if that would change anything but its looks.
public struct Formatter {
    /// What the file is read with.
    public var limits: SyntaxLimits

    /// Makes a formatter.
    public init(limits: SyntaxLimits = SyntaxLimits()) {
        self.limits = limits
    }

    /// The canonical form of a file; nil after a finding.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - file: the name to give in locations.
    ///   - diagnostics: receives the findings.
    public func format(_ bytes: [UInt8], file: String, into diagnostics: inout Diagnostics) -> [UInt8]? {
        let before = diagnostics.all.count
        guard let root = SyntaxParser(limits: limits).parse(bytes, file: file, into: &diagnostics),
            !diagnostics.all.dropFirst(before).contains(where: { $0.message.severity == .error })
        else { return nil }
        let source = SourceScalars(bytes)
        let comments = Comment.all(in: source, of: root)
        var builder = PieceBuilder(source: source, comments: comments)
        let shape = LanguageShapes.fileKind(of: root)?.shape
        let written = Array(CanonicalWriter.text(of: builder.build(root), shape: shape).utf8)
        guard let fault = fault(of: written, root, comments) else { return written }
        let top = SourceLocation(file: file, start: .init(line: 1, column: 1), end: .init(line: 1, column: 1))
        diagnostics.report(fault, at: top)
        return nil
    }

    /// What a canonical form that was written says otherwise than the original; nil if it says the same.
    func fault(of written: [UInt8], _ root: Node, _ comments: [Comment]) -> FormsMessage? {
        var diagnostics = Diagnostics()
        guard let again = SyntaxParser(limits: limits).parse(written, file: "", into: &diagnostics),
            diagnostics.all.isEmpty, again.saysTheSame(as: root)
        else { return .meaningWouldChange }
        let kept = Comment.all(in: SourceScalars(written), of: again).map(\.text).sorted()
        let given = comments.map(\.text).sorted()
        guard kept != given else { return nil }
        let lost = given.first { text in given.count { $0 == text } != kept.count { $0 == text } }
        return .commentWouldBeLost(lost ?? "")
    }
}

extension Node {
    /// Whether two nodes say the same: equal but for their places and the order of keys.
    public func saysTheSame(as other: Node) -> Bool {
        switch (content, other.content) {
        case (.scalar(let mine), .scalar(let its)): return mine.utf8.elementsEqual(its.utf8)
        case (.template(let mine), .template(let its)): return mine == its
        case (.sequence(let mine), .sequence(let its)):
            return mine.count == its.count && zip(mine, its).allSatisfy { $0.saysTheSame(as: $1) }
        case (.mapping(let mine), .mapping(let its)):
            guard mine.count == its.count else { return false }
            let order: (Entry, Entry) -> Bool = { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return zip(mine.sorted(by: order), its.sorted(by: order)).allSatisfy {
                $0.key.utf8.elementsEqual($1.key.utf8) && $0.value.saysTheSame(as: $1.value)
            }
        default: return false
        }
    }
}
