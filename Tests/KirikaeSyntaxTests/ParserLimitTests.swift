import KirikaeDiagnostics
import KirikaeSyntax
import Testing

/// Where exactly the limits lie; `HostileInputTests` holds what they are for.
@Suite struct ParserLimitTests {
    private func codes(of text: String) -> [String] { parse(text).diagnostics.codes }

    @Test func depthIsCountedFromTheRoot() {
        let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(codes(of: allowed) == [])
        #expect(codes(of: "[\(allowed)]") == ["KRK0104"])
    }

    @Test func longScalar() {
        #expect(codes(of: "k: " + String(repeating: "a", count: 65_536)) == [])
        #expect(codes(of: "k: " + String(repeating: "a", count: 65_537)) == ["KRK0115"])
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
}
