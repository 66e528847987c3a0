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

    static let usage = """
        usage: kirikae-benchmark [--quick] [--format table|json]

          --quick          fewer rounds: under 30 s instead of under 60 s
          --format FORMAT  an aligned table (default) or one JSON object

        Ends with 1 if a count is not what it must be, never because of a time.
        """

    private(set) var isQuick = false
    private(set) var format = Format.table
    private(set) var asksForHelp = false

    init(arguments: [String]) throws(UnknownArgument) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--quick": isQuick = true
            case "--help", "-h": asksForHelp = true
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
