import KirikaeDiagnostics
import KirikaeService

/// The customer's own tool at the carrier: where the Free Dial or Navi Dial number leads (manual, 3.5).
struct CarrierSite: Site {
    private static let variable = "number.destination"
    private static let destinations = [("main", "メイン拠点の番号"), ("dr", "DR 拠点の番号")]

    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        switch (request.method, request.path) {
        case ("GET", "/"), ("GET", "/change"): return .page(try page(in: service))
        case ("POST", "/change"):
            guard let destination = request.form["destination"],
                Self.destinations.contains(where: { $0.0 == destination })
            else { return .page(try page(alert: "着信先を選択してください。", in: service)) }
            service.record(.press, subject: "carrier", value: "変更")
            try service.change([Self.variable: destination])
            return .page(try page(notice: "着信先を変更しました。", in: service))
        default: return .notFound
        }
    }

    private func page(
        notice: String? = nil, alert: String? = nil, in service: isolated SimulatedService
    ) throws -> Page {
        let current = try service.state[Self.variable]
        let words = current.flatMap { service.model.variable(Self.variable)?.title(of: $0).ja } ?? "不明"
        return Page(
            title: "フリーダイヤル/ナビダイヤル 着信先の変更", alerts: [alert].compactMap { $0 },
            texts: [notice].compactMap { $0 } + ["現在の着信先：\(words)"],
            controls: Self.destinations.map { value, label in
                PageControl(
                    kind: .radio, label: label, name: "destination", value: value, isChecked: value == current)
            } + [.button("変更", to: "/change")],
            address: "/")
    }
}
