import KirikaeDiagnostics
import KirikaeAudit
import KirikaeEngine
import KirikaeJournal
import KirikaeRunbook
import KirikaeSyntax

/// The words for numbers, evidence, times and notices.
extension ScreenWording {
    /// A range of whole numbers; an end at which nobody will ever arrive is left out.
    func range(_ range: ClosedRange<Int>) -> String {
        if range.lowerBound == range.upperBound { return "\(range.lowerBound)" }
        if range.upperBound >= NumberAnswer.limits.upperBound {
            return pick("\(range.lowerBound) 以上", "\(range.lowerBound) or more")
        }
        return pick("\(range.lowerBound)～\(range.upperBound)", "\(range.lowerBound) to \(range.upperBound)")
    }

    /// The unit of a number, to be put behind it.
    func unit(_ number: NumberAnswer) -> String { number.unit.map { " " + $0[language] } ?? "" }

    func type(_ type: ValueType) -> String {
        switch type {
        case .text: pick("文字", "text")
        case .integer: pick("整数", "whole number")
        case .boolean: pick("true か false", "true or false")
        case .duration: pick("時間、例 30s", "time, such as 30s")
        case .identifier, .variable, .secret: pick("名前、例 db-a", "name, such as db-a")
        }
    }

    func evidence(_ demand: EvidenceDemand) -> String {
        switch demand {
        case .note: pick("見たものの記録が必要", "a note of what was seen is needed")
        case .file: pick("証拠のファイルが必要", "a file is needed as evidence")
        }
    }

    /// How to give what a step demands.
    func howToGive(_ demand: EvidenceDemand) -> String {
        switch demand {
        case .note: pick("回答のあとで、何を見たかを 1 行で聞きます。", "After the answer you are asked for one line on what you saw.")
        case .file:
            pick(
                "先に証拠のファイルを加えてください： !attach ファイルのパス", "First add a file as evidence: !attach PATH-OF-THE-FILE")
        }
    }

    func attached(_ attachment: Attachment) -> String {
        let size = bytes(attachment.byteCount)
        return pick(
            "証拠：\(attachment.name)（\(size)、\(attachment.by)）  sha256 \(attachment.sha256.prefix(16))…",
            "evidence: \(attachment.name) (\(size), \(attachment.by))  sha256 \(attachment.sha256.prefix(16))…")
    }

    private func bytes(_ count: Int64) -> String {
        switch count {
        case ..<1_024: pick("\(count) バイト", "\(count) bytes")
        case ..<(1 << 20): "\((count + 512) >> 10) KiB"
        default: "\((count + (1 << 19)) >> 20) MiB"
        }
    }

    /// Why a file cannot be kept.
    func evidenceRefusal(_ refusal: EvidenceRefusal) -> String {
        switch refusal {
        case .tooLong:
            pick(
                "ファイルが大きすぎます（50 MiB まで）。小さくするか分けてください",
                "the file is too large (50 MiB at most); make it smaller, or several")
        case .unusable(let error):
            pick("証拠にできません：", "it cannot be kept: ") + JournalErrorText.text(error)[language]
        }
    }

    // MARK: Notices

    func occasion(_ occasion: Notice.Occasion) -> String {
        switch occasion {
        case .needsPerson: pick("人の回答待ち", "a person is needed")
        case .failed: pick("先へ進めない", "a step cannot go on")
        case .overdue: pick("目安の時間を超過", "longer than typical")
        case .completed: pick("完了", "completed")
        case .stopped: pick("停止", "stopped")
        }
    }

    /// What became of a notice.
    func notice(_ sent: SentNotice) -> String {
        let what = occasion(sent.notice.occasion)
        let entry = sent.notice.entry
        switch sent.outcome {
        case .delivered: return pick("「\(entry)」に知らせました（\(what)）", "‘\(entry)’ was told: \(what)")
        case .failed(let failure):
            return pick(
                "「\(entry)」に知らせられませんでした（\(what)）：\(noticeFailure(failure))。実行は続きます",
                "‘\(entry)’ could not be told (\(what)): \(noticeFailure(failure)); the run goes on")
        case .heldBack:
            return pick(
                "「\(entry)」への知らせは 1 時間の上限に達したため送りません（\(what)）",
                "‘\(entry)’ is not told (\(what)): it was told as often this hour as it may be")
        case .notSent:
            return pick("本番では「\(entry)」に知らせます（\(what)）", "in a real run ‘\(entry)’ would be told: \(what)")
        }
    }

    private func noticeFailure(_ failure: ActionFailure) -> String {
        switch failure {
        case .timedOut(let after, _):
            pick("\(duration(Milliseconds(after)))以内に終わりません", "not within \(duration(Milliseconds(after)))")
        case .notStarted(let reason): pick("送れません（\(reason)）", "it could not be sent: \(reason)")
        default: self.failure(failure)
        }
    }
}
