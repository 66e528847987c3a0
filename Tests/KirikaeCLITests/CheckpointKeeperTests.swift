import Foundation
import KirikaeAudit
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeEngine
import KirikaeJournal
import KirikaeTestSupport
import Synchronization
import Testing

@testable import KirikaeCLI

/// When the record is signed, and when a signature leaves it.
@Suite struct CheckpointKeeperTests {
    /// Signs so many times, then fails.
    private final class LimitedSigner: CheckpointSigner {
        let publicKey: SSHPublicKey
        let signsEveryStep = true
        private let key: SSHPrivateKey
        private let left: Mutex<Int>

        init(_ key: SSHPrivateKey, times: Int) {
            self.key = key
            publicKey = key.publicKey
            left = Mutex(times)
        }

        func signature(
            of text: String, as name: String
        ) async throws(CheckpointSigningFailure) -> SignedNote.Signature {
            let isLeft = left.withLock { left in
                left -= 1
                return left >= 0
            }
            guard isLeft else { throw CheckpointSigningFailure(reason: "the token is not there") }
            return try key.sign(text, as: name)
        }
    }

    private let folder: TemporaryFolder
    private let state: StateDirectory
    private let run: RunDirectory
    private let key = SSHPrivateKey()
    private let stamp = Stamp(wallMilliseconds: 1_700_000_000_000, monotonicMilliseconds: 0)
    private let header = RunHeader(
        run: "run-1", runbook: "a", arguments: [:], environment: "lab", environmentArguments: [:], fingerprint: "f",
        files: [:], operatorName: "佐藤", speed: 1, version: "1")

    init() throws {
        folder = try TemporaryFolder()
        state = try StateDirectory(path: folder.path + "/state")
        run = try state.createRun(RunIdentifier("run-1"))
    }

    private func recorder(_ writer: JournalWriter, signatures: Int, place: CheckpointPlace? = nil) -> JournalRecorder {
        let keeper = CheckpointSettings(keyPath: nil, place: place).keeper(
            signer: LimitedSigner(key, times: signatures), run: "run-1", in: run, operatorName: "佐藤", tell: { _ in })
        return JournalRecorder(writer: writer, operatorName: "佐藤", checkpoints: keeper, stepIndex: { _ in nil })
    }

    /// Records an event, and waits for the disk where the runner would.
    private func keep(_ event: RunEvent, _ recorder: JournalRecorder) async throws {
        try await recorder.record(event, at: stamp)
        if event.durability == .beforeAnythingElse { try await recorder.synchronize() }
    }

    private func kinds() throws -> [String] {
        try JournalReader.read(run).records.compactMap { record in
            let text = record.payload.canonicalText
            return text.firstRange(of: "\"kind\":\"").map { String(text[$0.upperBound...].prefix { $0 != "\"" }) }
        }
    }

    private func audit() async throws -> AuditReport {
        var settings = AuditSettings()
        let line = AllowedSigners.checkpointLine(principal: "k", key: key.publicKey)
        settings.signers = try AllowedSigners(parsing: Array(line.utf8))
        return await AuditVerifier.verify(run, settings: settings)
    }

    @Test func everyStepEdgeTheStopAndTheEndAreSigned() async throws {
        let owner = try RunOwner(acquiring: run)
        let recorder = recorder(try JournalWriter(creatingFor: owner), signatures: .max)
        for event: RunEvent in [
            .started(header), .notNeeded(step: "a"), .intent(step: "b", attempt: 1), .done(step: "b"),
            .skipped(step: "c", reason: "x"), .stopped(.person),
        ] {
            try await keep(event, recorder)
            // The runner does, before the action.
            if case .intent = event { try await recorder.synchronize() }
        }
        #expect(
            try kinds() == [
                "run-started", "not-needed", "intent", "checkpoint", "done", "checkpoint", "skipped", "checkpoint",
                "stopped", "checkpoint",
            ])
        #expect(try await audit().newestCheckpoint?.size == 10)
        for event: RunEvent in [.resumed(operatorName: "佐藤", epoch: 2), .closed(.completed)] {
            try await keep(event, recorder)
        }
        let report = try await audit()
        #expect(report.isVerified, "\(report.codes)")
        #expect(report.newestCheckpoint?.size == 12)
    }

    /// The run ends only with a signature; until then it can be resumed.
    @Test func withoutASignatureThereIsNoClosingRecord() async throws {
        let owner = try RunOwner(acquiring: run)
        let writer = try JournalWriter(creatingFor: owner)
        let failing = recorder(writer, signatures: 0)
        try await keep(.started(header), failing)
        await #expect(throws: CommandFailure.self) { try await keep(.closed(.completed), failing) }
        #expect(try kinds() == ["run-started"])
        // The key is there again, in the next process.
        let working = recorder(writer, signatures: .max)
        try await keep(.closed(.completed), working)
        #expect(try await audit().isVerified)
    }

    /// The signature over all fails after the closing record: that is what `audit seal` is for.
    @Test func theLastSignatureMayBeMissing() async throws {
        let owner = try RunOwner(acquiring: run)
        let recorder = recorder(try JournalWriter(creatingFor: owner), signatures: 1)
        try await keep(.started(header), recorder)
        await #expect(throws: CommandFailure.self) { try await keep(.closed(.completed), recorder) }
        let report = try await audit()
        #expect(report.codes == ["checkpoint-file: missing"] && report.isSealable)
    }

    /// A head that others hold must never say more than the disk does.
    @Test func nothingIsSentBeforeItsRecordsAreOnTheDisk() async throws {
        let place = folder.path + "/kept"
        let owner = try RunOwner(acquiring: run)
        let settings = CheckpointSettings(keyPath: nil, place: .directory(place))
        let told = Mutex<[RunEvent]>([])
        let keeper = settings.keeper(
            signer: LimitedSigner(key, times: .max), run: "run-1", in: run, operatorName: "佐藤",
            tell: { event in told.withLock { $0.append(event) } })
        let recorder = JournalRecorder(
            writer: try JournalWriter(creatingFor: owner), operatorName: "佐藤", checkpoints: keeper,
            stepIndex: { _ in nil })
        try await keep(.started(header), recorder)
        // Recorded and not yet on the disk: there is nothing to send.
        try await recorder.record(.notNeeded(step: "a"), at: stamp)
        #expect(!FileManager.default.fileExists(atPath: place))
        try await keep(.stopped(.person), recorder)
        let names = try FileManager.default.contentsOfDirectory(atPath: place).filter { !$0.hasPrefix(".") }.sorted()
        #expect(names.last == CheckpointCopies.fileName(run: "run-1", size: 4), "\(names)")
        #expect(told.withLock { $0.allSatisfy { if case .checkpointCopied(_, _, nil) = $0 { true } else { false } } })
    }
}
