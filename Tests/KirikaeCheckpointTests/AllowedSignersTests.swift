import Testing

@testable import KirikaeCheckpoint

@Suite struct AllowedSignersTests {
    private static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICCQuExA5BFTo9gQ9Ao5ckkSKY5cyQtq/5qfXqMJYOUx"
    private static let other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBBBuExA5BFTo9gQ9Ao5ckkSKY5cyQtq/5qfXqMJYOUx"

    private static func read(_ text: String) throws -> [AllowedSigners.Entry] {
        try AllowedSigners(parsing: Array(text.utf8)).entries
    }

    @Test func linesAreRead() throws {
        let entries = try Self.read(
            """
            # comment
            sato@example.com \(Self.key)

              "suzuki@a,tanaka@b" namespaces="kirikae-plan,kirikae-approval",valid-before="20301231" \(Self.key) J1 の鍵
            *@example.com,!guest@example.com\tNAMESPACES=kirikae-checkpoint \(Self.other)\r
            """)
        #expect(entries.map(\.line) == [2, 4, 5])
        #expect(entries[0].principals == ["sato@example.com"] && entries[0].namespaces == nil)
        #expect(entries[0].allows(namespace: "anything"))
        #expect(entries[1].principals == ["suzuki@a", "tanaka@b"])
        #expect(entries[1].allows(namespace: "kirikae-plan") && !entries[1].allows(namespace: "kirikae-checkpoint"))
        #expect(entries[1].isValid(atMilliseconds: 1_924_905_599_999))
        #expect(!entries[1].isValid(atMilliseconds: 1_924_905_600_000))
        #expect(entries[2].allows(namespace: "kirikae-checkpoint"))
        #expect(entries[2].allows(principal: "a@example.com") && !entries[2].allows(principal: "guest@example.com"))
        #expect(!entries[2].allows(principal: "a@example.org"))
    }

    @Test(
        arguments: [
            ("19700101", 0), ("20000229", 951_782_400_000), ("20240229123456Z", 1_709_210_096_000),
            ("203801190314Z", 2_147_483_640_000), ("21000301", 4_107_542_400_000),
        ] as [(String, Int64)])
    func timesAreInUTC(text: String, milliseconds: Int64) throws {
        let entries = try Self.read("a valid-after=\"\(text)\" \(Self.key)")
        #expect(entries[0].validAfterMilliseconds == milliseconds)
        #expect(
            entries[0].isValid(atMilliseconds: milliseconds) && !entries[0].isValid(atMilliseconds: milliseconds - 1))
    }

    @Test(
        arguments: [
            ("a", .form), ("a ssh-ed25519", .form), ("a \(key.dropLast(3))", .form),
            ("a ssh-rsa \(key.dropFirst(12))", .form),
            ("a \"namespaces=x \(key)", .form), ("\"\" \(key)", .form),
            ("a cert-authority \(key)", .certificateAuthority),
            ("a namespaces=\"x\",cert-authority \(key)", .certificateAuthority),
            ("a nonsense \(key)", .option("nonsense")), ("a namespaces \(key)", .option("namespaces")),
            ("a namespaces=\"\" \(key)", .option("namespaces=\"\"")),
            ("a no-touch=\"x\" \(key)", .option("no-touch=\"x\"")),
            ("a valid-after=\"2024\" \(key)", .time("2024")), ("a valid-after=\"20241301\" \(key)", .time("20241301")),
            ("a valid-after=\"2024-01-01\" \(key)", .time("2024-01-01")),
            ("a valid-before=\"202401012400\" \(key)", .time("202401012400")),
        ] as [(String, AllowedSigners.Defect.Reason)])
    func whatIsNotUnderstoodIsRefused(line: String, reason: AllowedSigners.Defect.Reason) {
        #expect(throws: AllowedSigners.Defect(reason: reason, line: 2)) { try Self.read("# x\n\(line)\n") }
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(throws: AllowedSigners.Defect(reason: .notText, line: 1)) { try AllowedSigners(parsing: [0xFF]) }
    }

    /// Patterns that take exponential time elsewhere.
    @Test func patternsEndInTime() {
        let pattern = String(repeating: "*a", count: 200) + "b"
        #expect(!PatternList.matches(String(repeating: "a", count: 400), [pattern]))
        for (text, pattern, matches) in [
            ("abc", "a?c", true), ("abc", "*", true), ("", "*", true), ("", "?", false), ("abc", "a*d", false),
            ("abcabc", "*abc", true), ("a", "A", false),
        ] {
            #expect(PatternList.matches(text, [pattern]) == matches, "\(text) \(pattern)")
        }
    }
}
