import KirikaeDiagnostics

/// The report of a run: what stands in it, apart from how it is written.
///
/// Its texts are as they came. Whoever writes them makes them safe: see ``ReportText``.
struct ReportDocument: Sendable {
    /// What must be seen before anything else.
    struct Banner: Sendable, Hashable {
        /// Whether the report cannot be relied on, rather than is only not final.
        var isBad: Bool
        var text: String
    }

    /// A label and what belongs to it.
    struct Fact: Sendable, Hashable {
        var label: String
        var value: String
        /// Whether it is what a reader should stop at.
        var isWarning = false
    }

    /// A table with a head.
    struct Table: Sendable, Hashable {
        var head: [String]
        var rows: [[String]]
        /// The columns that hold numbers or times, which stand at the right.
        var rightAligned: Set<Int> = []
    }

    /// A part of a section.
    enum Block: Sendable {
        /// The head of a part of the section.
        case heading(String)
        case text(String)
        case facts([Fact])
        case table(Table)
        case timeline(TimelineChart)
        case curve(CurveChart)
        case bars(BarChart)
        /// Lines exactly as they are, to be compared or read aloud.
        case verbatim([String])
        /// Room to sign: who, for each line.
        case signatures(roles: [String], fields: [String])
    }

    /// A heading and what stands below it.
    struct Section: Sendable {
        var title: String
        var blocks: [Block]
    }

    var language: Language
    var title: String
    var banners: [Banner]
    var sections: [Section]
    /// What is shown at the foot of each page: an identifier and digits.
    var footer: String
}

/// Steps under each other, each with when it was planned and when it was under way.
struct TimelineChart: Sendable {
    struct Row: Sendable {
        /// Its number among the steps.
        var number: String
        var title: String
        /// From when until when it was planned; nil where it was not to be done.
        var planned: ClosedRange<Int64>?
        var stretches: [RunHistory.Stretch]
        /// How long it took, or why it did not.
        var remark: String

        /// Its number and its title.
        var name: String { number.isEmpty ? title : "\(number). \(title)" }
    }

    /// Something at a moment or for a while, right through all rows.
    struct Mark: Sendable {
        var from: Int64
        /// The same as `from` for a moment.
        var until: Int64
        var label: String
    }

    var rows: [Row]
    /// The end of the axis, in milliseconds.
    var length: Int64
    var breaks: [Mark]
    var outages: [Mark]
    /// What each kind of bar is called.
    var names: Names

    struct Names: Sendable {
        var planned: String
        var actual: String
        var machine: String
        var person: String
        var approvers: String
        var outage: String
    }

    /// Whether anybody was asked to approve.
    var hasApprovals: Bool { rows.contains { $0.stretches.contains { $0.worker == .approvers } } }
}

/// Numbers over time.
struct CurveChart: Sendable {
    struct Series: Sendable {
        var name: String
        /// In the order of their times; between two of them the number stays as it was.
        var points: [(time: Int64, count: Int64)]
    }

    var series: [Series]
    /// The beginning and the end of the axis, in milliseconds.
    var from: Int64
    var until: Int64
    /// The highest number there is room for.
    var highest: Int64
    var outages: [TimelineChart.Mark]
    var caption: String
}

/// Numbers beside each other.
struct BarChart: Sendable {
    struct Row: Sendable, Hashable {
        var label: String
        var count: Int64
    }

    var rows: [Row]
    var caption: String
}
