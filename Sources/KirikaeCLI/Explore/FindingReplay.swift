import KirikaeDiagnostics
import KirikaeExplorer
import KirikaePlan

/// How the replay of a way went.
struct FindingReplay: Sendable {
    /// How many steps were gone through, also those that are nothing to tell; nil where there is no way, or it leads elsewhere.
    var stepCount: Int?
    /// Why the way does not lead where the search says; nil if it does.
    var disagreement: ReplayDisagreement?

    /// Replays the way of a finding.
    init(_ finding: Exploration.Finding, of plan: Plan) {
        do throws(ReplayDisagreement) { stepCount = try WayReplay.replay(finding, of: plan) } catch {
            disagreement = error
        }
    }

    /// How it went, in words; nil where there was nothing to replay.
    var text: LocalizedText? {
        if let disagreement { return Self.text(of: disagreement) }
        return stepCount.map {
            .init(
                ja: "実行エンジンで \($0) 段階をたどり直し、同じ結果になりました",
                en: "replayed on the engine in \($0) steps: it ends the same")
        }
    }

    /// Where a way leads elsewhere, and why.
    static func text(of disagreement: ReplayDisagreement) -> LocalizedText {
        let reason = reason(disagreement.reason)
        return .init(
            ja: "\(disagreement.step) 段階目で、探索と違います：\(reason.ja)",
            en: "at step \(disagreement.step) it differs from the search: \(reason.en)")
    }

    private static func reason(_ reason: ReplayDisagreement.Reason) -> LocalizedText {
        switch reason {
        case .notAsked: .init(ja: "実行エンジンは、それを求めていません", en: "the engine does not ask for that")
        case .answerRefused(let value):
            .init(ja: "実行エンジンは、回答「\(value)」を受け付けません", en: "the engine does not take the answer ‘\(value)’")
        case .transitionCannotHappen(let transition):
            .init(ja: "状態遷移「\(transition)」は起こりえません", en: "the transition ‘\(transition)’ cannot happen")
        case .serviceDiffers(let variables):
            .init(
                ja: "サービスの値が違います（\(variables.joined(separator: "、"))）",
                en: "the service has other values (\(variables.joined(separator: ", ")))")
        case .recordDiffers:
            .init(ja: "記録から読み直した実行が、元の実行と違います", en: "the run that is read back from its record is another one")
        case .situationDiffers: .init(ja: "実行の局面が違います", en: "the run is in another situation")
        case .nothingWrong: .init(ja: "見つかったはずの問題が起きません", en: "what is said to go wrong does not")
        case .impossible: .init(ja: "実行エンジンが出来事を受け付けません", en: "the engine refuses what happens")
        case .doesNotSettle(let transition):
            .init(
                ja: "サービスモデルが落ち着きません（\(transition)）",
                en: "the service model never settles (\(transition))")
        }
    }
}
