import KirikaeDiagnostics

/// What can go wrong with signed checkpoints and proofs: KRK0730 to KRK0738.
enum CheckpointMessage: Equatable {
    case noKey(String, reason: LocalizedText)
    case notSigned(reason: String)
    case notSealed(run: String)
    case signersUnusable(String, reason: LocalizedText)
    case placeMalformed(String)
    case headMalformed(String)
    case noSuchRecord(Int, run: String, count: Int)
    case notProvable(run: String)
    case proofFailed(String, reason: LocalizedText)

    var code: String {
        switch self {
        case .noKey: "KRK0730"
        case .notSigned: "KRK0731"
        case .notSealed: "KRK0732"
        case .signersUnusable: "KRK0733"
        case .placeMalformed: "KRK0734"
        case .headMalformed: "KRK0735"
        case .noSuchRecord: "KRK0736"
        case .notProvable: "KRK0737"
        case .proofFailed: "KRK0738"
        }
    }

    var status: ExitStatus {
        switch self {
        case .noKey, .notSigned: .notSigned
        case .notSealed, .notProvable, .proofFailed: .auditFailed
        case .signersUnusable: .diagnostics
        case .placeMalformed, .headMalformed, .noSuchRecord: .usage
        }
    }

    var localized: LocalizedText {
        switch self {
        case .noKey(let path, let reason):
            .init(ja: "署名の鍵「\(path)」を使えません（\(reason.ja)）", en: "the signing key ‘\(path)’ cannot be used: \(reason.en)")
        case .notSigned(let reason):
            .init(ja: "記録に署名できません（\(reason)）", en: "the record could not be signed: \(reason)")
        case .notSealed(let run):
            .init(ja: "実行「\(run)」の記録は署名できる状態ではありません", en: "the record of the run ‘\(run)’ is not fit to be signed")
        case .signersUnusable(let path, let reason):
            .init(
                ja: "信頼する鍵のファイル「\(path)」を使えません（\(reason.ja)）",
                en: "the file of trusted keys ‘\(path)’ cannot be used: \(reason.en)")
        case .placeMalformed(let text):
            .init(ja: "「\(text)」は写しの置き場所になりません", en: "‘\(text)’ is no place for copies")
        case .headMalformed(let text):
            .init(ja: "「\(text)」は読み上げられた値の形ではありません", en: "‘\(text)’ is not a value that was read aloud")
        case .noSuchRecord(let number, let run, let count):
            .init(
                ja: "実行「\(run)」に記録 \(number) はありません（署名された記録は \(count) 件）",
                en: "the run ‘\(run)’ has no record \(number): \(count) records are signed")
        case .notProvable(let run):
            .init(ja: "実行「\(run)」に使える署名がありません", en: "the run ‘\(run)’ has no signature to build on")
        case .proofFailed(let path, let reason):
            .init(ja: "証明「\(path)」は成り立ちません（\(reason.ja)）", en: "the proof ‘\(path)’ does not hold: \(reason.en)")
        }
    }

    var advice: LocalizedText? {
        switch self {
        case .noKey:
            .init(
                ja: "--checkpoint-key で別の鍵を指定するか、指定をやめてこの機械の鍵を使ってください。",
                en: "Name another key with --checkpoint-key, or none to sign with the key of this machine.")
        case .notSigned:
            .init(
                ja: "終わったステップは記録されています。鍵を使える状態にして「kirikae resume」または「kirikae audit seal」を実行してください。",
                en:
                    "What was done is recorded. Make the key usable, then run ‘kirikae resume’, or ‘kirikae audit seal’ if the run has ended."
            )
        case .notSealed(let run):
            .init(ja: "「kirikae audit verify \(run)」で理由を確認してください。", en: "‘kirikae audit verify \(run)’ says why.")
        case .signersUnusable:
            .init(
                ja: "1 行の形：名前 namespaces=\"kirikae-checkpoint\" 鍵の種類 鍵",
                en: "A line reads: NAME namespaces=\"kirikae-checkpoint\" KEYTYPE KEY.")
        case .placeMalformed:
            .init(
                ja: "フォルダ、または ssh://[利用者@]ホスト[:ポート]/フォルダ を指定してください。",
                en: "Give a folder, or ssh://[USER@]HOST[:PORT]/FOLDER.")
        case .headMalformed:
            .init(
                ja: "--expect-size に件数、--expect-root に 32 桁以上の 16 進数字を指定してください。",
                en: "Give the number to --expect-size, and at least 32 hexadecimal digits to --expect-root.")
        case .noSuchRecord(_, let run, _):
            .init(ja: "「kirikae log \(run)」で番号を確認してください。", en: "‘kirikae log \(run)’ shows the numbers.")
        case .notProvable(let run):
            .init(ja: "「kirikae audit verify \(run)」で理由を確認してください。", en: "‘kirikae audit verify \(run)’ says why.")
        case .proofFailed:
            .init(
                ja: "証明を作った人から、もう一度受け取ってください。",
                en: "Ask whoever made it for the file again, and for his key by another way.")
        }
    }
}

extension CommandFailure {
    init(checkpoint message: CheckpointMessage) {
        self.init(message: .checkpoint(message))
    }
}
