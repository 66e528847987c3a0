/// Promela as it is written, line by line.
struct PromelaText {
    private var lines: [String] = []
    private var depth = 0

    /// Statements that always come out alike, as one statement: that makes a smaller and faster checker.
    static func step(_ statements: String) -> String { "d_step { \(statements)}; " }

    /// The whole text.
    var text: String { lines.joined(separator: "\n") + "\n" }

    /// Adds a line.
    mutating func line(_ text: String = "") {
        lines.append(text.isEmpty ? "" : String(repeating: "  ", count: depth) + text)
    }

    /// Adds a label, which stands at the margin.
    mutating func label(_ name: String) { lines.append("\(name):") }

    /// Adds lines that stand further in.
    mutating func block(_ head: String, _ foot: String, _ body: (inout PromelaText) -> Void) {
        line(head)
        depth += 1
        body(&self)
        depth -= 1
        line(foot)
    }

    /// Adds a choice between sequences, each of which is one step; with none it blocks.
    mutating func choice(_ sequences: [String]) {
        block("if", "fi;") { text in
            for sequence in sequences { text.line(":: atomic { \(sequence) }") }
            if sequences.isEmpty { text.line(":: false -> skip") }
        }
    }
}
