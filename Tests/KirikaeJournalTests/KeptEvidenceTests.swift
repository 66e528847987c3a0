import Glibc
import JournalTestSupport
import KirikaeCanonicalJSON
import Testing

@testable import KirikaeJournal

/// Copies of files that people add as evidence.
@Suite struct KeptEvidenceTests {
    private let fixture: JournalFixture
    private let folder: String

    init() throws {
        fixture = try JournalFixture()
        folder = "\(fixture.temporary.path)/given"
        #expect(mkdir(folder, 0o700) == 0)
    }

    private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = "\(folder)/\(name)"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        #expect(count == bytes.count)
        return path
    }

    @Test func aCopyIsWholeAndPrivateAndNamedByHash() throws {
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let kept = try fixture.run.keepEvidence(try file("画面 1.png", bytes))
        #expect(kept.file == "1-___1.png")
        #expect(kept.byteCount == bytes.count)
        #expect(kept.hash == RecordHash(hashing: bytes))
        #expect(try fixture.run.contents(of: PinnedPath(kept.file), below: "evidence") == bytes)
        var status = stat()
        #expect(stat("\(fixture.run.path)/evidence/\(kept.file)", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        // The same file once more is another copy.
        #expect(try fixture.run.keepEvidence("\(folder)/画面 1.png").file == "2-___1.png")
        #expect(try fixture.run.keepEvidence(try file("empty", [])).byteCount == 0)
    }

    @Test func onlyARegularFileIsTaken() throws {
        let path = try file("real", [1, 2, 3])
        #expect(symlink(path, "\(folder)/link") == 0)
        #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
        for (name, expected) in [
            ("link", JournalError.symbolicLink(path: "\(folder)/link")),
            ("pipe", .notRegularFile(path: "\(folder)/pipe")), ("none", .missing(path: "\(folder)/none")),
            ("", .notRegularFile(path: "\(folder)/")),
        ] {
            #expect(throws: EvidenceRefusal.unusable(expected)) { try fixture.run.keepEvidence("\(folder)/\(name)") }
        }
        #expect(throws: EvidenceRefusal.unusable(.notRegularFile(path: "/dev/null"))) {
            try fixture.run.keepEvidence("/dev/null")
        }
        #expect(throws: EvidenceRefusal.unusable(.invalidPath("a\0b"))) { try fixture.run.keepEvidence("a\0b") }
    }

    @Test func whatIsTooLongIsRefusedBeforeItIsCopied() throws {
        let path = try file("long", [])
        #expect(truncate(path, off_t(RunDirectory.mostEvidenceBytes) + 1) == 0)
        #expect(throws: EvidenceRefusal.tooLong) { try fixture.run.keepEvidence(path) }
        #expect(throws: JournalError.self) { try fixture.run.contents(of: PinnedPath("1-long"), below: "evidence") }
        // The control: one byte less is taken.
        #expect(truncate(path, off_t(RunDirectory.mostEvidenceBytes)) == 0)
        #expect(try fixture.run.keepEvidence(path).byteCount == RunDirectory.mostEvidenceBytes)
    }

    @Test(arguments: [
        ("/a/b.png", "b.png"), ("../../etc/passwd", "passwd"), ("..", "file"), (".hidden", "hidden"), ("/", "file"),
        ("a b;$(x)|y", "a_b___x__y"), ("-rf", "-rf"),
        (String(repeating: "n", count: 80) + ".log", String(repeating: "n", count: 44) + ".log"),
    ])
    func aNameIsMadePlain(path: String, name: String) {
        #expect(RunDirectory.plainName(of: path) == name)
        #expect(RunDirectory.isEvidenceName("1-\(name)"))
    }

    @Test(arguments: ["", "1", "x-a", "-a", "1-../a", "1-a/b", "1-.", "1-", "1-..", "1-\u{202E}"])
    func aNameThatLeadsElsewhereIsNone(name: String) { #expect(!RunDirectory.isEvidenceName(name)) }
}
