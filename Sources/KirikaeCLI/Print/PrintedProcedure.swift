import KirikaeDiagnostics

/// A plan as a document for paper: what stands in it, apart from how it is written.
struct PrintedProcedure: Sendable {
    /// A piece of a line.
    enum Piece: Sendable, Hashable {
        /// A sentence.
        case text(String)
        /// What stands on a screen or is typed, verbatim.
        case literal(String)
        /// Room to write, of so many cells.
        case blank(Int)
    }

    /// One of several answers, and whether the procedure goes on after it.
    struct Choice: Sendable, Hashable {
        var title: String
        var isAccepted: Bool
    }

    /// A line of a section or a step.
    enum Item: Sendable, Hashable {
        /// What could be lost.
        case caution(String)
        /// What else to know.
        case note(String)
        /// Something to know, under a label.
        case fact(String, [Piece])
        /// Something to look at and to tick, and why it matters.
        case check(String, [Piece], because: String?)
        /// Something to do and to tick.
        case action(Int, [Piece])
        /// A question and its answers, each with a box.
        case question(String, [Choice])
        /// Room for what is read or counted.
        case entry(String)
        /// What to do when it does not go as written.
        case failure(String)
        /// Where it comes from, small.
        case source(String)
    }

    /// A runbook that begins, one that ends, or where rows of steps part and meet.
    struct Section: Sendable, Hashable {
        /// Its depth below the title, from 1.
        var level: Int
        var title: String
        /// What stands faintly behind the title.
        var aside: String
        var items: [Item]
    }

    /// A step.
    struct Card: Sendable, Hashable {
        /// Its number among the steps of the plan.
        var number: Int
        var title: String
        /// What stands beside it: how long it takes and when it is to begin and to end.
        var time: String
        var items: [Item]
    }

    /// A part of the document.
    enum Part: Sendable, Hashable {
        case section(Section)
        case card(Card)
    }

    /// A heading of the head with lines of labels and what belongs to them.
    struct Table: Sendable, Hashable {
        struct Row: Sendable, Hashable {
            var label: String
            var pieces: [Piece]
        }

        var title: String
        var rows: [Row]
    }

    var language: Language
    var title: String
    /// What is shown at the foot of each page where the medium has any: no text of a runbook.
    var footer: String
    var tables: [Table]
    /// How to use the paper.
    var rules: [String]
    /// Values that nobody has given yet; the paper cannot be used before somebody has written them in.
    var warning: String?
    var parts: [Part]
    /// What is signed at each step, in order.
    var signature: [String]
    /// How many steps there are.
    var count: Int
}
