import KirikaeCheckpoint

/// Judges signed notes of one log by the trusted keys.
struct NoteJudge: Sendable {
    /// What a note is worth.
    struct Verdict: Sendable {
        /// The checkpoint, whatever its signatures are worth; nil when the note holds none.
        var checkpoint: Checkpoint?
        var note: SignedNote?
        /// Why it does not count; empty when it does.
        var reasons: [AuditFinding.Reason] = []
        /// Who signed.
        var signers: [String] = []
    }

    private struct Key: Sendable {
        var entry: AllowedSigners.Entry
        var key: NoteKey
    }

    let origin: String
    private let keys: [UInt32: [Key]]
    private let hasKeys: Bool
    private let signatureCheck: (any SignatureCheck)?

    init(origin: String, settings: AuditSettings) {
        self.origin = origin
        signatureCheck = settings.signatureCheck
        hasKeys = settings.signers != nil
        var keys: [UInt32: [Key]] = [:]
        for entry in settings.signers?.entries ?? []
        where entry.allows(namespace: AllowedSigners.checkpointNamespace) {
            for algorithm in [NoteKey.Algorithm.ed25519, .sshSignature] {
                guard let key = NoteKey(name: origin, publicKey: entry.key, algorithm: algorithm) else { continue }
                keys[key.keyID, default: []].append(Key(entry: entry, key: key))
            }
        }
        self.keys = keys
    }

    /// What a note says, or the text of one without any signature, whatever it is worth.
    static func checkpoint(in bytes: [UInt8]) -> Checkpoint? {
        if let note = try? SignedNote(parsing: bytes) { return Checkpoint(text: note.text) }
        // With or without the empty line that would stand before the signatures.
        let text = String(decoding: bytes, as: UTF8.self)
        return Checkpoint(text: text.utf8.reversed().starts(with: "\n\n".utf8) ? String(text.dropLast()) : text)
    }

    /// Judges the bytes of a note of which the signer says that it was made at a time.
    func judge(_ bytes: [UInt8], atMilliseconds moment: Int64) async -> Verdict {
        let note: SignedNote
        do throws(SignedNote.Defect) {
            note = try SignedNote(parsing: bytes)
        } catch {
            let checkpoint = Self.checkpoint(in: bytes)
            return Verdict(checkpoint: checkpoint, reasons: [checkpoint == nil ? .noteMalformed : .signatureMissing])
        }
        guard let checkpoint = Checkpoint(text: note.text) else { return Verdict(reasons: [.noteMalformed]) }
        var verdict = Verdict(checkpoint: checkpoint, note: note)
        guard checkpoint.origin == origin else {
            verdict.reasons = [.checkpointOfAnotherLog(expected: origin, found: checkpoint.origin)]
            return verdict
        }
        guard hasKeys else {
            verdict.reasons = [.noTrustedKeys]
            return verdict
        }
        await judgeSignatures(of: note, atMilliseconds: moment, &verdict)
        return verdict
    }

    private func judgeSignatures(
        of note: SignedNote, atMilliseconds moment: Int64, _ verdict: inout Verdict
    ) async {
        var isKnown = false
        for signature in note.signatures {
            for candidate in keys[signature.keyID] ?? [] where candidate.key.isNamed(by: signature) {
                isKnown = true
                do throws(SignatureNotChecked) {
                    if try await !isValid(signature, of: note, by: candidate, atMilliseconds: moment) {
                        // As the format asks: a wrong signature of a known key spoils the note.
                        verdict.reasons = [.signatureInvalid]
                        return
                    }
                } catch {
                    verdict.reasons = [.signatureNotChecked(reason: error.reason)]
                    return
                }
                if candidate.entry.isValid(atMilliseconds: moment) {
                    verdict.signers += candidate.entry.principals
                } else {
                    verdict.reasons = [.keyNotValidThen(principals: candidate.entry.principals)]
                }
            }
        }
        if !isKnown { verdict.reasons = [.keyUnknown(names: note.signatures.map(\.name))] }
        if !verdict.signers.isEmpty { verdict.reasons = [] }
    }

    private func isValid(
        _ signature: SignedNote.Signature, of note: SignedNote, by candidate: Key, atMilliseconds moment: Int64
    ) async throws(SignatureNotChecked) -> Bool {
        switch candidate.key.algorithm {
        case .ed25519: return candidate.key.isEd25519Signature(signature.bytes, of: note.text)
        case .sshSignature:
            guard let signatureCheck else { throw SignatureNotChecked(reason: "ssh-keygen") }
            // Names and times have been judged here; the program judges the key.
            let line = AllowedSigners.checkpointLine(principal: "key", key: candidate.entry.key)
            return try await signatureCheck.isValid(
                SSHSignatureArmor.encode(signature.bytes), over: Array(note.text.utf8), principal: "key",
                namespace: AllowedSigners.checkpointNamespace, allowedSigners: Array(line.utf8),
                atMilliseconds: moment)
        }
    }
}
