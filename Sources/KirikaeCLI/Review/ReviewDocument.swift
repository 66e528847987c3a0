import KirikaeDiagnostics
import KirikaePlan
import KirikaeSyntax

/// A report in one language: what stands in it, apart from how it is written.
///
/// Every text in it is safe to show.
struct ReviewDocument: Sendable {
    /// One thing that a change means.
    struct Line: Sendable, Hashable {
        var risk: RiskClass
        var label: String
        /// What stood there, one line each.
        var old: [ValueLine]
        /// What stands there now.
        var new: [ValueLine]
        /// What else to say about it.
        var remarks: [String]
        /// The runbooks in whose plans it shows, if not in all in which the entry does.
        var scope: String?

        /// Both versions as one list: what differs behind its sign, what stands around it once.
        var unified: [(sign: Character, value: ValueLine)] {
            let head = old.prefix(while: \.isContext)
            let tail = new.reversed().prefix(while: \.isContext).reversed()
            return head.map { (" ", $0) } + old.filter { !$0.isContext }.map { ("−", $0) }
                + new.filter { !$0.isContext }.map { ("+", $0) }
                + (tail.count == new.count ? old.filter(\.isContext).dropFirst(head.count) : Array(tail)[...])
                .map { (" ", $0) }
        }
    }

    /// Something that differs: a step, a variable, a scenario; however many plans show it, once.
    struct Entry: Sendable, Hashable {
        var risk: RiskClass
        var mark: String
        var word: String
        var title: String
        /// Its paths or names, and where it stands in the files; more than one if the same was done at several places.
        var places: [Place]
        /// The runbooks in whose plans it shows.
        var runbooks: [String]
        /// The worst thing about it, in a few words.
        var gist: String
        var lines: [Line]
    }

    /// Where something stands.
    struct Place: Sendable, Hashable {
        /// Its path or name.
        var name: String
        /// The file and line, if it is known.
        var location: String?
    }

    /// A line of the contents: one entry, or several that are of no weight.
    struct Row: Sendable, Hashable {
        /// The number of the entry, or the first and the last.
        var numbers: ClosedRange<Int>
        var risk: RiskClass
        /// What kind of change it is, in two words.
        var what: String
        var title: String
        var gist: String
    }

    /// A sentence about behaviour.
    struct Sentence: Sendable, Hashable {
        var isAlarming: Bool
        var text: String
        /// In which situations.
        var places: String
    }

    var language: Language
    var title: String
    var oldName: String
    var newName: String
    /// How many files differ, and in how many runbooks what differs shows.
    var extent: String
    /// The loudest class; nil if nothing differs.
    var worst: RiskClass?
    var verdict: String
    var behaviour: [Sentence]
    /// How much was gone through for it; nil if nothing was.
    var behaviourScope: String?
    /// What is newly possible that is wrong, and what no more.
    var explored: [Sentence] = []
    /// How much was searched for it; nil if nothing was.
    var exploredScope: String?
    /// What differs at a glance: what weighs much one by one, the rest together.
    var rows: [Row]
    /// What differs, worst first.
    var entries: [Entry]
}
