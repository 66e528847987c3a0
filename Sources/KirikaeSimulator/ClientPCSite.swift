import KirikaeService

/// The client PCs, one page for each at `/pcs/NAME`: the dialogs in which a person changes the DNS servers (manual, 3.3).
struct ClientPCSite: Site {
    /// The path of the list.
    static let path = "/pcs"

    /// What answers a question about a name, from the DNS server at an address.
    let names: NameSource

    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        let parts = request.components
        guard parts.first == "pcs" else { return .notFound }
        // Reading applies what is due, and lets the PCs follow the model.
        let state = try service.state
        let computers = service.endpoints.clientPCs
        guard parts.count > 1 else { return .page(ClientPCPages.list(of: computers)) }
        let name = parts[1]
        guard let setting = computers.setting(of: name) else { return .notFound }
        let pages = ClientPCPages(name: name, setting: setting)
        switch (request.method, parts.dropFirst(2).joined(separator: "/")) {
        case ("GET", ""): return .page(pages.desktop())
        case ("GET", "control-panel"): return .page(pages.controlPanel)
        case ("GET", "network"): return .page(pages.network)
        case ("GET", "status"): return .page(pages.status)
        case ("GET", "connections"): return .page(pages.connections)
        case ("GET", "connection"): return .page(pages.connection())
        case ("POST", "connection"): return .page(pages.properties(of: request.form["item"]))
        case ("POST", "servers"):
            return .page(try set(request.form["servers"] ?? "", on: pages, state: state, in: service))
        case ("POST", "command"):
            return .page(pages.desktop(terminal: run(request.form["command"] ?? "", on: pages, state: state)))
        default: return .notFound
        }
    }

    /// Takes over what was typed as the address of the DNS server, whatever it is, as Windows does with a well-formed one.
    private func set(
        _ text: String, on pages: ClientPCPages, state: ServiceState, in service: isolated SimulatedService
    ) throws -> Page {
        let address = String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        guard Self.isAddress(address) else {
            return pages.protocolProperties(alert: "「\(address)」は IP アドレスとして正しくありません。")
        }
        service.endpoints.clientPCs.set(pages.name, to: address)
        service.record(.press, subject: "client-pc \(pages.name)", value: address)
        let value = service.endpoints.clientPCs.value
        if value != state[ClientPCs.variable] { try service.change([ClientPCs.variable: value]) }
        return ClientPCPages(name: pages.name, setting: address).desktop(notice: "設定を変更しました。")
    }

    /// Four numbers, and a port, as the simulated servers cannot have the usual one.
    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = (parts.first ?? "").split(separator: ".", omittingEmptySubsequences: false)
        let isPort = parts.count == 1 || (parts.count == 2 && UInt16(parts[1]) ?? 0 > 0)
        return isPort && numbers.count == 4 && numbers.allSatisfy { UInt8($0) != nil }
    }

    private func run(_ command: String, on pages: ClientPCPages, state: ServiceState) -> [String] {
        let prompt = "C:\\Users\\operator>\(command)"
        let words = command.split(separator: " ").map(String.init)
        switch (words.first?.lowercased(), words.count) {
        case ("ipconfig", _):
            return [prompt, "", "イーサネット アダプター イーサネット:", "", "   DNS サーバー. . . . . . . . . . . : \(pages.setting)"]
        case ("nslookup", 2): return [prompt] + lookUp(words[1], at: pages.setting, state: state)
        default:
            let name = words.first ?? ""
            return [prompt, "'\(name)' は、内部コマンドまたは外部コマンド、", "操作可能なプログラムまたはバッチ ファイルとして認識されていません。"]
        }
    }

    private func lookUp(_ name: String, at server: String, state: ServiceState) -> [String] {
        switch names.address(of: name, from: server, in: state) {
        case .found(let address): ["サーバー:  \(server)", "", "名前:    \(name)", "Address:  \(address)"]
        case .notFound: ["サーバー:  \(server)", "", "*** \(name) が見つかりません: Non-existent domain"]
        case .silence: ["DNS request timed out.", "*** \(server) への要求がタイムアウトしました"]
        }
    }
}
