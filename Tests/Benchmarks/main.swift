import Glibc

do {
    let options = try BenchmarkOptions(arguments: Array(CommandLine.arguments.dropFirst()))
    if options.asksForHelp {
        print(BenchmarkOptions.usage)
        exit(0)
    }
    let report = try await BenchmarkSuite(options: options).run()
    print(options.format == .json ? report.json : report.table)
    // Time never decides: a busy machine is not a defect. A count does.
    exit(report.gates.allSatisfy(\.isHeld) ? 0 : 1)
} catch {
    StandardError.line("kirikae-benchmark: \(error)")
    exit(error is BenchmarkOptions.UnknownArgument ? 64 : 70)
}
