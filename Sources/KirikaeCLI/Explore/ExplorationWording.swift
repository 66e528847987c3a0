import KirikaeDiagnostics
import KirikaeEngine
import KirikaeExplorer
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// What a search found, in words.
struct ExplorationWording {
    let plan: Plan

    /// What is wrong.
    func property(_ finding: Exploration.Finding) -> LocalizedText {
        switch finding.property {
        case .invariant(let id):
            .init(ja: "不変条件 \(id) が破れます：\(because(id).ja)", en: "breaks the invariant \(id): \(because(id).en)")
        case .atEnd(let id):
            .init(
                ja: "\(id) が成り立たないまま、計画が正常に終わります：\(because(id).ja)",
                en: "ends well although \(id) does not hold: \(because(id).en)")
        case .stuck:
            .init(
                ja: "ここから先は、外の変化か手順の省略がなければ、終わりにも、宣言した待機状態にも、どうしても達しません",
                en:
                    "from here no way leads to an end, or to a declared hold, unless something outside changes or a step is left out"
            )
        case .neverReached(let step):
            .init(ja: "この手順に達する道がありません：\(title(step).ja)", en: "no way leads to this step: \(title(step).en)")
        case .neverCompleted:
            .init(ja: "計画を最後まで終える道がありません", en: "no way leads to the end of the plan")
        case .verifiesNothing(let step):
            .init(
                ja: "何もしなくても、実施したものと判定されます：\(title(step).ja)",
                en: "would be taken for done if nothing were done: \(title(step).en)")
        case .outageStays(let id):
            .init(
                ja: "\(id) が許す停止が終わらないまま、先へ進めなくなるか、待機状態に入ります：\(because(id).ja)",
                en:
                    "is stuck, or rests in a hold, during an outage that \(id) allows for a while only: \(because(id).en)"
            )
        case .outageTooLong(let id):
            .init(
                ja: "何も失敗しなくても、停止が \(id) の許す長さを超えます：\(because(id).ja)",
                en: "has an outage longer than \(id) allows, although nothing goes wrong: \(because(id).en)")
        }
    }

    /// How long an outage lasts, and how long it may.
    func outage(_ outage: Exploration.Outage) -> LocalizedText {
        func words(_ language: Language) -> String {
            let wording = ScreenWording(language: language)
            let allowed = wording.duration(outage.allowed)
            guard let longest = outage.longest else {
                return wording.pick(
                    "\(outage.invariant) の停止：自然には終わりません（許す長さ \(allowed)）",
                    "outage of \(outage.invariant): it does not end by itself (allowed: \(allowed))")
            }
            let length = wording.duration(longest)
            return wording.pick(
                "\(outage.invariant) の停止：最長 \(length)（許す長さ \(allowed)）",
                "outage of \(outage.invariant): \(length) at most (allowed: \(allowed))")
        }
        return .init(ja: words(.ja), en: words(.en))
    }

    /// What a run that rests in a hold waits for.
    func hold(_ id: String) -> LocalizedText {
        plan.service.holds.first { $0.id.value == id }.map {
            .init(ja: "待機状態 \(id)：\($0.because.ja)", en: "rests in \(id): \($0.because.en)")
        } ?? .init(verbatim: id)
    }

    /// Where the step that is wrong stands; nil if it is about none in particular.
    func place(_ finding: Exploration.Finding) -> String? {
        switch finding.property {
        case .neverReached(let step), .verifiesNothing(let step): return place(step)
        case .invariant, .atEnd, .stuck, .neverCompleted, .outageStays, .outageTooLong: return nil
        }
    }

    /// What happens; the step it is about, if any, is named by its place too.
    func label(_ label: Move.Label) -> (text: LocalizedText, step: String?) {
        switch label {
        case .machine: (.init(ja: "記録する", en: "it is recorded"), nil)
        case .looked(let step):
            (said("条件を確認する", "conditions are looked at", step), step)
        case .sawNothing(let step):
            (said("条件を確認できない", "conditions are looked at, and nothing can be seen", step), step)
        case .did(let step, let answer):
            (
                said(
                    "操作員が実施する" + (answer.map { "（回答：\($0)）" } ?? ""),
                    "it is carried out" + (answer.map { ", with the answer ‘\($0)’" } ?? ""), step), step
            )
        case .failed(let step, let hadEffect):
            (
                said(
                    hadEffect ? "失敗の表示だが、実際には効果があった" : "失敗する",
                    hadEffect ? "it is said to have failed, but had its effect" : "it fails", step), step
            )
        case .lostSight(let step, let hadEffect):
            (
                said(
                    hadEffect ? "終わり方が分からない（効果はあった）" : "終わり方が分からない（効果はなかった）",
                    hadEffect
                        ? "nobody sees how it ended; it had its effect" : "nobody sees how it ended; it had no effect",
                    step), step
            )
        case .answered(let step, let value): (said("「\(value)」と答える", "the answer is ‘\(value)’", step), step)
        case .waited(let step): (said("待ち時間が過ぎる", "the time it waits is over", step), step)
        case .crashed(let step?):
            (
                said(
                    "実施の直後、記録の前に実行エンジンが停止し、再開する",
                    "it is carried out, and the engine dies before that is recorded; the run is resumed", step), step
            )
        case .crashed(nil):
            (.init(ja: "実行エンジンが停止し、再開する", en: "the engine dies; the run is resumed"), nil)
        case .resumed: (.init(ja: "再開する", en: "the run is resumed"), nil)
        case .service(let id):
            (
                plan.service.transitions.first { $0.id.value == id }.map {
                    .init(ja: "サービス：\($0.title.ja)", en: "the service: \($0.title.en)")
                } ?? .init(verbatim: id), nil
            )
        case .outside(let variable, let value):
            (
                .init(
                    ja: "外の変化：\(assignment(variable, value).ja)",
                    en: "outside: \(assignment(variable, value).en)"), nil
            )
        }
    }

    /// A variable and its value.
    func assignment(_ name: String, _ value: String?) -> LocalizedText {
        let variable = plan.service.variable(name)
        let title = variable?.title ?? LocalizedText(verbatim: name)
        let words = value.map { variable?.title(of: $0) ?? LocalizedText(verbatim: $0) }
        return .init(ja: "\(title.ja)＝\(words?.ja ?? "不明")", en: "\(title.en) = \(words?.en ?? "unknown")")
    }

    /// File and line of a step.
    func place(_ step: String) -> String? {
        plan.index(of: step).map { plan.steps[$0].location.text }
    }

    private func said(_ ja: String, _ en: String, _ step: String) -> LocalizedText {
        .init(ja: "\(title(step).ja)：\(ja)", en: "\(title(step).en): \(en)")
    }

    private func title(_ step: String) -> LocalizedText {
        plan.index(of: step).map { plan.steps[$0].title } ?? LocalizedText(verbatim: step)
    }

    private func because(_ invariant: String) -> LocalizedText {
        plan.service.invariants.first { $0.id.value == invariant }?.because ?? LocalizedText(verbatim: invariant)
    }
}
