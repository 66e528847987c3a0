import KirikaeCheckpoint
import KirikaeDiagnostics
import KirikaeJournal

/// The result of an audit in words.
public struct AuditText: Sendable {
    /// How a piece of text is meant, for screens with colours.
    public enum Tone: Sendable {
        /// All is well.
        case good
        /// Something is wrong.
        case bad
        /// Something is missing or was not looked at.
        case caution
    }

    let language: Language
    private let paint: @Sendable (Tone, String) -> String

    /// - Parameters:
    ///   - language: the language of the reader.
    ///   - paint: how a tone is shown; by default not at all, for nothing is told by colour alone.
    public init(language: Language, paint: @escaping @Sendable (Tone, String) -> String = { $1 }) {
        self.language = language
        self.paint = paint
    }

    func pick(_ ja: String, _ en: String) -> String { language == .ja ? ja : en }

    /// The lines of a report, safe for any terminal.
    public func lines(_ report: AuditReport) -> [String] {
        var lines = report.checks.filter { $0.status != .notRequested }.flatMap { self.lines($0.check, $0.status) }
        lines.append(
            pick("  記録数 ", "  records ") + "\(report.recordCount)"
                + (report.recordCount > 0 ? "  " + pick("ルート ", "root ") + report.root.hexadecimal : ""))
        lines += signatureLines(report)
        if report.statuses[.headsSeen] == .passed, report.sizeSeenBefore == nil {
            lines.append(pick("  この記録を見たのは今回が初めてです", "  this record has not been looked at here before"))
        }
        lines += advice(report)
        lines.append(
            report.isVerified
                ? paint(.good, pick("検証できました：記録は完全で、書き換えられていません", "verified: the record is whole and unaltered"))
                : paint(.bad, pick("検証できません", "NOT verified")))
        return lines
    }

    private func signatureLines(_ report: AuditReport) -> [String] {
        guard let checkpoint = report.newestCheckpoint, !report.signers.isEmpty else {
            return [paint(.caution, pick("  信頼できる署名がありません", "  no signature that is trusted"))]
        }
        let names = TerminalText.safe(report.signers.joined(separator: ", "))
        var lines = [
            pick(
                "  署名 \(names)（記録 \(checkpoint.size) 件まで）", "  signed by \(names), the first \(checkpoint.size) records"
            )
        ]
        if report.trustsOwnKeyOnly {
            lines.append(
                paint(
                    .caution,
                    pick(
                        "  この署名の鍵はこの機械にあります。この機械を操作できる人なら同じ署名を作れます",
                        "  the key is on this machine: whoever controls this machine could have made the signature")))
        }
        return lines
    }

    private func lines(_ check: AuditCheck, _ status: AuditReport.Status) -> [String] {
        let name = name(check)
        switch status {
        case .passed: return ["  \(paint(.good, "✓")) \(name)"]
        case .notPresent: return ["  \(paint(.bad, "✗")) \(name)" + pick("：ありません", ": not there")]
        case .notReached: return ["  \(paint(.caution, "–")) \(name)" + pick("：確かめられません", ": not reached")]
        case .notRequested: return []
        case .failed(let findings):
            return ["  \(paint(.bad, "✗")) \(name)"]
                + findings.map { finding in
                    var text = AuditWording.text(finding.reason)[language]
                    if let record = finding.recordNumber { text += pick("、記録 \(record)", ", record \(record)") }
                    if let offset = finding.offset { text += pick("、位置 \(offset)", ", offset \(offset)") }
                    return "      " + TerminalText.safe("\(text)  [\(finding.reason.code)]")
                }
        }
    }

    /// What to do next, where something can be done.
    private func advice(_ report: AuditReport) -> [String] {
        if report.isVerified { return [] }
        var lines: [String] = []
        let run = report.origin?.dropFirst(Checkpoint.originPrefix.count) ?? "RUN"
        let name = TerminalText.safe(String(run))
        if report.statuses[.closingRecord] == .notPresent, report.statuses[.headsSeen] != .notReached {
            lines.append(
                pick("  実行がまだ終わっていなければ、これは普通です", "  as long as the run has not ended, this is as it should be"))
        } else if report.codes == ["checkpoint-file: missing"] {
            lines.append(
                pick(
                    "  終了の直後に機械が止まったのかもしれません。「kirikae audit seal \(name)」で署名できます",
                    "  the machine may have stopped right after the end of the run: ‘kirikae audit seal \(name)’ signs it"
                ))
        }
        if report.codes.contains(where: { $0.hasSuffix("no-trusted-keys") || $0.hasSuffix("key-unknown") }) {
            lines.append(
                pick("  信頼する鍵は --allowed-signers で指定します", "  --allowed-signers says which keys are trusted"))
        }
        return lines
    }

    private func name(_ check: AuditCheck) -> String {
        switch check {
        case .journal: pick("記録を読める", "the journal can be read")
        case .lineForm: pick("各行の形", "form of every line")
        case .recordNumbers: pick("記録の番号が連続", "record numbers are consecutive")
        case .hashChain: pick("ハッシュの連鎖", "hash chain")
        case .completeLastLine: pick("最後の行が完全", "last line is complete")
        case .firstRecord: pick("最初の記録が開始", "first record is the start")
        case .closingRecord: pick("終了の記録", "closing record")
        case .closingRecordIsLast: pick("終了の記録が最後", "closing record is the last")
        case .checkpointRecords: pick("途中の署名", "signatures on the way")
        case .closingCheckpoint: pick("終了の記録の中の署名", "signature in the closing record")
        case .checkpointFile: pick("全記録への署名", "signature over all records")
        case .headsSeen: pick("前に見た記録の続き", "goes on from what was seen before")
        case .copies: pick("別の場所の写しと一致", "agrees with the copies at the second place")
        case .expectedHead: pick("聞いた値と一致", "agrees with what was heard")
        case .pinnedFiles: pick("保管したファイル", "pinned files")
        case .outputFiles: pick("別ファイルの出力", "output in files of its own")
        case .approvals: pick("承認とレビューの署名", "signatures of approvals and reviews")
        }
    }
}
