import HostileInput
import KirikaeDiagnostics
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// Texts that cost libyaml 0.2.5 seconds, or a careless reader gigabytes, end early with a finding in the right place.
@Suite(.serialized) struct HostileInputTests {
    /// A release build may take 50 ms, and the benchmark shows that it does.
    ///
    /// This leaves room for a slow machine; what grows with the square of the length takes longer still.
    private static let bound = Duration.seconds(1)

    @Test(arguments: HostileInput.all)
    func endsEarly(input: HostileInput) throws {
        let bytes = input.bytes
        var parsed: (root: Node?, diagnostics: Diagnostics)?
        let time = ThreadTime.measure { parsed = parse(bytes: bytes) }
        let (root, diagnostics) = try #require(parsed)
        #expect(time < Self.bound, "\(bytes.count) bytes took \(time)")
        #expect(diagnostics.codes.first == input.code)
        #expect(diagnostics.codes.count <= SyntaxLimits().findings + 1)
        if input.code == nil { #expect(root != nil) }
        for finding in diagnostics.all {
            let place = try #require(finding.location)
            #expect(place.file == "test.yaml")
            #expect(place.start.line >= 1 && place.start.column >= 1)
        }
    }

    /// The place is where the reader gave up, not the top of the file.
    @Test(arguments: [
        ("100,000 [ in the middle of a file", 2, 67), ("10 MB plain", 1, 4), ("a comment of 10 MB", 2, 1),
        ("60,000 %TAG, ended by CR", 2, 1), ("60,000 %TAG after the document", 3, 1), ("200,000 keys", 20_001, 1),
        ("invalid after 10 MB", 9_002, 1), ("cut in a character", 1, 4), ("NUL", 1, 5),
        ("a byte order mark in the middle", 2, 2), ("200,000 times one key", 2, 1),
    ])
    func place(name: String, line: Int, column: Int) throws {
        let input = try #require(HostileInput.all.first { $0.name == name })
        let found = try #require(parse(bytes: input.bytes).diagnostics.all.first?.location)
        #expect(found.start == SourcePosition(line: line, column: column))
    }

    /// Ten times the length takes about ten times as long, not a hundred.
    @Test(
        arguments: [
            ("keys", { @Sendable in "k\($0): v\n" }), ("Japanese keys", { @Sendable in "窓口\($0): v\n" }),
            ("lists", { @Sendable _ in "- [a, b, c]\n" }), ("comments", { @Sendable _ in "- a\n# c\n" }),
            ("empty lines", { @Sendable _ in "- a\n\n\n" }), ("flow", { @Sendable _ in "- {a: b}\n" }),
            ("ends of a document", { @Sendable in $0 == 0 ? "a\n" : "...\n" }),
        ] as [(String, @Sendable (Int) -> String)])
    func linear(name: String, line: @Sendable (Int) -> String) {
        func time(_ count: Int) -> Duration {
            let bytes = Array((0..<count).map(line).joined().utf8)
            return (0..<3).map { _ in
                ThreadTime.measure { #expect(parse(bytes: bytes).diagnostics.codes == []) }
            }.min() ?? .zero
        }
        let (short, long) = (time(1_500), time(15_000))
        #expect(long < short * 40 + .milliseconds(20), "\(name): \(short), then \(long) for ten times as much")
    }

    /// Limits are what is still allowed.
    @Test(arguments: [
        ("KRK0119", "[a, a, a]", "[a, a, a, a]", limits { ($0.events, $0.charactersPerEvent) = (8, 1000) }),
        (
            "KRK0120", "# \(String(repeating: "c", count: 96))", "# \(String(repeating: "c", count: 97))",
            limits { $0.stretchBytes = 100 }
        ),
        ("KRK0121", "{a: *x}", "{a: *x, b: *x}", limits { $0.findings = 2 }),
        (
            "KRK0122", keys(18), keys(19), limits { $0.keys = 18 }
        ),
    ])
    func inclusive(code: String, within: String, beyond: String, limits: SyntaxLimits) {
        func codes(_ text: String) -> [String] {
            var diagnostics = Diagnostics()
            _ = SyntaxParser(limits: limits).parse(Array("\(text)\na".utf8), file: "test.yaml", into: &diagnostics)
            return diagnostics.codes
        }
        #expect(!codes(within).contains(code))
        #expect(codes(beyond).contains(code))
    }

    private static func keys(_ count: Int) -> String {
        "{" + (0..<count).map { "k\($0): v" }.joined(separator: ", ") + "}"
    }

    private static func limits(_ change: (inout SyntaxLimits) -> Void) -> SyntaxLimits {
        var limits = SyntaxLimits()
        change(&limits)
        return limits
    }
}
