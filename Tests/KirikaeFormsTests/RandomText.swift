import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport

/// Random YAML texts in every style a person might use, with comments in every place where one may stand.
struct RandomText {
    private var generator: SeededGenerator
    /// The comments written so far; each is like no other.
    private(set) var comments: [String] = []
    private var text = ""
    /// Shapes whose keys are used, so that the canonical order has something to do.
    private static let pools: [[String]] = LanguageShapes.all.map(\.names).filter { !$0.isEmpty }
    private static let words = [
        "main", "dr", "yes", "no", "1", "010", "1:30", "1.5", "~", "null", "a b", "日本語の文", "「メイン」", "it's", "say \"x\"",
        "a: b", "a #b", "#no", "- x", "-x", "?", "{x}", "[y]", "a, b", "${site}", "*", "&a", "!t", "%", "@", "`", "",
        " lead",
        "trail ", "tab\tin", "two  spaces", "back\\slash", "é", "a:", ":a", "---", "...", "=", "<<", "\u{3000}広い",
        "C:\\x",
        "長い文" + String(repeating: "あいう えお", count: 15), String(repeating: "many words here ", count: 12) + "end",
        "two\nlines", "block\ntext\n", "\n", "a\n\n  indented\nb", "   spaces\nfirst", "x\n\n\n", "\u{7F}", "\u{85}",
        "tab\t\nend",
    ]

    private init(_ generator: SeededGenerator) { self.generator = generator }

    /// A text and its comments.
    static func make(_ generator: inout SeededGenerator) -> RandomText {
        var text = RandomText(SeededGenerator(seed: generator.next()))
        text.writeFile()
        return text
    }

    var source: String { text }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private mutating func comment() -> String {
        let text = "#" + (chance(80) ? " " : "") + "c\(comments.count)c " + (chance(50) ? "窓口 {x: [" : "it's \"q\"")
        comments.append(text)
        return text
    }

    private mutating func breakLine() { text += chance(10) ? "\r\n" : "\n" }

    /// Comments on lines of their own, and blank lines.
    private mutating func between(_ indent: Int) {
        while chance(12) { breakLine() }
        while chance(12) {
            text +=
                String(repeating: " ", count: chance(70) ? indent : number(0...indent)) + comment()
                + (chance(20) ? "  " : "")
            breakLine()
            if chance(20) { breakLine() }
        }
    }

    private mutating func endLine() {
        if chance(15) { text += (chance(50) ? " " : "   ") + comment() }
        breakLine()
    }

    private mutating func writeFile() {
        if chance(20) { text += "\u{FEFF}" }
        between(0)
        if chance(10) { text += "---\n" }
        let kinds = LanguageShapes.fileKinds
        let kind = kinds[number(0...(kinds.count - 1))]
        if chance(70) {
            text += "kirikae: 1"
            endLine()
            between(0)
            text += "\(kind.name): x"
            endLine()
        }
        writeEntries(
            indent: 0, depth: 0, keys: chance(70) ? kind.shape.names.filter { $0 != "kirikae" && $0 != kind.name } : nil
        )
        between(0)
        if chance(5) { text += "...\n" }
    }

    // MARK: Blocks

    private mutating func writeEntries(indent: Int, depth: Int, keys: [String]?, isCompact: Bool = false) {
        var names = keys ?? pool()
        names.shuffle(using: &generator)
        for (index, name) in names.prefix(number(1...4)).enumerated() {
            if index > 0 || !isCompact {
                between(indent)
                text += String(repeating: " ", count: indent)
            }
            text += key(name) + ":"
            writeValue(indent: indent, depth: depth + 1)
        }
    }

    private mutating func pool() -> [String] {
        if chance(60) { return Self.pools[number(0...(Self.pools.count - 1))] }
        return ["portal.db", "x y", "on", "1", "日本", "call.${site}.processes", "a'b", "-k"]
    }

    private mutating func key(_ name: String) -> String {
        let isSimple =
            name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x2E } && name.first != "-"
        return isSimple && chance(80) ? name : chance(50) ? doubleQuoted(name) : singleQuoted(name)
    }

    /// What stands behind a key.
    private mutating func writeValue(indent: Int, depth: Int) {
        switch number(0...(depth > 4 ? 4 : 9)) {
        case 0: endLine()
        case 1...3:
            text += " "
            writeScalar(indent: indent)
        case 4, 5:
            text += " "
            if chance(10) {
                text += comment()
                breakLine()
                text += String(repeating: " ", count: indent + 1)
            }
            writeFlow(indent: indent, depth: depth)
            endLine()
        case 6, 7:
            endLine()
            writeEntries(indent: indent + number(1...3), depth: depth, keys: nil)
        default:
            endLine()
            writeElements(indent: indent + (chance(30) ? 0 : 2), depth: depth)
        }
    }

    private mutating func writeElements(indent: Int, depth: Int, isCompact: Bool = false) {
        for index in 0..<number(1...3) {
            if index > 0 || !isCompact {
                between(indent)
                text += String(repeating: " ", count: indent)
            }
            text += "-"
            switch number(0...(depth > 4 ? 3 : 7)) {
            case 0...2:
                text += " "
                writeScalar(indent: indent)
            case 3:
                text += " "
                writeFlow(indent: indent, depth: depth)
                endLine()
            case 4, 5:
                text += " "
                writeEntries(indent: indent + 2, depth: depth + 1, keys: nil, isCompact: true)
            case 6:
                text += " "
                writeElements(indent: indent + 2, depth: depth + 1, isCompact: true)
            default:
                endLine()
                writeEntries(indent: indent + 3, depth: depth + 1, keys: nil)
            }
        }
    }

    // MARK: Flows

    private mutating func writeFlow(indent: Int, depth: Int) {
        let isMapping = chance(60)
        var names = pool()
        names.shuffle(using: &generator)
        text += isMapping ? "{" : "["
        let count = number(0...3)
        for (index, name) in names.prefix(count).enumerated() {
            if index > 0 { text += "," }
            foldFlow(indent)
            if isMapping { text += key(name) + ": " }
            if depth < 5, chance(25) { writeFlow(indent: indent, depth: depth + 1) } else { text += flowScalar() }
        }
        foldFlow(indent)
        text += isMapping ? "}" : "]"
    }

    private mutating func foldFlow(_ indent: Int) {
        text += " "
        guard chance(15) else { return }
        if chance(50) { text += comment() }
        breakLine()
        if chance(20) { text += "  " + comment() + "\n" }
        text += String(repeating: " ", count: indent + 1 + number(0...2))
    }

    private mutating func flowScalar() -> String {
        let word = Self.words[number(0...(Self.words.count - 1))]
        return isSimple(word) && chance(60) ? word : chance(50) ? doubleQuoted(word) : singleQuoted(word)
    }

    // MARK: Scalars

    private mutating func writeScalar(indent: Int) {
        let word = Self.words[number(0...(Self.words.count - 1))]
        switch number(0...5) {
        case 0, 1:
            text += isSimple(word) ? word : doubleQuoted(word)
            endLine()
        case 2:
            text += singleQuoted(word)
            endLine()
        case 3:
            text += doubleQuoted(word)
            endLine()
        case 4:
            text += ["|", "|-", ">", ">-", "|+"][number(0...4)]
            endLine()
            for line in 0..<number(1...3) {
                text +=
                    String(repeating: " ", count: indent + 4) + (line > 0 && chance(20) ? "  " : "")
                    + "行 \(line) # text"
                text += "\n"
                if chance(15) { text += "\n" }
            }
        default:
            // A plain or quoted text over two lines.
            let mark = chance(50) ? "" : "\""
            text += mark + "first" + "\n" + String(repeating: " ", count: indent + 2) + "second" + mark
            endLine()
        }
    }

    private func isSimple(_ word: String) -> Bool {
        !word.isEmpty
            && word.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0.value > 0x3040 && $0.value < 0xFF00
            }
    }

    private mutating func singleQuoted(_ word: String) -> String {
        let isPossible = word.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x85 }
        guard isPossible else { return doubleQuoted(word) }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    private func doubleQuoted(_ word: String) -> String {
        "\""
            + word.unicodeScalars.map { scalar in
                switch scalar {
                case "\"": "\\\""
                case "\\": "\\\\"
                case "\n": "\\n"
                case "\t": "\\t"
                default:
                    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                        ? "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
                        : String(Character(scalar))
                }
            }.joined() + "\""
    }
}
