import Foundation
import JournalTestSupport
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeDiagnostics
import Testing

@testable import KirikaeAudit
@testable import KirikaeJournal

@Suite struct AuditVerifierTests {
    @Test func anUntouchedRunPassesBothVerifiers() async throws {
        let run = try SignedRun()
        let before = try run.fixture.temporary.names(in: run.fixture.relativePath)
        let report = try await run.audit()
        #expect(report.codes == [] && report.isVerified)
        #expect(report.statuses.count == AuditCheck.allCases.count)
        #expect(report.checks.allSatisfy { $0.check.isOnRequest ? $0.status == .notRequested : $0.status == .passed })
        #expect(report.recordCount == 12 && report.newestCheckpoint?.size == 12)
        #expect(report.signers == ["kirikae@j1"] && report.origin == "kirikae/run-1")
        #expect(try report.head == JournalReader.read(run.fixture.run).records.last?.hash)
        #expect(try run.fixture.temporary.names(in: run.fixture.relativePath) == before)
        #expect(try await run.pythonCodes() == [])
    }

    /// Every class is named, and both verifiers find exactly the same.
    @Test(arguments: TamperClass.all) func tampering(_ tampering: TamperClass) async throws {
        let run = try SignedRun()
        #expect(try await run.audit().isVerified)
        try tampering.tamper(run)
        let report = try await run.audit()
        #expect(!report.isVerified)
        #expect(report.codes == tampering.codes)
        #expect(try await run.pythonCodes() == tampering.codes)
        for language in Language.allCases {
            let text = AuditText(language: language).lines(report).joined(separator: "\n")
            #expect(!text.contains("(" + "path:") && !text.contains("KirikaeAudit"), "\(text)")
            for code in tampering.codes where !code.hasSuffix(": missing") {
                #expect(text.contains("[\(code.split(separator: " ")[1])]"), "\(text)")
            }
        }
    }

    @Test func aRunThatHasNotEndedDoesNotVerify() async throws {
        let run = try SignedRun(isClosed: false)
        let expected = ["closing-record: missing", "closing-record-is-last: missing", "closing-checkpoint: missing"]
        let report = try await run.audit()
        #expect(report.codes == expected && !report.isVerified)
        #expect(try await run.pythonCodes() == expected)
        #expect(report.newestCheckpoint?.size == 12)
    }

    @Test func withoutTrustedKeysNothingVerifies() async throws {
        let run = try SignedRun()
        let report = await AuditVerifier.verify(runDirectoryAt: run.path, settings: AuditSettings())
        #expect(!report.isVerified && report.newestCheckpoint == nil)
        #expect(Set(report.codes.map { $0.split(separator: " ").last }) == ["no-trusted-keys"])
    }

    @Test func aKeyThatMayNotSignCheckpointsIsNotTrusted() async throws {
        let run = try SignedRun()
        var settings = AuditSettings()
        let line = "kirikae@j1 namespaces=\"kirikae-plan\" \(run.key.publicKey.line)\n"
        settings.signers = try AllowedSigners(parsing: Array(line.utf8))
        let report = await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings)
        #expect(report.codes.allSatisfy { $0.hasSuffix(": key-unknown") } && report.codes.count == 5)
    }

    /// The run was in November 2023.
    @Test(arguments: [
        ("valid-after=\"20231101\"", true), ("valid-before=\"20231101Z\"", false),
        ("valid-after=\"202401010000Z\"", false),
        ("valid-after=\"20231101\",valid-before=\"20231201\"", true),
    ])
    func keysCountInTheirTime(options: String, isGood: Bool) async throws {
        let run = try SignedRun()
        let line = "kirikae@j1 namespaces=\"kirikae-checkpoint\",\(options) \(run.key.publicKey.line)\n"
        var settings = AuditSettings()
        settings.signers = try AllowedSigners(parsing: Array(line.utf8))
        let report = await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings)
        #expect(report.isVerified == isGood)
        if !isGood { #expect(report.codes.allSatisfy { $0.hasSuffix(": key-not-valid-then") }) }
    }

    @Test func theRunMustBeTheOneAskedFor() async throws {
        let run = try SignedRun(name: "run-2")
        var settings = try run.settings()
        settings.run = "run-1"
        let report = await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings)
        #expect(report.codes.first == "first-record: run-name-differs" && !report.isVerified)
    }

    @Test func aMissingDirectoryIsReported() async {
        for path in ["does-not-exist", ""] {
            let report = await AuditVerifier.verify(runDirectoryAt: path, settings: AuditSettings())
            #expect(report.codes == ["journal: unreadable"] && !report.isVerified)
            #expect(report.checks.dropFirst().allSatisfy { [.notReached, .notRequested].contains($0.status) })
        }
    }

    @Test func manyFindingsAreCounted() async throws {
        let run = try SignedRun()
        var files: [String: JSONValue] = [:]
        for number in 0..<50 { files["missing-\(number)"] = .string(RecordHash.zero.hexadecimal) }
        var payloads = try run.payloads()
        var header = payloads[0].objectValue ?? [:]
        header["files"] = .object(files)
        payloads[0] = .object(header)
        try run.rewrite(payloads) { try run.note($0) }
        let report = try await run.audit()
        guard case .failed(let findings)? = report.statuses[.pinnedFiles] else { throw POSIXError(.EINVAL) }
        #expect(findings.count == 21 && findings.last?.reason == .more(32))
    }

    /// Names of checks and findings are an interface.
    @Test func everyFindingHasWordsInBothLanguages() {
        for tampering in TamperClass.all {
            for code in tampering.codes {
                let check = code.split(separator: ":")[0]
                #expect(AuditCheck(rawValue: String(check)) != nil)
            }
        }
    }
}

/// Output that a power failure took, as the next owner of the run records it.
@Suite struct LostOutputTests {
    private static func output() -> [JSONValue] {
        [
            [
                "kind": "output-file", "step": "a/1", "attempt": 1, "file": "9-1", "offset": 0, "byteCount": 3,
                "sha256": .string(RecordHash(hashing: [1, 2, 3]).hexadecimal),
            ]
        ]
    }

    @Test(
        arguments: [
            ([], ["output-files: output-file-missing"]),
            ([["kind": "output-lost", "record": 1]], []),
            ([["kind": "output-lost", "record": 2]], ["output-files: output-file-missing"]),
            (
                [["kind": "noted", "synced": 2], ["kind": "output-lost", "record": 1]],
                ["output-files: output-file-missing"]
            ),
            ([["kind": "noted", "synced": 1], ["kind": "output-lost", "record": 1]], []),
        ] as [([JSONValue], [String])])
    func whatWasNotOnTheDiskMayBeLost(records: [JSONValue], codes: [String]) async throws {
        let run = try SignedRun(extra: Self.output() + records)
        #expect(try await run.audit().codes == codes)
        #expect(try await run.pythonCodes() == codes)
    }
}
