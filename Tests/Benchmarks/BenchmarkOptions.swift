/// What the command line asks for.
struct BenchmarkOptions {
    enum Format: String {
        case table, json
    }

    /// An argument that means nothing here.
    struct UnknownArgument: Error, CustomStringConvertible {
        var argument: String

        var description: String { "unknown argument \(argument)\n\(BenchmarkOptions.usage)" }
    }

    /// What is measured.
    enum Part: String, CaseIterable {
        case append, step, journal, resume, syntax, hostile, process, rehearsal, service, program, replay, diff,
            review, explorer, population, drill

        /// Those that are measured unless one is named: the others take minutes.
        static let usual = allCases.filter { ![.population, .drill].contains($0) }
    }

    static let usage = """
        usage: kirikae-benchmark [--quick] [--only PART] [--format table|json]

          --quick          fewer rounds: under 30 s instead of under 60 s
          --only PART      one of \(Part.allCases.map(\.rawValue).joined(separator: ", "));
                           population and drill take minutes and are measured only so
          --format FORMAT  an aligned table (default) or one JSON object

        Ends with 1 if a count is not what it must be, or if what a reviewer waits for takes too long in every round.
        """

    private(set) var isQuick = false
    private(set) var parts = Part.usual
    private(set) var format = Format.table
    private(set) var asksForHelp = false

    init(arguments: [String]) throws(UnknownArgument) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--quick": isQuick = true
            case "--help", "-h": asksForHelp = true
            case "--only":
                guard let name = rest.popFirst(), let part = Part(rawValue: name) else {
                    throw UnknownArgument(argument: "after --only")
                }
                parts = [part]
            case "--format":
                guard let name = rest.popFirst(), let format = Format(rawValue: name) else {
                    throw UnknownArgument(argument: "after --format")
                }
                self.format = format
            default: throw UnknownArgument(argument: argument)
            }
        }
    }

    /// `usual` rounds, or a quarter of them where time is short.
    func rounds(_ usual: Int) -> Int { isQuick ? max(2, usual / 4) : usual }
}
