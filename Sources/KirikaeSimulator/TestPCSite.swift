import KirikaeService

/// The PC with the test soft-phone (WDE): a new login shows which site it goes to.
struct TestPCSite: Site {
    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        switch (request.method, request.path) {
        case ("GET", _):
            return .page(page(["[ログイン]をクリックすると、新規ログインの行き先が表示されます。"]))
        case ("POST", "/login"):
            service.record(.press, subject: "wde", value: "ログイン")
            return .page(page([try result(in: service), "ログインし直すには、もう一度[ログイン]をクリックします。"]))
        default: return .notFound
        }
    }

    private func result(in service: isolated SimulatedService) throws -> String {
        switch try service.state["agents.new-login"] {
        case "main": "ログイン先：メイン拠点"
        case "dr": "ログイン先：DR 拠点"
        default: "ログインできません"
        }
    }

    private func page(_ texts: [String]) -> Page {
        Page(title: "試験用ソフトフォン（WDE）", texts: texts, controls: [.button("ログイン", to: "/login")], address: "/")
    }
}
