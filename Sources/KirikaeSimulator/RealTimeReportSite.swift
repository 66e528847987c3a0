import KirikaeDiagnostics
import KirikaeService

/// The real-time report of both sites, as CCPulse+ shows it: how many agents are logged in where (manual, 1.4).
struct RealTimeReportSite: Site {
    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        guard request.method == "GET", request.path == "/" else { return .notFound }
        let state = try service.state
        let counts = try service.agentCounts
        var page = Page(title: "リアルタイムレポート", address: "/")
        for site in CentreSite.allCases {
            guard site.answers(in: state) else {
                page.alerts.append("\(site.title)：値が更新されません。")
                continue
            }
            page.values.append(PageValue(label: "\(site.title)のログイン中のエージェント数", value: String(counts.at(site))))
        }
        page.values.append(
            PageValue(label: "メイン拠点の待ち呼", value: Self.word("calls.waiting", in: service.model, state)))
        page.values.append(PageValue(label: "メイン拠点の通話", value: Self.word("calls.main", in: service.model, state)))
        page.texts = [page.alerts.isEmpty ? "両拠点のエージェント数：見られる" : "片方の拠点のエージェント数だけが更新されています。"]
        page.controls = [.link("最新の値を表示", to: "/")]
        return .page(page)
    }

    private static func word(_ variable: String, in model: ServiceModel, _ state: ServiceState) -> String {
        state[variable].flatMap { model.variable(variable)?.title(of: $0).ja } ?? "不明"
    }
}
