import KirikaeDiagnostics
import KirikaeSyntax
import Testing

/// Texts that cost libyaml 0.2.5 seconds or gigabytes end early, with a diagnostic.
@Suite(.serialized) struct ParserLimitTests {
    /// Parses within a bound of time; the codes found.
    private func codes(of text: String, within bound: Duration = .seconds(1)) -> [String] {
        let bytes = Array(text.utf8)
        var found: [String] = []
        let time = ContinuousClock().measure { found = parse(bytes: bytes).diagnostics.codes }
        #expect(time < bound, "\(bytes.count) bytes took \(time)")
        return found
    }

    @Test(arguments: [
        String(repeating: "[", count: 100_000),
        String(repeating: "[", count: 40_000) + String(repeating: "]", count: 40_000),
        String(repeating: "{a: ", count: 20_000),
        String(repeating: "- ", count: 20_000),
        (0..<200).map { String(repeating: " ", count: $0) + "k:\n" }.joined(),
    ])
    func deep(text: String) {
        #expect(codes(of: text) == ["KRK0104"])
    }

    @Test func depthIsCountedFromTheRoot() {
        let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(codes(of: allowed) == [])
        #expect(codes(of: "[\(allowed)]") == ["KRK0104"])
    }

    @Test func manyKeys() throws {
        let text = (0..<200_000).map { "k\($0): v\n" }.joined()
        var root: Node?
        let bytes = Array(text.utf8)
        let time = ContinuousClock().measure { root = parse(bytes: bytes).root }
        #expect(root?.entries?.count == 200_000)
        // A debug build; libyaml itself needs 0.1 s.
        #expect(time < .seconds(10))
    }

    @Test func longScalar() {
        #expect(codes(of: "k: " + String(repeating: "a", count: 10_000_000), within: .seconds(3)) == ["KRK0115"])
        #expect(codes(of: "k: " + String(repeating: "a", count: 65_536)) == [])
        #expect(codes(of: "k: " + String(repeating: "a", count: 65_537)) == ["KRK0115"])
    }

    @Test func largeFile() {
        let bytes = [UInt8](repeating: 0x23, count: 16 * 1024 * 1024 + 1)
        #expect(parse(bytes: bytes).diagnostics.codes == ["KRK0103"])
    }

    /// Each alias is one event and one finding; nothing is expanded.
    @Test func billionLaughs() {
        let text =
            "a: &a [x, x, x]\n"
            + zip("abcdefgh", "bcdefghi").map { "\($1): &\($1) [*\($0), *\($0), *\($0)]\n" }.joined()
        let found = codes(of: text)
        #expect(found.count == 9 + 8 * 3)
        #expect(Set(found) == ["KRK0105"])
    }

    @Test func selfReference() {
        #expect(codes(of: "&a [*a]") == ["KRK0105", "KRK0105"])
    }

    /// libyaml compares each `%TAG` with all before it.
    @Test func manyTagDirectives() {
        let text = (0..<60_000).map { "%TAG !a\($0)! tag:x\n" }.joined() + "---\na: 1\n"
        _ = codes(of: text, within: .seconds(1))
    }
}
