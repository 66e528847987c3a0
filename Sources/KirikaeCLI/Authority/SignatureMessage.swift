import KirikaeDiagnostics
import KirikaeEngine

/// What can keep a signature from being made or from counting: KRK0760 to KRK0767.
enum SignatureMessage: DiagnosticMessage, Equatable {
    case notSigned(reason: String)
    case noOpenApproval(String)
    case approvalsAreTyped(String)
    case refused(String, reason: LocalizedText)
    case notAStatement(String, reason: String)
    case reviewsMissing(have: Int, needed: Int, group: String, refused: [LocalizedText])
    case notWritten(String, reason: String)
    case signingNeedsSigners(String)

    var severity: Severity { .error }

    var code: String {
        switch self {
        case .notSigned: "KRK0760"
        case .noOpenApproval: "KRK0761"
        case .approvalsAreTyped: "KRK0762"
        case .refused: "KRK0763"
        case .notAStatement: "KRK0764"
        case .reviewsMissing: "KRK0765"
        case .notWritten: "KRK0766"
        case .signingNeedsSigners: "KRK0767"
        }
    }

    func text(in language: Language) -> String { localized[language] }

    func advice(in language: Language) -> String? { localizedAdvice[language] }

    private var localized: LocalizedText {
        switch self {
        case .notSigned(let reason):
            .init(ja: "署名できません（\(reason)）", en: "nothing was signed: \(reason)")
        case .noOpenApproval(let run):
            .init(ja: "実行「\(run)」は承認を待っていません", en: "the run ‘\(run)’ waits for no approval")
        case .approvalsAreTyped(let environment):
            .init(
                ja: "環境「\(environment)」の承認は、操作員の画面で入力します",
                en: "approvals of the environment ‘\(environment)’ are typed at the operator's terminal")
        case .refused(let name, let reason):
            .init(ja: "「\(name)」の署名は使えません（\(reason.ja)）", en: "the signature of ‘\(name)’ does not count: \(reason.en)")
        case .notAStatement(let file, let reason):
            .init(ja: "「\(file)」を読めません（\(reason)）", en: "‘\(file)’ is not what it should be: \(reason)")
        case .reviewsMissing(let have, let needed, let group, let refused):
            .init(
                ja: "この計画には、グループ「\(group)」の \(needed) 人のレビュー署名が必要です。有効なものは \(have) 人分です"
                    + refused.map { "（\($0.ja)）" }.joined(),
                en: "this plan needs the reviews of \(needed) of the group ‘\(group)’; \(have) are valid"
                    + refused.map { "; \($0.en)" }.joined())
        case .notWritten(let path, let reason):
            .init(ja: "「\(path)」に書けません（\(reason)）", en: "‘\(path)’ cannot be written: \(reason)")
        case .signingNeedsSigners(let environment):
            .init(
                ja: "環境「\(environment)」は計画のレビューを求めていません",
                en: "the environment ‘\(environment)’ demands no review of a plan")
        }
    }

    private var localizedAdvice: LocalizedText {
        switch self {
        case .notSigned:
            .init(
                ja: "--key に自分の秘密鍵か、ssh-agent が持つ鍵の公開鍵ファイルを指定してください。",
                en: "Give --key your private key, or the public key of one that an agent holds.")
        case .noOpenApproval(let run):
            .init(
                ja: "「kirikae status \(run)」でどこにいるかを確認してください。", en: "See where it is with ‘kirikae status \(run)’.")
        case .approvalsAreTyped:
            .init(
                ja: "操作員に名前と理由を伝えてください。署名にするには、環境に「approvals: signed」を書きます。",
                en: "Tell the operator your name and reason. For signatures the environment says ‘approvals: signed’.")
        case .refused:
            .init(
                ja: "名前、鍵、期限を確かめ、もう一度署名してもらってください。",
                en: "Check the name, the key and the times, and have it signed anew.")
        case .notAStatement:
            .init(
                ja: "「kirikae approve --print-request」または「--output」が書いたファイルを指定してください。",
                en: "Give a file that ‘kirikae approve --print-request’ or ‘--output’ has written.")
        case .reviewsMissing:
            .init(
                ja: "レビュー担当者が「kirikae plan … --sign」で署名し、できたファイルを --review で渡してください。",
                en: "Have reviewers sign with ‘kirikae plan … --sign’, and give their files with --review.")
        case .notWritten:
            .init(ja: "フォルダと空き容量を確かめてください。", en: "See to the folder and to the space on the disk.")
        case .signingNeedsSigners:
            .init(
                ja: "環境に「plan-review」と「allowed-signers」を書いてください。",
                en: "Write ‘plan-review’ and ‘allowed-signers’ into the environment.")
        }
    }

    /// The status with which the program ends.
    var status: ExitStatus {
        switch self {
        case .noOpenApproval, .approvalsAreTyped, .notAStatement, .notWritten, .signingNeedsSigners: .diagnostics
        case .notSigned, .refused, .reviewsMissing: .notAuthorized
        }
    }
}

/// What ends a command that signs, or that needs signatures.
struct SignatureFailure: Error {
    /// What is wrong.
    var message: SignatureMessage
}
