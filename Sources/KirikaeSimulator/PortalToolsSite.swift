import KirikaeDiagnostics
import KirikaeService

/// The other tools of one site's portal: reports (generated in GAX, downloaded in Pulse) and Genesys Administrator.
///
/// They need no login here: the exercise is about which site they show and what their data hold.
struct PortalToolsSite: Site {
    /// The site.
    let site: CentreSite

    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        let state = try service.state
        guard site.answers(in: state) else { return .silence }
        let isRead = request.method == "GET"
        if isRead, try service.showsPortalError() { return .page(Self.error(at: request.path)) }
        switch (request.components.joined(separator: "/"), isRead) {
        case ("pulse", true): return .page(pulse(in: service, state))
        case ("reports", true): return .page(reports())
        case ("reports/generate", false):
            return .page(generate(for: request.form["download"], in: service, state))
        case ("administrator", true): return .page(administrator)
        default:
            guard !isRead, request.components.count == 3, request.components[..<2] == ["pulse", "download"],
                let number = Int(request.components[2])
            else { return .notFound }
            return .page(try download(number, in: service, state))
        }
    }

    private var menu: [PageControl] {
        [
            .link("Pulse", to: "/pulse", in: .menu), .link("レポート", to: "/reports", in: .menu),
            .link("Genesys Administrator", to: "/administrator", in: .menu),
        ]
    }

    /// What the portal shows for a while after its clusters were switched, at whatever page.
    private static func error(at path: String) -> Page {
        var page = GAXPages.portalError
        page.controls = [.link("画面再読み込み（F5）", to: path)]
        page.address = path
        return page
    }

    // MARK: Pulse

    private func pulse(
        in service: isolated SimulatedService, _ state: ServiceState, notice: [String] = []
    ) -> Page {
        let offered = service.endpoints.reports.offered(at: site)
        return Page(
            title: "\(site.title)の Pulse",
            texts: notice + [
                "カスタマイズしたテンプレート：両方にある、またはカスタマイズしていない", Self.completeness(of: state),
            ] + (state["reports.dr-period"] == "saved" ? ["DR 利用期間のレポート：すべて保存した"] : []),
            values: [
                PageValue(label: "この拠点による集計", value: word("aggregation.\(site.rawValue)", in: service.model, state)),
                PageValue(label: "この拠点への出力", value: word("output.\(site.rawValue)", in: service.model, state)),
            ],
            controls: menu
                + offered.map { .button("レポート \($0.number) をダウンロード", to: "/pulse/download/\($0.number)") },
            address: "/pulse")
    }

    /// Where the data of the time at the DR site are complete (manual, 1.5.1).
    private static func completeness(of state: ServiceState) -> String {
        let period = "DR 拠点を使った期間のデータ："
        if state["aggregation.main"] == "running" { return period + "メイン拠点のレポートにそろっている" }
        return period + (state["aggregation.dr"] == "running" ? "DR 拠点で作成したレポートにそろっている" : "どちらにも不足がある")
    }

    /// A download keeps the report; it is the rescue of the DR period if the report holds that period.
    private func download(
        _ number: Int, in service: isolated SimulatedService, _ state: ServiceState
    ) throws -> Page {
        guard let report = service.endpoints.reports.offered(at: site).first(where: { $0.number == number })?.report
        else { return pulse(in: service, state, notice: ["このレポートは、この拠点ではダウンロードできません。"]) }
        service.record(.press, subject: "pulse \(site.rawValue)", value: "レポート \(number) をダウンロード")
        guard report.holdsPeriod else {
            return pulse(in: service, state, notice: ["レポート \(number) の期間：メイン拠点が停止するまで"])
        }
        try service.change(["reports.dr-period": "saved"])
        return pulse(
            in: service, try service.state, notice: ["レポート \(number) の期間：メイン拠点の停止から現在まで", "ダウンロードしました。"])
    }

    private func word(_ variable: String, in model: ServiceModel, _ state: ServiceState) -> String {
        state[variable].flatMap { model.variable(variable)?.title(of: $0).ja } ?? "不明"
    }

    // MARK: Reports

    private func reports(alert: String? = nil, notice: [String] = []) -> Page {
        Page(
            title: "\(site.title)の GAX：レポートの生成", alerts: [alert].compactMap { $0 },
            texts: notice + ["DR 拠点を使った期間のレポートを生成します。ダウンロードする拠点を選択してください。"],
            controls: menu + [
                PageControl(kind: .radio, label: "メイン拠点でダウンロード", name: "download", value: "main"),
                PageControl(kind: .radio, label: "DR 拠点でダウンロード", name: "download", value: "dr"),
                .button("レポートの生成", to: "/reports/generate"),
            ], address: "/reports")
    }

    /// A report of this site holds what this site has aggregated.
    private func generate(
        for download: String?, in service: isolated SimulatedService, _ state: ServiceState
    ) -> Page {
        guard let downloadSite = download.flatMap(CentreSite.init(rawValue:)) else {
            return reports(alert: "ダウンロードする拠点を選択してください。")
        }
        let holdsPeriod = state["aggregation.\(site.rawValue)"] == "running"
        service.endpoints.reports.reports.append(.init(downloadSite: downloadSite, holdsPeriod: holdsPeriod))
        service.record(.press, subject: "reports \(site.rawValue)", value: "レポートの生成")
        return reports(
            notice: [
                "レポート \(service.endpoints.reports.reports.count) を生成しました。\(downloadSite.title)の Pulse からダウンロードします。"
            ])
    }

    // MARK: Genesys Administrator

    private var administrator: Page {
        Page(
            title: "\(site.title)の Genesys Administrator",
            texts: ["アウトバウンドキャンペーンとルーティングの設定を表示しています。", "ルーティングポイント：代表_J1_SwitchSIP、代表_J2_SwitchSIP"],
            controls: menu, address: "/administrator")
    }
}
