import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeDiagnostics
import KirikaeJournal

/// Proofs of single records.
public enum RecordProof {
    /// What a proof shows.
    public struct Proven: Sendable, Equatable {
        /// The log in which the record stands.
        public let origin: String
        /// The number of the record.
        public let number: Int
        /// How many records the signed head covers.
        public let size: Int
        /// The JSON bytes of the record.
        public let record: [UInt8]
        /// Who signed the head.
        public let signers: [String]
    }

    /// Why a proof shows nothing.
    public enum Failure: Error, Sendable, Equatable {
        /// The file is not a proof.
        case malformed(LogProof.Defect)
        /// The record does not stand where the proof says, or the proof does not carry it.
        case notIncluded
        /// The number that the record itself says is another one.
        case anotherNumber
        /// The signed head does not count.
        case signature(AuditFinding.Reason)
        /// Who signed may do so only up to a time or from a time on, and the record's own time is not in it.
        case keyNotValidThen
    }

    /// The proof of a record; nil when the signed head does not cover it.
    ///
    /// - Throws: `JournalError`.
    public static func make(
        _ number: Int, in run: RunDirectory, note: SignedNote, checkpoint: Checkpoint
    ) throws(JournalError) -> LogProof? {
        guard var collector = ProofCollector(inclusionOf: number, size: checkpoint.size) else { return nil }
        var reader = try JournalReader(run)
        var json: [UInt8] = []
        for index in 0..<checkpoint.size {
            guard let record = try reader.next() else { return nil }
            // Canonical JSON has one form, so these are the bytes of the line.
            let bytes = record.payload.canonicalBytes
            if index == number { json = bytes }
            collector.append(TreeHash(leaf: bytes))
        }
        guard let hashes = collector.hashes else { return nil }
        return LogProof(record: json, index: number, hashes: hashes, note: note)
    }

    /// Checks a proof with nothing but the trusted keys.
    public static func check(
        _ bytes: [UInt8], signers: AllowedSigners, signatureCheck: (any SignatureCheck)?
    ) async -> Result<Proven, Failure> {
        let proof: LogProof
        do throws(LogProof.Defect) {
            proof = try LogProof(parsing: bytes)
        } catch {
            return .failure(.malformed(error))
        }
        guard proof.provesRecord, let record = proof.record else { return .failure(.notIncluded) }
        guard let payload = try? JSONValue(parsingCanonical: record),
            payload[JournalFormat.numberMember] == .integer(Int64(proof.index))
        else { return .failure(.anotherNumber) }
        var settings = AuditSettings()
        settings.signers = signers
        settings.signatureCheck = signatureCheck
        let judge = NoteJudge(origin: proof.checkpoint.origin, settings: settings)
        // The head was signed at the time of the record or later; the file says no other time.
        let moment = payload["at"]?.integerValue ?? 0
        let verdict = await judge.judge(Array(proof.note.encoded.utf8), atMilliseconds: moment)
        if let reason = verdict.reasons.first {
            if case .keyNotValidThen = reason { return .failure(.keyNotValidThen) }
            return .failure(.signature(reason))
        }
        return .success(
            Proven(
                origin: proof.checkpoint.origin, number: proof.index, size: proof.checkpoint.size, record: record,
                signers: verdict.signers))
    }
}

extension RecordProof.Failure {
    /// What is wrong, in words.
    public var text: LocalizedText {
        switch self {
        case .malformed: .init(ja: "証明のファイルの形ではありません", en: "the file does not have the form of a proof")
        case .notIncluded: .init(ja: "記録は署名された木の中にありません", en: "the record does not stand in the signed tree")
        case .anotherNumber: .init(ja: "記録の番号が証明の番号と違います", en: "the record has another number than the proof says")
        case .signature(let reason): AuditWording.text(reason)
        case .keyNotValidThen: .init(ja: "記録の時刻に有効な鍵ではありません", en: "the key was not valid at the time of the record")
        }
    }
}

extension AuditText {
    /// The lines of a proof that holds, safe for any terminal.
    public func lines(_ proven: RecordProof.Proven) -> [String] {
        let names = proven.signers.joined(separator: ", ")
        let head = pick(
            "証明できました：「\(proven.origin)」の記録 \(proven.number)（署名された \(proven.size) 件のうち、署名 \(names)）",
            "proven: record \(proven.number) of \(proven.origin), one of \(proven.size) signed by \(names)")
        let record = (try? JSONValue(parsingCanonical: proven.record))?.indentedText ?? ""
        return ([head] + record.split(separator: "\n").map(String.init)).map { TerminalText.safe($0) }
    }
}
