import KirikaeDiagnostics
import KirikaeService

/// The customer's own tool at the carrier: where the Free Dial or Navi Dial number leads (manual, 3.5).
///
/// It does what is asked, also where no agent is; whether that is wise is for the person to see.
struct CarrierSite: Site {
    private static let variable = "number.destination"
    private static let destinations = [("main", "メイン拠点の番号"), ("dr", "DR 拠点の番号"), ("ratio", "両拠点の番号へ分配")]
    /// What can be given to the DR site when both share the calls; all or none is a destination of its own.
    private static let shares = 1...99

    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        switch (request.method, request.path) {
        case ("GET", "/"), ("GET", "/change"): return .page(try page(in: service))
        case ("POST", "/change"):
            guard let destination = request.form["destination"],
                Self.destinations.contains(where: { $0.0 == destination })
            else { return .page(try page(alert: "着信先を選択してください。", in: service)) }
            if destination == "ratio" {
                guard let share = Int(request.form["share"] ?? ""), Self.shares.contains(share) else {
                    return .page(try page(alert: "DR 拠点の割合を 1 から 99 までの整数で入力してください。", in: service))
                }
                service.endpoints.shareOfDR = share
            }
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
        let share = service.endpoints.shareOfDR
        // Only where it is shared does the page speak of 分配率: by that word a person tells.
        let ratio = current == "ratio" ? ["分配率：メイン拠点 \(100 - share)%、DR 拠点 \(share)%"] : []
        return Page(
            title: "フリーダイヤル/ナビダイヤル 着信先の変更", alerts: [alert].compactMap { $0 },
            texts: [notice].compactMap { $0 } + ["現在の着信先：\(words)"] + ratio,
            controls: Self.destinations.map { value, label in
                PageControl(
                    kind: .radio, label: label, name: "destination", value: value, isChecked: value == current)
            } + [
                PageControl(
                    kind: .field, label: "DR 拠点の割合（%）", name: "share",
                    value: current == "ratio" ? String(share) : nil),
                .button("変更", to: "/change"),
            ],
            address: "/")
    }
}
