import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeSignatures
import KirikaeSyntax

/// The reviews of a plan, in words.
struct ReviewStatusText: Sendable {
    let wording: ScreenWording
    let style: Style

    private func pick(_ ja: String, _ en: String) -> String { wording.pick(ja, en) }

    /// The lines.
    func lines(_ status: ReviewStatus) -> [String] {
        let valid = status.validNames.count
        var lines = [
            style.bold("\(status.plan.runbook)  \(status.plan.environment.name.value)"),
            pick("  計画の指紋  ", "  fingerprint ") + status.plan.fingerprint,
            pick("  レビュー    ", "  reviews     ")
                + pick(
                    "\(status.neededCount) 人中 \(valid) 人（グループ \(ExactText.safe(status.group))）",
                    "\(valid) of \(status.neededCount), of the group \(ExactText.safe(status.group))"),
        ]
        lines += status.reviews.map(line)
        if status.exercises.isEmpty {
            lines.append(
                pick("  訓練        ", "  exercised   ")
                    + style.caution(pick("この内容を最後まで行った実行はありません", "no completed run went through this content")))
        }
        lines += status.exercises.prefix(5).map(line)
        let isVerified = status.isVerified
        let verdict =
            isVerified
            ? pick("VERIFIED：まさにこの内容を \(valid) 人が確かめ、署名しました。", "VERIFIED: exactly this content was signed by \(valid).")
            : pick(
                "未確認：この内容への有効な署名が \(status.neededCount - valid) 人分足りません。",
                "NOT VERIFIED: \(status.neededCount - valid) more must sign exactly this content.")
        return lines + [isVerified ? style.good(verdict) : style.bad(verdict)]
    }

    private func line(_ review: ReviewStatus.Review) -> String {
        let file = ExactText.safe(review.file)
        guard let statement = review.statement else {
            return "    " + style.bad("✗ \(file)  \(review.refusal?[wording.language] ?? "")")
        }
        let name = ExactText.safe(statement.by)
        if let refusal = review.refusal {
            return "    " + style.bad("✗ \(name)  \(ExactText.safe(refusal[wording.language]))") + "  \(file)"
        }
        let times = pick(
            "\(WallTime.dateAndTime(statement.signedAt)) に署名、\(WallTime.dateAndTime(statement.expires)) まで有効",
            "signed \(WallTime.dateAndTime(statement.signedAt)), counts until \(WallTime.dateAndTime(statement.expires))"
        )
        let remark =
            statement.remark.isEmpty
            ? "" : pick("　「\(ExactText.safe(statement.remark))」", "  “\(ExactText.safe(statement.remark))”")
        return "    " + style.good("✓ \(name)") + "  \(times)\(remark)"
    }

    private func line(_ exercise: Exercise) -> String {
        let extent =
            switch exercise.extent {
            case .samePlan: pick("同じ計画", "this very plan")
            case .sameSteps: pick("同じステップとサービスモデル", "the same steps and service model")
            }
        let environment = ExactText.safe(exercise.environment)
        let by = ExactText.safe(exercise.operatorName)
        return pick("  訓練        ", "  exercised   ") + "\(ExactText.safe(exercise.run))  "
            + WallTime.dateAndTime(exercise.startedAt)
            + pick("  環境 \(environment)、\(by)、\(extent)", "  in \(environment), by \(by): \(extent)")
    }
}
