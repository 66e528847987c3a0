import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// `kirikae explain` as a person uses it.
@Suite(.serialized) struct ExplainCommandTests {
    @Test(arguments: ["KRK0107", "krk0107"])
    func aCode(code: String) async throws {
        let ending = try await BuiltProgram.run(["explain", code, "--language", "ja"])
        #expect(ending.status == 0)
        #expect(ending.error == "")
        #expect(ending.output.hasPrefix("KRK0107: 同じキーが 2 回書かれている\n"))
    }

    @Test func thePage() async throws {
        let both = try await BuiltProgram.run(["explain", "KRK0107", "--format", "markdown"])
        #expect(both.output == (try ProjectFolder.text(of: "Docs/Diagnostics/KRK0107.md")))
        let english = try await BuiltProgram.run(["explain", "KRK0107", "--format", "markdown", "--lang", "en"])
        #expect(english.output.hasPrefix("# KRK0107: a key is written twice\n"))
        #expect(!english.output.contains("日本語"))
        let index = try await BuiltProgram.run(["explain", "--format", "markdown"])
        #expect(index.output == (try ProjectFolder.text(of: "Docs/Diagnostics/README.md")))
    }

    @Test func allCodes() async throws {
        let ending = try await BuiltProgram.run(["explain"])
        #expect(ending.status == 0)
        #expect(ending.output.split(separator: "\n").count == Explanation.all.count)
    }

    @Test(arguments: [("KRK0177", "Did you mean ‘KRK0107’?"), ("nonsense", "‘kirikae explain’ lists all codes.")])
    func anUnknownCode(code: String, advice: String) async throws {
        let ending = try await BuiltProgram.run(["explain", code])
        #expect(ending.status == ExitStatus.usage.rawValue)
        #expect(ending.output == "")
        #expect(ending.error == "error KRK0718: there is no code ‘\(code)’\n  → \(advice)\n")
    }
}
