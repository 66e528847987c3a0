import Foundation
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeJournal
import KirikaeSignatures
import Testing

@testable import KirikaeAudit

/// Signatures of approvals and reviews, made by the system's `ssh-keygen`, checked by both verifiers.
@Suite struct ApprovalAuditTests {
    /// A folder with the key of an approver.
    private struct Approver {
        let folder: TemporaryKeys
        let line: String

        init(_ name: String = "sato") async throws {
            folder = try await TemporaryKeys(type: "ed25519")
            line = "\(name) namespaces=\"kirikae-approval,kirikae-plan\" \(folder.publicLine)\n"
        }

        func sign(_ statement: JSONValue, namespace: String) async throws -> (statement: String, signature: String) {
            let text = statement.canonicalText
            let signature = try await SSHKeygen().sign(
                Array(text.utf8), keyPath: folder.keyPath, namespace: namespace, asksAtTerminal: false)
            return (text, signature)
        }
    }

    private static let asked: JSONValue = [
        "kind": "asked", "asks": "approval", "question": "q1", "step": "a/1", "given": [], "signature": "required",
    ]

    private static func statement(_ changes: [String: JSONValue] = [:]) -> JSONValue {
        let members: [String: JSONValue] = [
            "kind": "kirikae-approval", "version": 1, "run": "run-1", "nonce": "n1", "plan": "f1", "step": "a/1",
            "decision": "approve", "by": "sato", "reason": "見た", "signedAt": 1_700_000_000_000,
            "expires": 1_700_000_100_000,
        ]
        return .object(members.merging(changes) { $1 })
    }

    private static func answered(_ signed: (statement: String, signature: String)?) -> JSONValue {
        var members: [String: JSONValue] = [
            "kind": "answered", "question": "q1", "answer": "approve", "by": "sato", "remark": "見た",
        ]
        if let signed {
            members["statement"] = .string(signed.statement)
            members["signature"] = .string(signed.signature)
        }
        return .object(members)
    }

    private func codes(_ records: [JSONValue], signers: String) async throws -> [String] {
        let run = try SignedRun(extra: records)
        let report = await AuditVerifier.verify(runDirectoryAt: run.path, settings: try run.settings(signers: signers))
        #expect(try await run.pythonCodes(signers: signers) == report.codes)
        return report.codes
    }

    @Test func aSignedApprovalPasses() async throws {
        let approver = try await Approver()
        let signed = try await approver.sign(Self.statement(), namespace: "kirikae-approval")
        #expect(try await codes([Self.asked, Self.answered(signed)], signers: approver.line) == [])
    }

    @Test func anApprovalWithoutItsSignatureFails() async throws {
        let approver = try await Approver()
        #expect(
            try await codes([Self.asked, Self.answered(nil)], signers: approver.line) == [
                "approvals: approval-unsigned"
            ])
    }

    @Test(arguments: [
        "run": "run-2", "plan": "f2", "step": "a/2", "decision": "reject", "by": "suzuki", "nonce": "n2",
        "reason": "見ていない", "kind": "kirikae-plan-review",
    ])
    func anApprovalOfSomethingElseFails(member: String, value: String) async throws {
        let approver = try await Approver()
        let statement = Self.statement([member: .string(value)])
        let signed = try await approver.sign(statement, namespace: "kirikae-approval")
        #expect(
            try await codes([Self.asked, Self.answered(signed)], signers: approver.line)
                == ["approvals: approval-of-something-else"])
    }

    @Test func anApprovalThatHasExpiredFails() async throws {
        let approver = try await Approver()
        let statement = Self.statement(["expires": 1_700_000_000_001])
        let signed = try await approver.sign(statement, namespace: "kirikae-approval")
        #expect(
            try await codes([Self.asked, Self.answered(signed)], signers: approver.line)
                == ["approvals: approval-expired"])
    }

    @Test func aSignatureForAnotherPurposeOrByAnotherFails() async throws {
        let approver = try await Approver()
        let other = try await Approver("suzuki")
        let purpose = try await approver.sign(Self.statement(), namespace: "kirikae-plan")
        let another = try await other.sign(Self.statement(), namespace: "kirikae-approval")
        let right = try await approver.sign(Self.statement(), namespace: "kirikae-approval")
        let changed = (Self.statement(["signedAt": 1]).canonicalText, right.signature)
        for signed in [purpose, another, changed] {
            #expect(
                try await codes([Self.asked, Self.answered(signed)], signers: approver.line + other.line)
                    == ["approvals: approval-signature-invalid"])
        }
    }

    @Test func reviewsAreCounted() async throws {
        let approver = try await Approver()
        let review: JSONValue = [
            "kind": "kirikae-plan-review", "plan": "f1", "runbook": "a", "environment": "lab", "by": "sato",
            "expires": 1_700_000_100_000,
        ]
        let signed = try await approver.sign(review, namespace: "kirikae-plan")
        for (needed, expected) in [(1, []), (2, ["approvals: reviews-missing"])] as [(Int64, [String])] {
            let run = try SignedRun()
            var payloads = try run.payloads()
            var header = payloads[0].objectValue ?? [:]
            let entry: JSONValue = ["statement": .string(signed.statement), "signature": .string(signed.signature)]
            header["reviewsRequired"] = .integer(needed)
            // The same person twice counts once.
            header["reviews"] = .array([entry, entry])
            payloads[0] = .object(header)
            try run.rewrite(payloads) { try run.note($0) }
            let settings = try run.settings(signers: approver.line)
            #expect(await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).codes == expected)
            #expect(try await run.pythonCodes(signers: approver.line) == expected)
        }
    }

    /// Without a file of the auditor the copy that the first record names holds; the key of the machine alone holds for none.
    @Test func approversMayBePinned() async throws {
        let approver = try await Approver()
        let signed = try await approver.sign(Self.statement(), namespace: "kirikae-approval")
        let run = try SignedRun(extra: [Self.asked, Self.answered(signed)])
        var settings = try run.settings()
        settings.trustsOwnKeyOnly = true
        #expect(
            await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).codes
                == ["approvals: no-approval-signers"])
        var payloads = try run.payloads()
        var header = payloads[0].objectValue ?? [:]
        var files = header["files"]?.objectValue ?? [:]
        files["approvers"] = .string(RecordHashText.of(Array(approver.line.utf8)))
        header["files"] = .object(files)
        header["allowedSigners"] = "approvers"
        payloads[0] = .object(header)
        try run.write("pinned/approvers", Array(approver.line.utf8))
        try run.rewrite(payloads) { try run.note($0) }
        #expect(await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).codes == [])
    }

    // MARK: - Checkpoints signed through ssh-keygen

    @Test(arguments: ["ed25519", "ecdsa", "rsa"])
    func aKeyOfAnyTypeSignsCheckpoints(type: String) async throws {
        let keys = try await TemporaryKeys(type: type)
        let publicKey = try #require(SSHPublicKey(line: keys.publicLine))
        let signer = SSHCheckpointSigner(keyPath: keys.keyPath, publicKey: publicKey)
        #expect(!signer.signsEveryStep)
        let run = try SignedRun()
        let checkpoint = try #require(try await run.audit().newestCheckpoint)
        let note = try await signer.note(of: checkpoint)
        try run.write("checkpoint", Array(note.utf8))
        var settings = try run.settings()
        let own = try run.signersText()
        #expect(
            await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).codes
                == ["checkpoint-file: key-unknown"])
        let line = "token namespaces=\"kirikae-checkpoint\" \(keys.publicLine)\n"
        settings.signers = try AllowedSigners(parsing: Array((own + line).utf8))
        let report = await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings)
        #expect(report.codes == [] && report.signers == ["token"])
        if type == "ed25519" { #expect(try await run.pythonCodes(signers: line) == []) }
        // The same signature under a text with another root.
        let parsed = try SignedNote(parsing: Array(note.utf8))
        let other = Checkpoint(origin: checkpoint.origin, size: checkpoint.size, root: .empty)
        let forged = SignedNote(text: other.text, signatures: parsed.signatures).encoded
        try run.write("checkpoint", Array(forged.utf8))
        let bad = await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).codes
        #expect(bad.first == "checkpoint-file: signature-invalid")
    }

    @Test func aKeyThatCannotSignSaysWhy() async throws {
        let keys = try await TemporaryKeys(type: "ed25519")
        try FileManager.default.removeItem(atPath: keys.keyPath)
        let publicKey = try #require(SSHPublicKey(line: keys.publicLine))
        let signer = SSHCheckpointSigner(keyPath: keys.keyPath, publicKey: publicKey)
        await #expect(throws: CheckpointSigningFailure.self) { try await signer.signature(of: "x\n", as: "x") }
    }
}

/// SHA-256 as a record writes it.
enum RecordHashText {
    static func of(_ bytes: [UInt8]) -> String { RecordHash(hashing: bytes).hexadecimal }
}
