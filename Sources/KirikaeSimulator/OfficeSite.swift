/// What lies on the desk in the office: the opening notice with the addresses of the DNS servers, and the list of PCs (manual, 3.3).
struct OfficeSite: Site {
    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        guard request.method == "GET", request.path == "/" else { return .notFound }
        // Reading lets the PCs follow the model.
        _ = try service.state
        let computers = service.endpoints.clientPCs
        return .page(
            Page(
                title: "開通案内と PC の一覧",
                texts: ["DNS サーバの IP アドレス", "PC の一覧：対象 PC、設定方法、現在のアドレスがすべてある"],
                values: CentreSite.allCases.map {
                    PageValue(label: "\($0.title)用の DNS サーバのアドレス", value: computers.servers[$0] ?? "")
                } + computers.names.map { PageValue(label: "PC \($0)（固定）", value: computers.setting(of: $0) ?? "") },
                address: "/"))
    }
}
