import KirikaeDiagnostics
import KirikaeEngine

/// What a look rests on, in one line: what a person would compare first, in the reader's language.
///
/// The record has all of it, hashes in full.
struct EvidenceText: Sendable {
    let wording: ScreenWording

    /// The widest that one text is shown, in terminal cells.
    private static let cells = 48
    /// How much of a hash is shown: enough to tell two apart by eye.
    private static let hashDigits = 12

    /// One kind of evidence and its name.
    private struct Kind {
        var key: String
        var name: LocalizedText
        var isHash = false
    }

    /// What is shown, in this order.
    private static let kinds: [Kind] = [
        Kind(key: "status", name: .init(ja: "状態", en: "status")),
        Kind(key: "answer", name: .init(ja: "応答", en: "answer")),
        Kind(key: "alias", name: .init(ja: "別名", en: "alias")),
        Kind(key: "ttl", name: .init(ja: "TTL", en: "TTL")),
        Kind(key: "header", name: .init(ja: "ヘッダ", en: "header")),
        Kind(key: "json", name: .init(ja: "JSON", en: "JSON")),
        Kind(key: "printed", name: .init(ja: "出力", en: "printed")),
        Kind(key: "number", name: .init(ja: "数", en: "number")),
        Kind(key: "exit", name: .init(ja: "終了コード", en: "exit code")),
        Kind(key: "redirect", name: .init(ja: "転送先", en: "redirect to")),
        Kind(key: "url", name: .init(ja: "応答元", en: "answered by")),
        Kind(key: "certificate", name: .init(ja: "証明書", en: "certificate")),
        Kind(key: "certificate-days-left", name: .init(ja: "証明書の残り日数", en: "certificate days left")),
        Kind(key: "size", name: .init(ja: "バイト数", en: "bytes")),
        Kind(key: "modified", name: .init(ja: "更新", en: "modified")),
        Kind(key: "sha256", name: .init(ja: "SHA-256", en: "SHA-256"), isHash: true),
        Kind(key: "body-sha256", name: .init(ja: "本文の SHA-256", en: "body SHA-256"), isHash: true),
        Kind(key: "server", name: .init(ja: "サーバ", en: "server")),
        Kind(key: "address", name: .init(ja: "接続先", en: "at")),
        Kind(key: "host", name: .init(ja: "ホスト", en: "host")),
        Kind(key: "milliseconds", name: .init(ja: "ミリ秒", en: "ms")),
    ]

    /// One line; nil if there is nothing to show.
    func line(_ evidence: [String: String]) -> String? {
        let parts = Self.kinds.compactMap { kind -> String? in
            guard let value = evidence[kind.key] else { return nil }
            if kind.key == "certificate", let words = wording.certificate(value) { return words }
            let text = kind.isHash ? "\(value.prefix(Self.hashDigits))…" : Self.cut(TerminalText.safe(value))
            return kind.key == "milliseconds"
                ? "\(text) \(kind.name[wording.language])" : "\(kind.name[wording.language]) \(text)"
        }
        return parts.isEmpty ? nil : parts.joined(separator: wording.pick("、", ", "))
    }

    private static func cut(_ text: String) -> String {
        guard DisplayWidth.cells(of: text) > cells else { return text }
        var kept = ""
        var width = 0
        for character in text {
            width += DisplayWidth.cells(of: String(character))
            if width >= cells { break }
            kept.append(character)
        }
        return kept + "…"
    }
}
