import KirikaeDiagnostics
import KirikaeEngine
import KirikaeExplorer

/// Why a plan could not be explored: KRK0795.
enum ExploreMessage: Equatable {
    case notExplored(ExplorationError)

    var code: String { "KRK0795" }

    var status: ExitStatus { .diagnostics }

    var localized: LocalizedText {
        switch self {
        case .notExplored(let error):
            .init(ja: "計画を探索できません：\(reason(error).ja)", en: "the plan cannot be explored: \(reason(error).en)")
        }
    }

    var advice: LocalizedText {
        switch self {
        case .notExplored(.doesNotSettle):
            .init(
                ja: "状態遷移の条件を見直すか、`takes` で時間を与えてください。",
                en: "Mend the condition of the transition, or give it time with ‘takes’.")
        case .notExplored(.tooManyStarts):
            .init(
                ja: "「--assume 変数=値」で値を決めるか、「--scenario」で開始状態を一つに絞ってください。",
                en: "Fix values with --assume VARIABLE=VALUE, or name one start with --scenario.")
        case .notExplored(.modelTooLarge), .notExplored(.tooManyParts):
            .init(
                ja: "計画を分けるか、使わない変数をモデルから外してください。",
                en: "Explore the parts of the plan one by one, or take unused variables out of the model.")
        case .notExplored(.impossibleEvent):
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
        case .tooManyStarts:
            .init(ja: "前提条件だけでは、開始状態が多すぎます", en: "its preconditions allow too many starts")
        case .tooManyParts: .init(ja: "状態の種類が多すぎます", en: "there are too many different states")
        }
    }
}
