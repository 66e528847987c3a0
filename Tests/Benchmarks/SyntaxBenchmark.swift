import CLibYAML
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// Reading runbooks against a loop over libyaml's events that looks at nothing, on the same bytes.
struct SyntaxBenchmark {
    let options: BenchmarkOptions

    func run(into report: inout BenchmarkReport) async throws {
        let small = GeneratedRunbook(steps: 1_000)
        let large = GeneratedRunbook(steps: 10_000)
        let largest = GeneratedRunbook(steps: 100_000)
        var loads: [Double] = []
        var parses: [Double] = []
        for (runbook, rounds) in [(small, 16), (large, 8)] {
            let parse = try await parse(runbook, rounds: options.rounds(rounds))
            parses.append(parse.ours.median)
            report.comparisons.append(parse)
            let load = try await load(runbook, rounds: options.rounds(rounds))
            loads.append(load.ours.median)
            report.comparisons.append(load)
        }
        let parse = try await parse(largest, rounds: 2)
        parses.append(parse.ours.median)
        report.comparisons.append(parse)
        let load = try await load(largest, rounds: 2)
        loads.append(load.ours.median)
        report.comparisons.append(load)
        report.remarks.append(
            "YAML to nodes of 10,000 steps takes \(Decimal.text(parses[1] / parses[0])) times as long as of 1,000, "
                + "of 100,000 \(Decimal.text(parses[2] / parses[1])) times as long as of 10,000 (10 is linear)")
        report.remarks.append(
            "load of 10,000 steps takes \(Decimal.text(loads[1] / loads[0])) times as long as of 1,000, "
                + "of 100,000 \(Decimal.text(loads[2] / loads[1])) times as long as of 10,000 (10 is linear)")
    }

    private func parse(_ runbook: GeneratedRunbook, rounds: Int) async throws -> Comparison {
        // The largest has 67 MB, which a file may have only where the project says so.
        var limits = SyntaxLimits()
        limits.fileBytes = max(limits.fileBytes, runbook.bytes.count)
        var comparison = Comparison(
            "YAML to nodes, \(runbook.stepCount) steps", unit: .megabytesPerSecond(bytes: runbook.bytes.count),
            floor: "libyaml events")
        try await comparison.measure(rounds: rounds) {
            var diagnostics = Diagnostics()
            let root = SyntaxParser(limits: limits).parse(
                runbook.bytes, file: "generated/switchover.yaml", into: &diagnostics)
            try BenchmarkFailure.require(
                root?["steps"]?.elements?.count == runbook.stepCount, "the parser lost steps of the generated runbook")
            return root
        } floor: {
            try Self.readEvents(runbook)
        }
        return comparison
    }

    private func load(_ runbook: GeneratedRunbook, rounds: Int) async throws -> Comparison {
        var comparison = Comparison(
            "load and check, \(runbook.stepCount) steps", unit: .megabytesPerSecond(bytes: runbook.bytes.count),
            floor: "libyaml events")
        try await comparison.measure(rounds: rounds) {
            let library = try runbook.load()
            try BenchmarkFailure.require(library.runbooks.count == 1, "the library lost the generated runbook")
            return library
        } floor: {
            try Self.readEvents(runbook)
        }
        return comparison
    }

    private static func readEvents(_ runbook: GeneratedRunbook) throws(BenchmarkFailure) {
        var parser = yaml_parser_t()
        try BenchmarkFailure.require(yaml_parser_initialize(&parser) == 1, "libyaml has no memory")
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        var events = 0
        let isComplete = runbook.bytes.withUnsafeBufferPointer { buffer in
            yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            var event = yaml_event_t()
            while yaml_parser_parse(&parser, &event) == 1 {
                let type = event.type
                yaml_event_delete(&event)
                events += 1
                if type == YAML_STREAM_END_EVENT { return true }
            }
            return false
        }
        try BenchmarkFailure.require(
            isComplete && events > 50 * runbook.stepCount, "libyaml refuses the generated runbook")
    }
}
