import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Why the machine refuses what a person asks for, in both languages.
struct RefusalText: Sendable {
    let plan: Plan

    /// Why steps may not be left out.
    func text(_ refusal: LeavingOut.Refusal) -> LocalizedText {
        switch refusal {
        case .critical(let path):
            let step = step(path)
            return .init(ja: "\(step.ja)は必須のステップです", en: "\(step.en) is critical")
        case .approval(let path):
            let step = step(path)
            return .init(ja: "\(step.ja)は承認なので省けません", en: "\(step.en) is an approval and cannot be left out")
        case .breaksInvariant(let invariant, let path):
            let step = step(path)
            guard let known = plan.service.invariants.first(where: { $0.id.value == invariant }) else {
                return .init(
                    ja: "\(step.ja)の後、サービスモデルの状態が定まりません（\(invariant)）",
                    en: "after \(step.en) the service model would never settle (\(invariant))")
            }
            return .init(
                ja: "\(step.ja)の後、守るべき条件 \(invariant) が破れます：\(known.because.ja)",
                en: "after \(step.en) the invariant \(invariant) would be broken: \(known.because.en)")
        case .outputNeeded(let output, let path):
            let step = step(path)
            return .init(
                ja: "\(step.ja)が、ここで読み取る値 \(output) を使います。両方を省くには !jump か --jump-to を使ってください",
                en:
                    "\(step.en) needs the value \(output) that is read here; to leave out both, use !jump or --jump-to")
        }
    }

    /// That nobody can say whether these invariants would hold.
    func unproven(_ invariants: [String]) -> LocalizedText {
        let names = invariants.joined(separator: ", ")
        return .init(
            ja: "省いた場合に守られるか分かりません（状態が不明なため）：\(names)",
            en: "if it is left out, nobody can say whether these would hold, because something is not known: \(names)")
    }

    func text(_ refusal: JumpRefusal) -> LocalizedText {
        switch refusal {
        case .noSuchStep: return .init(ja: "計画にこのステップはありません", en: "the plan has no such step")
        case .isThere: return .init(ja: "すでにこのステップにいます", en: "the run is there already")
        case .isBehind: return .init(ja: "このステップはもう過ぎています", en: "it is behind")
        case .otherLane:
            return .init(
                ja: "並行して行うステップの別の列か、進行中の並行ステップの外にあります",
                en: "it is in another row of steps that go on side by side, or such steps are under way")
        case .notBegun(let path):
            let step = step(path)
            return .init(
                ja: "まだ始まっていないまとまりの中にあります。その始まりは\(step.ja)です",
                en: "it is inside a group that has not begun; the group begins with \(step.en)")
        case .inDoubt(let path):
            let step = step(path)
            return .init(ja: "\(step.ja)が実施済みかどうか、まだ分かりません", en: "nobody knows yet whether \(step.en) was done")
        case .leavingOut(let refusal): return text(refusal)
        }
    }

    func text(_ refusal: RestartRefusal) -> LocalizedText {
        switch refusal {
        case .noSuchStep: return .init(ja: "計画にこのステップはありません", en: "the plan has no such step")
        case .notReached(let path):
            let step = step(path)
            return .init(ja: "その前の\(step.ja)がまだです", en: "\(step.en) before it was not reached yet")
        case .insideGroup(let path):
            let step = step(path)
            return .init(ja: "並行して行うまとまりの中にあります：\(step.ja)", en: "it is one of the steps side by side in \(step.en)")
        case .inDoubt(let paths):
            let names = paths.map(step)
            return .init(
                ja: "実施済みかどうか分からないステップがあります：\(names.map(\.ja).joined(separator: "、"))",
                en: "nobody knows whether these were done: \(names.map(\.en).joined(separator: ", "))")
        case .notStopped:
            return .init(ja: "実行は止まっていません", en: "the run has not been stopped")
        }
    }

    func text(_ obstacle: RebaseObstacle) -> LocalizedText {
        switch obstacle {
        case .changed(let path): return about(path, ja: "の内容が違います", en: "says something else")
        case .removed(let path): return about(path, ja: "がありません", en: "is not there")
        case .moved(let path): return about(path, ja: "の順番が違います", en: "stands elsewhere")
        case .inserted(let path, let before):
            let other = step(before)
            return .init(
                ja: "新しいステップ \(path) が、着手済みの\(other.ja)より前にあります",
                en: "the new step \(path) stands before \(other.en), which was started")
        case .reshaped(let path):
            return about(path, ja: "は進行中で、中のステップの数や並びが違います", en: "is under way and has other rows of steps")
        }
    }

    private func about(_ path: String, ja: String, en: String) -> LocalizedText {
        let step = step(path)
        return .init(ja: step.ja + ja, en: "\(step.en) \(en)")
    }

    /// A step by its title and its path.
    private func step(_ path: String) -> LocalizedText {
        guard let index = plan.index(of: path) else { return LocalizedText(verbatim: path) }
        let title = plan.steps[index].title
        return .init(ja: "「\(title.ja)」（\(path)）", en: "‘\(title.en)’ (\(path))")
    }
}
