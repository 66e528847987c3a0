import KirikaeAudit
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeEngine

/// Whether the record is what it was, and who stands for it.
extension RunReport {
    var auditSection: ReportDocument.Section {
        var blocks: [ReportDocument.Block] = [.verbatim(AuditText(language: language).lines(audit))]
        if let checkpoint = audit.newestCheckpoint {
            blocks.append(
                .text(
                    wording.pick(
                        "電話で読み合わせるときの 3 行です。相手の読み上げと一致すれば、同じ記録です。",
                        "The three lines to read aloud. Where they agree, both hold the same record.")))
            blocks.append(.verbatim(ExpectedHead.lines(of: checkpoint)))
        } else {
            blocks.append(.text(wording.pick("信頼できるチェックポイントはありません。", "There is no checkpoint that is trusted.")))
        }
        blocks.append(
            .facts([
                Fact(label: wording.pick("計画の指紋", "Fingerprint of the plan"), value: plan.fingerprint),
                Fact(
                    label: wording.pick("プログラムの版", "Version of the program"),
                    value: header.version + (header.build.map { wording.parenthesised(String($0.prefix(16))) } ?? "")),
            ]))
        return .init(title: wording.pick("記録の検証", "Audit of the record"), blocks: blocks)
    }

    /// Room for those who stand for the report on paper.
    var attestationSection: ReportDocument.Section {
        let roles =
            isDrill
            ? [
                wording.pick("実施者", "Carried out by"), wording.pick("訓練責任者", "Drill leader"),
                wording.pick("確認者", "Reviewed by"),
            ]
            : [
                wording.pick("実施者", "Carried out by"), wording.pick("責任者", "Person in charge"),
                wording.pick("確認者", "Reviewed by"),
            ]
        return .init(
            title: wording.pick("署名欄", "Signatures"),
            blocks: [
                .signatures(
                    roles: roles,
                    fields: [
                        wording.pick("氏名", "Name"), wording.pick("日付", "Date"), wording.pick("署名", "Signature"),
                    ])
            ])
    }
}
