import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// The support site: the fault and maintenance information in force (manual, 2).
struct SupportSite: Site {
    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        guard request.method == "GET", request.path == "/" else { return .notFound }
        var page = try Self.notices(of: service)
        page.texts.append("通知メールの宛先：登録済みで、当直者に届く")
        return .page(page)
    }

    /// What is announced, one line for each function.
    static func notices(of service: isolated SimulatedService, address: String = "/") throws -> Page {
        let state = try service.state
        let lines = service.model.variables.filter { $0.name.value.hasPrefix("notice.") }.map { variable in
            "\(variable.title.ja)：\(state[variable.name.value].map { variable.title(of: $0).ja } ?? "不明")"
        }
        return Page(title: "故障・工事情報", texts: lines, address: address)
    }
}
