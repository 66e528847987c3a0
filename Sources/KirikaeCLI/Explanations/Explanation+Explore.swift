import KirikaeDiagnostics
import KirikaeExplorer

/// What keeps a plan from being explored: KRK0795.
extension Explanation {
    static let explore: [Explanation] = [
        Explanation(
            CLIMessage.explore(.notExplored(.doesNotSettle(transition: "db-flaps"))),
            title: .init(ja: "計画を探索できない", en: "a plan that cannot be explored"),
            cause: .init(
                ja: "`kirikae explore` が、計画またはサービスモデルを状態の探索にかけられませんでした。理由はメッセージにあります。",
                en: "`kirikae explore` could not search the states of the plan. The message says why."),
            reason: .init(
                ja: "調べていない計画を、調べた計画と取り違えないためです。",
                en: "A plan that was not looked at must not pass for one that was."),
            remedy: .init(
                ja: "メッセージの助言に従ってください。落ち着かないモデルは、時間のかからない状態遷移どうしが互いに打ち消し合っています。",
                en: """
                    Do what the advice says. In a model that never settles, transitions that take no time undo each other.
                    """),
            example: .commands("kirikae explore portal.switchover"))
    ]
}
