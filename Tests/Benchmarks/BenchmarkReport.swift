/// A count that must be exactly what it is, or at most that: it does not depend on the machine, so it may fail a build.
struct Gate {
    var name: String
    var found: Int
    var wanted: Int
    /// Whether fewer are right as well.
    var isLimit = false

    var isHeld: Bool { isLimit ? found <= wanted : found == wanted }
}

/// What was measured, and how it is written.
struct BenchmarkReport {
    var comparisons: [Comparison] = []
    var gates: [Gate] = []
    var remarks: [String] = []

    /// The aligned table: medians, with the smallest and the largest value of all rounds in brackets.
    var table: String {
        let head = ["name", "ours", "floor", "ratio", "unit", "floor is"]
        let rows = comparisons.map { comparison in
            [
                comparison.name, Self.text(comparison.ours.mapped(comparison.unit.value)),
                Self.text(comparison.floor.mapped(comparison.unit.value)), Self.text(comparison.ratio),
                comparison.unit.name, comparison.floorName,
            ]
        }
        let lines = Self.aligned([head] + rows) + [""]
        let counts = gates.map { gate in
            "\(gate.isHeld ? "ok  " : "FAIL") \(gate.name): \(gate.found)\(gate.isHeld ? "" : ", must be \(gate.isLimit ? "at most " : "")\(gate.wanted)")"
        }
        return (lines + counts + remarks.map { "note \($0)" }).joined(separator: "\n")
    }

    /// One JSON object with the same numbers.
    var json: String {
        let rows = comparisons.map { comparison in
            let unit = comparison.unit
            return "{\"name\":\(Self.quoted(comparison.name)),\"unit\":\(Self.quoted(unit.name)),"
                + "\"ours\":\(Self.object(comparison.ours.mapped(unit.value))),"
                + "\"floor\":\(Self.object(comparison.floor.mapped(unit.value))),"
                + "\"ratio\":\(Self.object(comparison.ratio)),\"floorName\":\(Self.quoted(comparison.floorName)),"
                + "\"rounds\":\(comparison.ratio.values.count)}"
        }
        let counts = gates.map { gate in
            "{\"name\":\(Self.quoted(gate.name)),\"found\":\(gate.found),\"wanted\":\(gate.wanted),\"ok\":\(gate.isHeld)}"
        }
        return "{\"comparisons\":[\(rows.joined(separator: ","))],\"gates\":[\(counts.joined(separator: ","))],"
            + "\"remarks\":[\(remarks.map(Self.quoted).joined(separator: ","))]}"
    }

    private static func text(_ samples: Samples) -> String {
        "\(Decimal.text(samples.median)) (\(Decimal.text(samples.minimum))–\(Decimal.text(samples.maximum)))"
    }

    private static func object(_ samples: Samples) -> String {
        "{\"median\":\(samples.median),\"min\":\(samples.minimum),\"max\":\(samples.maximum)}"
    }

    /// The names here hold no control characters, so two characters need a backslash.
    private static func quoted(_ text: String) -> String {
        "\"" + text.flatMap { "\"\\".contains($0) ? ["\\", $0] : [$0] } + "\""
    }

    private static func aligned(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).enumerated().map { index, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                // Numbers stand to the right, words to the left, and nothing follows the last column.
                return (1...3).contains(index) ? padding + cell.0 : index == columns - 1 ? cell.0 : cell.0 + padding
            }.joined(separator: "  ")
        }
    }
}

/// Numbers with three or more significant digits.
enum Decimal {
    static func text(_ value: Double) -> String {
        if value >= 1e15 || !value.isFinite { return "\(value)" }
        let digits = value < 10 ? 2 : value < 100 ? 1 : 0
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((value * Double(scale)).rounded())
        guard digits > 0 else { return grouped(scaled) }
        let fraction = String(scaled % scale)
        return "\(scaled / scale).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }

    private static func grouped(_ value: Int) -> String {
        var groups: [String] = []
        var rest = value
        while rest >= 1000 {
            let group = String(rest % 1000)
            groups.insert(String(repeating: "0", count: 3 - group.count) + group, at: 0)
            rest /= 1000
        }
        return ([String(rest)] + groups).joined(separator: ",")
    }
}
