import KirikaeSyntax
import Testing

/// Durations as written.
@Suite struct MillisecondsTests {
    @Test(arguments: [
        ("0s", 0), ("0ms", 0), ("1ms", 1), ("500ms", 500), ("30s", 30_000), ("5m", 300_000), ("8h", 28_800_000),
        ("007s", 7_000), ("8760h", 31_536_000_000), ("31536000000ms", 31_536_000_000),
    ])
    func read(text: String, count: Int64) {
        #expect(Milliseconds(written: text)?.count == count)
    }

    @Test(arguments: [
        "", "5", "s", "5 m", " 5m", "5m ", "5M", "5min", "1.5h", "-5s", "+5s", "5s5s", "1h30m", "٣s", "５m", "5ｍ",
        "8761h",
        "31536000001ms", "9223372036854775807h", "9223372036854775808ms", "1e3s", "0x5s", "5d",
    ])
    func refused(text: String) {
        #expect(Milliseconds(written: text) == nil)
    }

    @Test(
        arguments: [
            (0, "0s"), (1, "1ms"), (999, "999ms"), (1_000, "1s"), (1_500, "1500ms"), (60_000, "1m"), (90_000, "90s"),
            (3_600_000, "1h"), (5_400_000, "90m"), (86_400_000, "24h"),
        ] as [(Int64, String)])
    func written(count: Int64, expected: String) {
        #expect(Milliseconds(count).written == expected)
        #expect(Milliseconds(written: expected)?.count == count)
    }

    @Test func arithmetic() {
        #expect(Milliseconds(1) + Milliseconds(2) == Milliseconds(3))
        #expect(Milliseconds(1) < Milliseconds(2))
    }
}
