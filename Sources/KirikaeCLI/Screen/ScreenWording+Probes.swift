import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeWorlds

/// Why a look found no value, in words.
extension ScreenWording {
    /// The reason of a reading without a value; as it is where it is none of the words of a look.
    func probeFailure(_ reason: String) -> String {
        guard let (word, detail) = ProbeFailure.read(reason) else { return TerminalText.safe(reason) }
        if word == .certificate, let state = CertificateState(rawValue: detail) { return text(state)[language] }
        let said = text(word)[language]
        return detail.isEmpty ? said : said + pick("：", ": ") + TerminalText.safe(detail)
    }

    /// The state of a certificate in words; nil if it is none.
    func certificate(_ state: String) -> String? { CertificateState(rawValue: state).map { text($0)[language] } }

    private func text(_ state: CertificateState) -> LocalizedText {
        switch state {
        case .valid: .init(ja: "証明書は有効", en: "the certificate is valid")
        case .expiresSoon: .init(ja: "証明書の期限が近い", en: "the certificate expires soon")
        case .expired: .init(ja: "証明書の期限切れ", en: "the certificate has expired")
        case .notYetValid: .init(ja: "証明書の期間がまだ始まっていない", en: "the certificate is not valid yet")
        case .wrongName: .init(ja: "証明書が別の名前のもの", en: "the certificate is for another name")
        case .unknownAuthority: .init(ja: "証明書の認証局が不明", en: "the certificate is of an unknown authority")
        case .selfSigned: .init(ja: "証明書が自己署名", en: "the certificate is signed by itself")
        case .refused: .init(ja: "証明書を受け入れられない", en: "the certificate was refused")
        }
    }

    private func text(_ failure: ProbeFailure) -> LocalizedText {
        switch failure {
        case .cannotResolve: .init(ja: "名前を解決できない", en: "the name could not be resolved")
        case .cannotConnect: .init(ja: "接続できない", en: "no connection")
        case .timedOut: .init(ja: "時間内に応答がない", en: "no answer in time")
        case .brokenOff: .init(ja: "応答が途中で切れた", en: "the answer broke off")
        case .noTLS: .init(ja: "TLS で接続できない", en: "no TLS connection")
        case .certificate: .init(ja: "証明書", en: "certificate")
        case .unavailable: .init(ja: "確認の手段が使えない", en: "there is no way to look")
        case .redirect: .init(ja: "転送された（転送先は見ていない）", en: "it redirects, and that was not followed")
        case .tooManyRedirects: .init(ja: "転送が多すぎる", en: "too many redirects")
        case .otherProtocol: .init(ja: "http でも https でもない宛先", en: "it leads to neither http nor https")
        case .answerTooLarge: .init(ja: "応答が上限を超えた", en: "the answer is larger than")
        case .headersTooLarge: .init(ja: "ヘッダが大きすぎる", en: "the header fields are too large")
        case .status: .init(ja: "HTTP の状態", en: "HTTP status")
        case .noHeader: .init(ja: "ヘッダがない", en: "there is no header field")
        case .noText: .init(ja: "どの文言も本文にない", en: "none of the texts is in the body")
        case .severalTexts: .init(ja: "複数の文言が本文にある", en: "several of the texts are in the body")
        case .notJSON: .init(ja: "応答が JSON ではない", en: "the answer is no JSON")
        case .nothingThere: .init(ja: "JSON のその場所に値がない", en: "the JSON has no value there")
        case .notAValue: .init(ja: "どの値にも当たらない", en: "it means no value")
        case .expiresSoon: .init(ja: "証明書の残り日数が足りない", en: "too few days of the certificate left")
        case .link: .init(ja: "ファイルではなくリンク", en: "a link, not a file")
        case .notAFile: .init(ja: "通常のファイルではない", en: "not a regular file")
        case .fileTooLarge: .init(ja: "ファイルが上限を超えるバイト数", en: "the file is too large, in bytes")
        case .unknownHash: .init(ja: "どの SHA-256 とも違う", en: "a SHA-256 that nobody named")
        case .noFile: .init(ja: "ファイルがない", en: "there is no file")
        case .notReadable: .init(ja: "ファイルを読めない", en: "the file could not be read")
        }
    }
}
