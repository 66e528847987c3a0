import KirikaeService

/// The screen of the PC that runs the batches: its network profile, its folder and a PowerShell (manual, 3.1 and 3.6).
struct BatchPCSite: Site {
    private static let profile = "batch-pc.profile"

    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        let state = try service.state
        switch (request.method, request.path) {
        case ("GET", "/"): return .page(desktop(in: service, state))
        case ("GET", "/more"): return .page(Self.more)
        case ("GET", "/settings"): return .page(Self.settings)
        case ("GET", "/network"): return .page(Self.network(state))
        case ("POST", "/network"):
            guard let value = request.form["profile"], ["private", "public"].contains(value) else { return .notFound }
            service.record(.press, subject: "batch-pc", value: value)
            try service.change([Self.profile: value])
            return .page(Self.network(try service.state))
        case ("POST", "/command"):
            let command = request.form["command"] ?? ""
            service.record(.press, subject: "batch-pc", value: command)
            let lines = try run(command, in: service, state)
            return .page(desktop(in: service, try service.state, terminal: lines))
        default: return .notFound
        }
    }

    // MARK: Pages

    private func desktop(
        in service: isolated SimulatedService, _ state: ServiceState, terminal: [String] = []
    ) -> Page {
        let unresolved = BatchPC.hosts.contains { !NameSource.hasName($0, in: state) }
        let silent = state["batch-pc.hosts"] == "silent"
        return Page(
            title: "バッチ用 PC",
            texts: Self.folder(state) + [
                "名前解決：" + (unresolved ? "解決できない名前がある" : "すべて解決できた"),
                "4 台のサーバ：" + (silent ? "応答しないサーバがある" : "すべて応答した"),
            ],
            values: [PageValue(label: "TrustedHosts の値", value: service.endpoints.batchPC.trustedHosts)],
            terminal: terminal,
            controls: [
                PageControl(kind: .field, label: "PowerShell（管理者）", name: "command"), .button("Enter", to: "/command"),
                .link("設定", to: "/settings", in: .menu), .link("その他", to: "/more", in: .menu),
            ], address: "/")
    }

    private static func folder(_ state: ServiceState) -> [String] {
        switch state["batch-pc.files"] {
        case "complete": ["フォルダの内容："] + BatchPC.files
        case "wrong": ["フォルダの内容：足りない、または名前が違う"] + BatchPC.files.dropLast()
        default: ["フォルダの内容：ファイルがない"]
        }
    }

    private static let more = Page(
        title: "Windows システム ツール", texts: ["コマンド プロンプト"], controls: [.link("管理者として実行", to: "/")], address: "/more")

    private static let settings = Page(
        title: "設定", controls: [.link("ネットワークとインターネット", to: "/network"), .link("閉じる", to: "/")],
        address: "/settings")

    private static func network(_ state: ServiceState) -> Page {
        Page(
            title: "イーサネット", texts: ["ネットワーク プロファイル"],
            controls: [("private", "プライベート"), ("public", "パブリック")].map { value, label in
                PageControl(
                    kind: .radio, label: label, name: "profile", value: value, href: "/network",
                    isChecked: state[profile] == value)
            } + [.link("閉じる", to: "/")], address: "/network")
    }

    // MARK: PowerShell

    private func run(
        _ command: String, in service: isolated SimulatedService, _ state: ServiceState
    ) throws -> [String] {
        let prompt = "PS C:\\WINDOWS\\system32> \(command)"
        let words = command.split(separator: " ").map(String.init)
        let target = "WSMan:\\localhost\\Client\\TrustedHosts"
        switch (words.first?.lowercased() ?? "", words.count) {
        case ("y", 1):
            service.endpoints.batchPC.confirm()
            let value = service.endpoints.batchPC.value
            if value != state[BatchPC.variable] { try service.change([BatchPC.variable: value]) }
            return [prompt]
        case ("powershell", 1): return ["Windows PowerShell", "PS C:\\WINDOWS\\system32>"]
        case ("enable-psremoting", 2) where words[1] == "-Force": return try [prompt] + enableRemoting(in: service)
        case ("get-item", 2) where words[1] == target:
            return [prompt, "Name   : TrustedHosts", "Value  : \(service.endpoints.batchPC.trustedHosts)"]
        case ("set-item", 4) where words[1] == target && words[2] == "-Value":
            service.endpoints.batchPC.pendingHosts = words[3].filter { $0 != "\"" }
            return [
                prompt, "WinRM セキュリティの構成。",
                "このコマンドは WinRM クライアントの TrustedHosts の一覧を変更します。TrustedHosts の一覧内にあるコンピューターは認証されない可能性があります。"
                    + "クライアントはこれらのコンピューターに資格情報を送信する可能性があります。この一覧を変更しますか?",
                "[Y] はい(Y)  [N] いいえ(N)  [S] 中断(S)  [?] ヘルプ (既定値は \"Y\"):",
            ]
        case ("resolve-dnsname", 2):
            let found = NameSource.hasName(words[1], in: state)
            return [prompt, found ? "\(words[1])  A  127.0.0.1" : "Resolve-DnsName : \(words[1]) : DNS 名がありません。"]
        case ("test-wsman", 2):
            let isSilent = state["batch-pc.hosts"] == "silent" && words[1] == BatchPC.hosts.last
            return [prompt, isSilent ? "Test-WSMan : \(words[1]) に接続できません。" : "ProductVendor : Microsoft Corporation"]
        default: return [prompt, "用語 '\(words.first ?? "")' は、コマンドレット、関数、または操作可能なプログラムの名前として認識されません。"]
        }
    }

    /// Enables remoting, with the messages of the first time or of any other (manual, 3.1.2).
    private func enableRemoting(in service: isolated SimulatedService) throws -> [String] {
        let variable = "batch-pc.remoting"
        guard try service.state[variable] != "on" else {
            return [
                "WinRM は既にこのコンピューター上で要求を受信するように設定されています。", "このコンピューター上でのリモート管理には、WinRM が既に選択されています。",
            ]
        }
        try service.change([variable: "on"])
        return [
            "WinRM は要求を受信するように更新されました。", "WinRM サービスの種類を正しく変更できました。", "WinRM サービスが開始されました。",
            "WinRM はリモート管理用に更新されました。", "WinRM ファイアウォールの例外を有効にしました。",
            "ローカル ユーザーにリモートで管理権限を付与するよう LocalAccountTokenFilterPolicy を構成しました。",
        ]
    }
}
