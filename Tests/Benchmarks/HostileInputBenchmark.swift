import HostileInput
import KirikaeDiagnostics
import KirikaeSyntax

/// Time and memory that each hostile text takes, of which the limits promise that neither is much.
struct HostileInputBenchmark {
    /// What the limits promise in a release build.
    private static let promisedMilliseconds = 50.0
    private static let promisedBytes = 64 << 20

    let options: BenchmarkOptions

    func run(into report: inout BenchmarkReport) throws(BenchmarkFailure) {
        var beyond = 0
        for input in HostileInput.all {
            let bytes = input.bytes
            let memory = try PeakMemory.bytes { _ = Self.codes(of: bytes) }
            var times = Samples()
            for _ in 0..<options.rounds(8) {
                let start = Comparison.monotonicNanoseconds()
                let code = Self.codes(of: bytes)
                times.add(Double(Comparison.monotonicNanoseconds() - start) / 1e6)
                try BenchmarkFailure.require(code == input.code, "\(input.name) gives \(code ?? "nothing")")
            }
            if times.median > Self.promisedMilliseconds || memory > Self.promisedBytes { beyond += 1 }
            let size = Decimal.text(Double(bytes.count) / 1e6)
            report.remarks.append(
                "hostile: \(input.name) (\(size) MB): \(Decimal.text(times.median)) ms, "
                    + "\(Decimal.text(Double(memory) / 1e6)) MB more, \(input.code ?? "read")")
        }
        report.remarks.append(
            "hostile: \(beyond) of \(HostileInput.all.count) texts take more than \(Decimal.text(Self.promisedMilliseconds)) ms "
                + "or \(Self.promisedBytes >> 20) MiB")
    }

    /// The first code that reading brings about.
    private static func codes(of bytes: [UInt8]) -> String? {
        var diagnostics = Diagnostics()
        _ = SyntaxParser().parse(bytes, file: "hostile.yaml", into: &diagnostics)
        return diagnostics.all.first?.message.code
    }
}
