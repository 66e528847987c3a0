import KirikaeDiagnostics
import KirikaeService

/// The people of a service: KRK0205 to KRK0207.
extension Explanation {
    static let servicePeople: [Explanation] = [
        Explanation(
            ServicePeopleMessage.undefinedSite("drr", suggestion: "dr", known: ["main", "dr"]),
            title: .init(ja: "people にない拠点", en: "a site that the people do not have"),
            cause: .init(
                ja: "`people` のどこかに、その `sites` の一覧にない拠点の名前があります。",
                en: "Something under `people` names a site that is not listed under its `sites`."),
            reason: .init(
                ja: "シミュレータは、いない拠点にエージェントや呼を置けません。",
                en: "A simulator cannot put agents or calls at a site that there is not."),
            remedy: .init(
                ja: "一覧にある拠点の `id` を書くか、拠点を一覧に加えてください。",
                en: "Write the `id` of a listed site, or add the site to the list."),
            example: example(to: "{main: main, dr: drr}")),
        Explanation(
            ServicePeopleMessage.valueWithoutSites("dr", variable: "portal.db"),
            title: .init(ja: "拠点に対応していない値", en: "a value that stands for no site"),
            cause: .init(
                ja: "拠点を表す変数の値のうち、`sites` に書かれていないものがあります。",
                en: "A variable that says which sites are meant has a value that is missing under `sites`."),
            reason: .init(
                ja: "その値になったとき、エージェントや呼がどこへ行くのか分かりません。",
                en: "Nobody would know where agents or calls go when the variable has that value."),
            remedy: .init(
                ja: "すべての値を書いてください。どこでもない値には `[]` を書きます。",
                en: "Write every value. `[]` stands for nowhere."),
            example: example(to: "{main: main}")),
        Explanation(
            ServicePeopleMessage.longestBelowTypical,
            title: .init(ja: "目安より短い最長の時間", en: "a longest time below the typical one"),
            cause: .init(
                ja: "`people` の時間で、`longest` が `typical` より短くなっています。",
                en: "A time under `people` has a `longest` that is shorter than its `typical`."),
            reason: .init(
                ja: "平均がその上限を超えることはできません。",
                en: "What never exceeds a limit cannot exceed it on average."),
            remedy: .init(ja: "`typical` 以上の長さを書いてください。", en: "Write a time that is not shorter than `typical`."),
            example: example(to: "{main: main, dr: dr}", talk: "1m")),
    ]

    private static func example(to sites: String, talk: String = "15m") -> ExplanationExample {
        func people(_ sites: String, _ talk: String) -> String {
            """
                start: main
            people:
              sites:
                - {id: main, title: {ja: メイン拠点, en: main site}}
                - {id: dr, title: {ja: DR 拠点, en: DR site}}
              agents:
                count: 20
                place: {variable: portal.db, sites: \(sites)}
                talk: {typical: 4m, longest: \(talk)}
                wrap-up: {typical: 30s, longest: 2m}

            """
        }
        return .service(
            from: "    start: main\n", to: people(sites, talk), corrected: people("{main: main, dr: dr}", "15m"))
    }
}
