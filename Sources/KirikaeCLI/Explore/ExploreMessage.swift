import KirikaeDiagnostics
import KirikaeEngine
import KirikaeExplorer

/// What can go wrong around a search: KRK0795 to KRK0799.
enum ExploreMessage: Equatable {
    /// The plan could not be searched.
    case notExplored(ExplorationError)
    /// The ways of so many findings do not lead where the search says; the first of them, and why.
    case notReproduced(count: Int, first: ReplayDisagreement)
    /// A finding could not be saved as a scenario.
    case noScenario(finding: Int, WayScenario.Obstacle)
    /// There is no finding of this number.
    case noSuchFinding(Int, count: Int)
    /// The plan could not be exported.
    case notExported(PromelaObstacle)
    /// A search that was part of a check found this in the plans of a runbook.
    case found(runbook: String, LocalizedText)
    /// A search that was part of a check was given up.
    case givenUp(runbook: String)

    var code: String {
        switch self {
        case .notExplored: "KRK0795"
        case .notReproduced: "KRK0796"
        case .noScenario, .noSuchFinding: "KRK0797"
        case .notExported: "KRK0798"
        case .found, .givenUp: "KRK0799"
        }
    }

    var status: ExitStatus {
        switch self {
        case .notExplored, .noScenario, .noSuchFinding, .notExported: .diagnostics
        case .notReproduced: .notReproduced
        case .found: .propertyBroken
        case .givenUp: .notExhausted
        }
    }

    var localized: LocalizedText {
        switch self {
        case .notExplored(let error):
            .init(ja: "計画を探索できません：\(reason(error).ja)", en: "the plan cannot be explored: \(reason(error).en)")
        case .notReproduced(let count, let first):
            .init(
                ja: "\(count) 件の道筋が、実行エンジンでは同じ結果になりません：\(FindingReplay.text(of: first).ja)",
                en: "\(count) of the ways do not end the same on the engine: \(FindingReplay.text(of: first).en)")
        case .noScenario(let finding, let obstacle):
            .init(
                ja: "問題 \(finding) はシナリオにできません：\(reason(obstacle).ja)",
                en: "finding \(finding) cannot be saved as a scenario: \(reason(obstacle).en)")
        case .noSuchFinding(let number, let count):
            .init(
                ja: "問題 \(number) はありません（見つかった問題は \(count) 件）",
                en: "there is no finding \(number): \(count) were found")
        case .notExported(let obstacle):
            .init(
                ja: "計画を Promela にできません：\(reason(obstacle).ja)",
                en: "the plan cannot be exported to Promela: \(reason(obstacle).en)")
        case .found(let runbook, let text):
            .init(ja: "\(runbook)：\(text.ja)", en: "\(runbook): \(text.en)")
        case .givenUp(let runbook):
            .init(
                ja: "\(runbook)：調べきる前に探索を打ち切りました",
                en: "\(runbook): the search was given up before everything was looked at")
        }
    }

    var advice: LocalizedText {
        switch self {
        case .notExplored(let error): advice(error)
        case .notReproduced, .noScenario(_, .unsound):
            .init(
                ja: "Kirikae の誤りです。計画と一緒に開発者に知らせてください。",
                en: "This is a fault of Kirikae. Tell its developers, with the plan.")
        case .noScenario:
            .init(
                ja: "「kirikae explore --replay」は、どの道筋もたどり直せます。",
                en: "‘kirikae explore --replay’ can go through every way again.")
        case .noSuchFinding:
            .init(ja: "「--finding」に、表示された番号を指定してください。", en: "Give --finding one of the numbers shown.")
        case .notExported:
            .init(
                ja: "その部分を含まない手順書を書き出してください。探索「kirikae explore」には、この制限はありません。",
                en: "Export a runbook without it. The search itself, ‘kirikae explore’, has no such limit.")
        case .found(let runbook, _):
            .init(
                ja: "「kirikae explore \(runbook)」で、そこに至る道筋を確かめてください。",
                en: "See the way to it: ‘kirikae explore \(runbook)’.")
        case .givenUp:
            .init(ja: "範囲を小さくするか、「--states」を大きくしてください。", en: "Lower the bounds, or raise --states.")
        }
    }

    private func advice(_ error: ExplorationError) -> LocalizedText {
        switch error {
        case .doesNotSettle:
            .init(
                ja: "状態遷移の条件を見直すか、`takes` で時間を与えてください。",
                en: "Mend the condition of the transition, or give it time with ‘takes’.")
        case .tooManyStarts:
            .init(
                ja: "「--assume 変数=値」で値を決めるか、「--scenario」で開始状態を一つに絞ってください。",
                en: "Fix values with --assume VARIABLE=VALUE, or name one start with --scenario.")
        case .modelTooLarge, .tooManyParts:
            .init(
                ja: "計画を分けるか、使わない変数をモデルから外してください。",
                en: "Explore the parts of the plan one by one, or take unused variables out of the model.")
        case .impossibleEvent, .wayLost:
            .init(
                ja: "Kirikae の誤りです。計画と一緒に開発者に知らせてください。",
                en: "This is a fault of Kirikae. Tell its developers, with the plan.")
        }
    }

    private func reason(_ error: ExplorationError) -> LocalizedText {
        switch error {
        case .modelTooLarge(let count):
            .init(ja: "関係する変数（\(count) 個）が状態の大きさに収まりません", en: "its \(count) variables do not fit into one state")
        case .doesNotSettle(let transition):
            .init(
                ja: "サービスモデルが落ち着きません（状態遷移「\(transition)」が繰り返し起きます）",
                en: "the service model never settles: the transition ‘\(transition)’ happens again and again")
        case .impossibleEvent(let event):
            .init(
                ja: "実行エンジンが、自分で求めた出来事を受け付けませんでした（\(event.at)）",
                en: "the engine refused an event that it had asked for, at \(event.at)")
        case .wayLost(let place):
            .init(
                ja: "実行が、同じ状況にあった別の実行と同じようには進みませんでした（\(place)）",
                en: "a run did not go on as another one in the same situation had, at \(place)")
        case .tooManyStarts:
            .init(ja: "前提条件だけでは、開始状態が多すぎます", en: "its preconditions allow too many starts")
        case .tooManyParts: .init(ja: "状態の種類が多すぎます", en: "there are too many different states")
        }
    }

    private func reason(_ obstacle: WayScenario.Obstacle) -> LocalizedText {
        switch obstacle {
        case .noWay: .init(ja: "特定の道筋についての問題ではありません", en: "it is not about one way")
        case .crash:
            .init(ja: "途中で実行エンジンが停止します", en: "the engine dies on the way, and a scenario has no crashes")
        case .unseen(let step):
            .init(
                ja: "\(step) で、見えないことが起こります", en: "at \(step) nobody sees something, and a scenario hides nothing")
        case .decision(let step, let answer):
            .init(
                ja: "\(step) で、人が「\(answer)」と決めます",
                en: "at \(step) a person decides ‘\(answer)’, and a scenario has no answers")
        case .tooEarly:
            .init(
                ja: "何も実施しないうちに、途中で変化が起こります",
                en: "something happens between two looks before anything is done")
        case .notShown:
            .init(
                ja: "モデルの所要時間どおりに予行すると、問題が現れません",
                en: "rehearsed with the times of the model, it does not show what is wrong")
        case .unsound(let codes):
            .init(
                ja: "読み直すと誤りがあります（\(codes.joined(separator: "、"))）",
                en: "read back, it has errors (\(codes.joined(separator: ", ")))")
        }
    }

    private func reason(_ obstacle: PromelaObstacle) -> LocalizedText {
        switch obstacle {
        case .sideBySide(let step):
            .init(ja: "\(step) に、並行して進む手順があります", en: "steps go on side by side at \(step)")
        case .itemWork(let step):
            .init(ja: "\(step) は、対象を一つずつ扱います", en: "\(step) goes from item to item")
        case .tooManyValues(let variable):
            .init(ja: "変数 \(variable) の値が多すぎます", en: "the variable \(variable) has too many values")
        case .skips: .init(ja: "手順の省略は書き出せません", en: "steps that are left out are not exported")
        }
    }
}
