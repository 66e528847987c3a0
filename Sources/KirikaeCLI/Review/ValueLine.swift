/// A line of a value before or after a change, in pieces: what differs from the other version and what does not.
///
/// Every piece is safe to show.
struct ValueLine: Sendable, Hashable {
    /// A part of the line.
    enum Piece: Sendable, Hashable {
        /// It stands in both versions.
        case same(String)
        /// It stands in this version only.
        case changed(String)
        /// So many characters that stand in both versions and are left out.
        case cut(Int)
    }

    /// What is written around a note that something is left out, and where a line goes on in the next; no text of a value has them.
    static let cutMarks = "\u{27EA}\u{27EB}"
    static let continuation = "\u{21B5}"

    /// Of what is the same, so much is left beside what differs; longer texts are cut there.
    private static let context = 60

    /// What stands before the value in the words of the report: its number, its key.
    var label = ""
    var pieces: [Piece]
    /// Whether the whole line stands in both versions, and is there only to show what the others stand between.
    private(set) var isContext = false

    /// A line that has no other version.
    init(label: String = "", whole text: String) {
        self.label = label
        pieces = text.isEmpty ? [] : [.changed(ExactText.safe(text))]
    }

    /// A line that stands in both versions.
    init(label: String, same text: String) {
        self.label = label
        pieces = [.same(ExactText.safe(text))]
        isContext = true
    }

    /// A line of the report's own words.
    init(label: String = "", note: String, isContext: Bool = false) {
        self.label = label
        self.isContext = isContext
        pieces = [.same(note)]
    }

    private init(label: String, pieces: [Piece]) {
        self.label = label
        self.pieces = pieces
    }

    /// The line as it is shown: what is left out is told by its number of characters.
    func text(_ wording: ScreenWording) -> String { label + pieces.map { Self.text($0, wording) }.joined() }

    /// What differs in it, or all of it if it is only a note.
    func changedText(_ wording: ScreenWording) -> String {
        let changed = pieces.filter { if case .changed = $0 { true } else { false } }
        return (changed.isEmpty ? pieces : changed).map { Self.text($0, wording) }.joined()
    }

    /// A piece as it is shown.
    static func text(_ piece: Piece, _ wording: ScreenWording) -> String {
        switch piece {
        case .same(let text), .changed(let text): text
        case .cut(let count):
            note(wording.pick("同じ \(count) 文字を省略", "\(count) characters the same"))
        }
    }

    /// A note in the place of what is left out or not there; no value can look like it.
    static func note(_ text: String) -> String { "\u{27EA}\(text)\u{27EB}" }

    /// The two versions of a line.
    ///
    /// What both begin and end with is the same, and cut where it is long; the rest is shown whole.
    static func pair(_ old: String, _ new: String, labels: (old: String, new: String) = ("", "")) -> (
        old: ValueLine, new: ValueLine
    ) {
        let before = Array(old.unicodeScalars)
        let after = Array(new.unicodeScalars)
        let shown = ExactText.shown(before, after)
        var head = zip(before, after).prefix { $0 == $1 }.count
        head -= wordLength(head) { isInWord(before, head - $0) || isInWord(after, head - $0) }
        var tail = zip(before.dropFirst(head).reversed(), after.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        tail -= wordLength(tail) { length in
            isInWord(before, before.count - tail + length) || isInWord(after, after.count - tail + length)
        }
        return (
            ValueLine(label: labels.old, pieces: pieces(of: shown.old, head: head, tail: tail)),
            ValueLine(label: labels.new, pieces: pieces(of: shown.new, head: head, tail: tail))
        )
    }

    /// How far it is to the end of a word; 0 for what is too long for a word.
    private static func wordLength(_ limit: Int, isInWord: (Int) -> Bool) -> Int {
        let length = (0...limit).first { !isInWord($0) } ?? limit
        return length > context ? 0 : length
    }

    private static func pieces(of shown: [String], head: Int, tail: Int) -> [Piece] {
        var pieces: [Piece] = []
        let isHeadCut = head > 2 * context
        if isHeadCut { pieces.append(.cut(head - context)) }
        let first = shown[(isHeadCut ? head - context : 0)..<head].joined()
        if !first.isEmpty { pieces.append(.same(first)) }
        let middle = shown[head..<(shown.count - tail)].joined()
        if !middle.isEmpty { pieces.append(.changed(middle)) }
        let isTailCut = tail > 2 * context
        let last = shown[(shown.count - tail)...].prefix(isTailCut ? context : tail).joined()
        if !last.isEmpty { pieces.append(.same(last)) }
        if isTailCut { pieces.append(.cut(tail - context)) }
        return pieces
    }

    /// Whether a place lies within a word of ASCII: words are shown as changed as a whole.
    private static func isInWord(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
        guard index > 0, index < text.count else { return false }
        return isWord(text[index - 1]) && isWord(text[index])
    }

    /// Names, paths and numbers are read as a whole, with the signs in them.
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        ("!"..."~").contains(scalar) && !",;\"'()[]{}".unicodeScalars.contains(scalar)
    }
}
