import JournalTestSupport
import Glibc
import KirikaeCanonicalJSON
import Testing

@testable import KirikaeAudit
@testable import KirikaeJournal

@Suite struct AuditVerifierTests {
    private static let files: [String: [UInt8]] = [
        "runbooks/switchover.yaml": Array("steps: []\n".utf8), "service.yaml": Array("variables: {}\n".utf8),
    ]

    /// A closed run of records 0 to 5 with two pinned files.
    private func closedRun() throws -> JournalFixture {
        let fixture = try JournalFixture()
        for (path, contents) in Self.files { try fixture.run.writePinned(contents, at: PinnedPath(path)) }
        let owner = try RunOwner(acquiring: fixture.run)
        let writer = try JournalWriter(creatingFor: owner)
        let hashes = Self.files.mapValues { JSONValue.string(RecordHash(hashing: $0).hexadecimal) }
        try writer.append(["kind": "run-started", "files": .object(hashes)], durable: true)
        for number in 1..<5 { try writer.append(JournalFixture.payload(number), durable: true) }
        let checkpoint = try writer.checkpoint(origin: "site-a")
        try writer.append(["kind": "run-closed", "checkpoint": checkpoint.jsonValue], durable: true)
        try owner.release()
        return fixture
    }

    /// Payloads without `n`, as they were given to the writer.
    private func payloads(_ fixture: JournalFixture) throws -> [JSONValue] {
        try JournalReader.read(fixture.run).records.map { record in
            .object(record.payload.objectValue?.filter { $0.key != "n" } ?? [:])
        }
    }

    private func lines(_ fixture: JournalFixture) throws -> [[UInt8]] {
        try fixture.temporary.contents(fixture.journalName).split(separator: 0x0A).map { Array($0) + [0x0A] }
    }

    private func rewrite(_ fixture: JournalFixture, _ payloads: [JSONValue]) throws {
        var bytes: [UInt8] = []
        var head = RecordHash.zero
        for (number, payload) in payloads.enumerated() {
            let line = try JournalFormat.line(number: number, payload: payload, after: head)
            bytes += line.bytes
            head = line.hash
        }
        try fixture.temporary.write(bytes, to: fixture.journalName)
    }

    private func edited(_ line: [UInt8], _ old: String, _ new: String) throws -> [UInt8] {
        let text = String(decoding: line, as: UTF8.self)
        try #require(text.contains(old))
        return Array(text.replacing(old, with: new).utf8)
    }

    @Test func anUntouchedRunPasses() throws {
        let fixture = try closedRun()
        let before = try fixture.temporary.names(in: fixture.relativePath)
        let report = AuditVerifier.verify(runDirectoryAt: fixture.run.path)
        #expect(report.isVerified)
        #expect(report.statuses.count == AuditCheck.allCases.count)
        #expect(report.checks.allSatisfy { $0.status == .passed })
        #expect(report.recordCount == 6 && report.signature == .absent)
        #expect(try report.head == JournalReader.read(fixture.run).records.last?.hash)
        #expect(try fixture.temporary.names(in: fixture.relativePath) == before)
    }

    /// Who can write the whole file can make another consistent one; only a signature would show it.
    @Test func aCompletelyRewrittenLogPassesAndIsUnsigned() throws {
        let fixture = try closedRun()
        let original = AuditVerifier.verify(runDirectoryAt: fixture.run.path).head
        var payloads = try payloads(fixture)
        payloads[2] = ["kind": "step-observed", "exit": 0]
        try rewrite(fixture, payloads)
        let root = try JournalReader.read(fixture.run).records[4].hash
        payloads[5] = [
            "kind": "run-closed", "checkpoint": Checkpoint(origin: "site-a", size: 5, root: root).jsonValue,
        ]
        try rewrite(fixture, payloads)
        let report = AuditVerifier.verify(runDirectoryAt: fixture.run.path)
        #expect(report.isVerified && report.signature == .absent)
        #expect(report.head != original)
    }

    struct Tampering: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// The only check that is neither passed nor not reached; nil where the reason is given by the test.
        var check: AuditCheck
        var tamper: @Sendable (AuditVerifierTests, JournalFixture) throws -> AuditReport.Status
    }

    private static func failed(_ reason: AuditFinding.Reason, _ number: Int, _ offset: Int) -> AuditReport.Status {
        .failed([AuditFinding(reason, recordNumber: number, offset: offset)])
    }

    private static func offset(_ lines: [[UInt8]], _ index: Int) -> Int { lines[..<index].reduce(0) { $0 + $1.count } }

    private func replaceLines(
        _ fixture: JournalFixture, _ change: (inout [[UInt8]]) throws -> Void
    ) throws -> [[UInt8]] {
        let original = try lines(fixture)
        var changed = original
        try change(&changed)
        #expect(changed != original)
        try fixture.temporary.write(Array(changed.joined()), to: fixture.journalName)
        return original
    }

    static let lineTamperings = [
        Tampering(testDescription: "edited record", check: .hashChain) { test, fixture in
            let lines = try test.replaceLines(fixture) { $0[2] = try test.edited($0[2], "\"exit\":2", "\"exit\":0") }
            return failed(.damage(.hashMismatch), 2, offset(lines, 2))
        },
        Tampering(testDescription: "deleted middle record", check: .recordNumbers) { test, fixture in
            let lines = try test.replaceLines(fixture) { $0.remove(at: 2) }
            return failed(.recordMissing, 2, offset(lines, 2))
        },
        Tampering(testDescription: "deleted first record", check: .recordNumbers) { test, fixture in
            _ = try test.replaceLines(fixture) { $0.removeFirst() }
            return failed(.recordMissing, 0, 0)
        },
        Tampering(testDescription: "swapped records", check: .recordNumbers) { test, fixture in
            let lines = try test.replaceLines(fixture) { $0.swapAt(2, 3) }
            return failed(.recordOutOfOrder(found: 3), 2, offset(lines, 2))
        },
        Tampering(testDescription: "repeated record", check: .recordNumbers) { test, fixture in
            let lines = try test.replaceLines(fixture) { $0.insert($0[2], at: 3) }
            return failed(.recordRepeated(found: 2), 3, offset(lines, 3))
        },
        Tampering(testDescription: "spacing", check: .lineForm) { test, fixture in
            let lines = try test.replaceLines(fixture) { $0[1] = try test.edited($0[1], "\"exit\":1", "\"exit\": 1") }
            let syntax = JSONSyntaxError(offset: 8, reason: .notCanonical)
            return failed(.damage(.payloadSyntax(syntax)), 1, offset(lines, 1))
        },
        Tampering(testDescription: "bytes after the object", check: .lineForm) { test, fixture in
            let lines = try test.replaceLines(fixture) { $0[0] = Array($0[0].dropLast()) + Array("x\n".utf8) }
            let syntax = JSONSyntaxError(offset: lines[0].count - 66, reason: .trailingBytes)
            return failed(.damage(.payloadSyntax(syntax)), 0, 0)
        },
        Tampering(testDescription: "empty line", check: .lineForm) { test, fixture in
            let lines = try test.replaceLines(fixture) { $0.append([0x0A]) }
            return failed(.damage(.malformedLine), 6, offset(lines, 6))
        },
        Tampering(testDescription: "extra bytes at the end", check: .completeLastLine) { test, fixture in
            let lines = try test.replaceLines(fixture) { $0.append([0x61, 0x62]) }
            return failed(.incompleteLastLine(byteCount: 2), 6, offset(lines, 6))
        },
        Tampering(testDescription: "appended after closing", check: .closingRecordIsLast) { test, fixture in
            let owner = try RunOwner(acquiring: fixture.run)
            let writer = try JournalRecovery.openForAppend(owner).writer
            let record = try writer.append(["kind": "step-observed"], durable: true)
            try owner.release()
            return failed(.recordAfterClosing, 6, record.offset)
        },
        Tampering(testDescription: "edited and re-hashed", check: .checkpoint) { test, fixture in
            let closing = try JournalReader.read(fixture.run).records[5]
            let old = try #require(closing.payload["checkpoint"].flatMap { Checkpoint($0) })
            var payloads = try test.payloads(fixture)
            payloads[2] = ["kind": "step-observed", "step": "手順-2", "exit": 0]
            try test.rewrite(fixture, payloads)
            let records = try JournalReader.read(fixture.run).records
            return failed(.checkpointRoot(expected: records[4].hash, found: old.root), 5, records[5].offset)
        },
    ]

    static let contentTamperings = [
        Tampering(testDescription: "no closing record", check: .closingRecord) { test, fixture in
            _ = try test.replaceLines(fixture) { $0.removeLast() }
            return .notPresent
        },
        Tampering(testDescription: "empty journal", check: .firstRecord) { test, fixture in
            _ = try test.replaceLines(fixture) { $0.removeAll() }
            return .notPresent
        },
        Tampering(testDescription: "no journal", check: .journal) { _, fixture in
            let path = "\(fixture.run.path)/journal.log"
            #expect(unlink(path) == 0)
            return .failed([AuditFinding(.unreadable(.missing(path: path)))])
        },
        Tampering(testDescription: "journal is a link", check: .journal) { _, fixture in
            let path = "\(fixture.run.path)/journal.log"
            #expect(rename(path, path + ".moved") == 0 && symlink(path + ".moved", path) == 0)
            return .failed([AuditFinding(.unreadable(.symbolicLink(path: path)))])
        },
        Tampering(testDescription: "another first record", check: .firstRecord) { test, fixture in
            var payloads = try test.payloads(fixture)
            var first = payloads[0].objectValue ?? [:]
            first["kind"] = "step-observed"
            payloads[0] = .object(first)
            try test.rewrite(fixture, payloads)
            return failed(.firstRecordKind(found: "step-observed"), 0, 0)
        },
        Tampering(testDescription: "checkpoint without origin", check: .checkpoint) { test, fixture in
            var payloads = try test.payloads(fixture)
            payloads[5] = ["kind": "run-closed", "checkpoint": ["size": 5]]
            try test.rewrite(fixture, payloads)
            let offset = try JournalReader.read(fixture.run).records[5].offset
            return failed(.checkpointMalformed, 5, offset)
        },
        Tampering(testDescription: "no checkpoint", check: .checkpoint) { test, fixture in
            var payloads = try test.payloads(fixture)
            payloads[5] = ["kind": "run-closed"]
            try test.rewrite(fixture, payloads)
            return .notPresent
        },
        Tampering(testDescription: "removed and renumbered", check: .checkpoint) { test, fixture in
            let closing = try JournalReader.read(fixture.run).records[5]
            let old = try #require(closing.payload["checkpoint"].flatMap { Checkpoint($0) })
            var payloads = try test.payloads(fixture)
            payloads.remove(at: 3)
            try test.rewrite(fixture, payloads)
            let records = try JournalReader.read(fixture.run).records
            return .failed(
                [.checkpointSize(expected: 4, found: 5), .checkpointRoot(expected: records[3].hash, found: old.root)]
                    .map { AuditFinding($0, recordNumber: 4, offset: records[4].offset) })
        },
    ]

    static let pinnedTamperings = [
        Tampering(testDescription: "changed pinned file", check: .pinnedFiles) { _, fixture in
            let changed = Array("steps: [x]\n".utf8)
            try fixture.temporary.write(changed, to: "\(fixture.relativePath)/pinned/runbooks/switchover.yaml")
            let path = "runbooks/switchover.yaml"
            let expected = RecordHash(hashing: files[path] ?? [])
            return failed(
                .pinnedFileChanged(path: path, expected: expected, found: RecordHash(hashing: changed)), 0, 0)
        },
        Tampering(testDescription: "missing pinned file", check: .pinnedFiles) { _, fixture in
            #expect(unlink("\(fixture.run.path)/pinned/service.yaml") == 0)
            return failed(.pinnedFileMissing(path: "service.yaml"), 0, 0)
        },
        Tampering(testDescription: "unlisted pinned file", check: .pinnedFiles) { _, fixture in
            try fixture.run.writePinned([], at: PinnedPath("runbooks/extra.yaml"))
            return failed(.pinnedFileUnlisted(path: "runbooks/extra.yaml"), 0, 0)
        },
        Tampering(testDescription: "pinned file is a link", check: .pinnedFiles) { _, fixture in
            let path = "\(fixture.run.path)/pinned/service.yaml"
            #expect(rename(path, "\(fixture.temporary.path)/moved") == 0)
            #expect(symlink("\(fixture.temporary.path)/moved", path) == 0)
            return failed(.pinnedFileUnreadable(path: "service.yaml", .symbolicLink(path: path)), 0, 0)
        },
        Tampering(testDescription: "listed path leaves the directory", check: .pinnedFiles) { test, fixture in
            var payloads = try test.payloads(fixture)
            var listed = payloads[0]["files"]?.objectValue ?? [:]
            listed["../journal.log"] = .string(RecordHash.zero.hexadecimal)
            payloads[0] = ["kind": "run-started", "files": .object(listed)]
            try test.rewrite(fixture, payloads)
            return failed(.pinnedPathInvalid(path: "../journal.log", defect: .relativeComponent), 0, 0)
        },
        Tampering(testDescription: "no list of files", check: .pinnedFiles) { test, fixture in
            var payloads = try test.payloads(fixture)
            payloads[0] = ["kind": "run-started"]
            try test.rewrite(fixture, payloads)
            return .notPresent
        },
        Tampering(testDescription: "list of files is a list", check: .pinnedFiles) { test, fixture in
            var payloads = try test.payloads(fixture)
            payloads[0] = ["kind": "run-started", "files": []]
            try test.rewrite(fixture, payloads)
            return failed(.fileListMalformed(path: nil), 0, 0)
        },
    ]

    @Test(arguments: lineTamperings + contentTamperings + pinnedTamperings)
    func tamperingFailsWithItsOwnReason(_ tampering: Tampering) throws {
        let fixture = try closedRun()
        #expect(AuditVerifier.verify(runDirectoryAt: fixture.run.path).isVerified)
        let expected = try tampering.tamper(self, fixture)
        let report = AuditVerifier.verify(runDirectoryAt: fixture.run.path)
        #expect(!report.isVerified)
        #expect(report.statuses[tampering.check] == expected)
    }

    @Test func reasonsDiffer() throws {
        let tamperings = Self.lineTamperings + Self.contentTamperings + Self.pinnedTamperings
        var seen: [String: String] = [:]
        for tampering in tamperings where tampering.testDescription != "deleted first record" {
            let reason = try reasonName(tampering)
            #expect(seen.updateValue(tampering.testDescription, forKey: reason) == nil, "\(reason)")
        }
    }

    /// The check and the names of its reasons, without their data about places.
    private func reasonName(_ tampering: Tampering) throws -> String {
        let fixture = try closedRun()
        switch try tampering.tamper(self, fixture) {
        case .failed(let findings):
            return "\(tampering.check) "
                + findings.map { "\($0.reason)".replacing(fixture.run.path, with: "") }.joined(separator: " ")
        case let other: return "\(tampering.check) \(other)"
        }
    }

    @Test func aMissingDirectoryIsReported() {
        let report = AuditVerifier.verify(runDirectoryAt: "does-not-exist")
        #expect(!report.isVerified)
        let finding = AuditFinding(.unreadable(.missing(path: "does-not-exist")))
        #expect(report.statuses[.journal] == .failed([finding]))
        #expect(report.checks.dropFirst().allSatisfy { $0.status == .notReached })
        #expect(AuditVerifier.verify(runDirectoryAt: "").statuses[.journal] != .passed)
    }
}
