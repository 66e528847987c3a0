import KirikaeAudit
import KirikaeDiagnostics
import KirikaeJournal

/// The result of an audit in words.
struct AuditText: Sendable {
    let wording: ScreenWording
    let style: Style

    /// The lines of a report.
    func lines(_ report: AuditReport) -> [String] {
        var lines = report.checks.map { entry in
            "  \(mark(entry.status)) \(name(entry.check))\(detail(entry.status))"
        }
        lines.append(
            wording.pick("  記録数 ", "  records ") + "\(report.recordCount)"
                + (report.head.map { "  head \($0)" } ?? ""))
        if report.signature == .absent {
            lines.append(wording.pick("  この記録には署名がありません", "  this log carries no signature"))
        }
        lines.append(
            report.isVerified
                ? style.good(wording.pick("検証できました：記録は完全で、書き換えられていません", "verified: the record is whole and unaltered"))
                : style.bad(wording.pick("検証できません", "NOT verified")))
        return lines
    }

    private func mark(_ status: AuditReport.Status) -> String {
        switch status {
        case .passed: style.good("✓")
        case .failed: style.bad("✗")
        case .notPresent, .notReached: style.caution("–")
        }
    }

    private func detail(_ status: AuditReport.Status) -> String {
        switch status {
        case .passed: return ""
        case .notPresent: return wording.pick("：ありません", ": not present")
        case .notReached: return wording.pick("：確かめられません", ": not reached")
        case .failed(let findings):
            return findings.map { finding in
                var text = "\n      \(finding.reason)"
                if let record = finding.recordNumber { text += wording.pick("、記録 \(record)", ", record \(record)") }
                if let offset = finding.offset { text += wording.pick("、位置 \(offset)", ", offset \(offset)") }
                return TerminalText.safe(text, keepingLines: true)
            }.joined()
        }
    }

    private func name(_ check: AuditCheck) -> String {
        switch check {
        case .journal: wording.pick("記録を読める", "the journal can be read")
        case .lineForm: wording.pick("各行の形", "form of every line")
        case .recordNumbers: wording.pick("記録の番号が連続", "record numbers are consecutive")
        case .hashChain: wording.pick("ハッシュの連鎖", "hash chain")
        case .completeLastLine: wording.pick("最後の行が完全", "last line is complete")
        case .firstRecord: wording.pick("最初の記録が開始", "first record is the start")
        case .closingRecord: wording.pick("終了の記録", "closing record")
        case .closingRecordIsLast: wording.pick("終了の記録が最後", "closing record is the last")
        case .checkpoint: wording.pick("終了時のチェックポイント", "checkpoint of the closing record")
        case .pinnedFiles: wording.pick("保管したファイル", "pinned files")
        }
    }
}
