/// The pages of one client PC, with the labels of Windows 10 that the manual gives (3.3).
struct ClientPCPages {
    /// The name of the PC.
    let name: String
    /// The DNS server that it is set to.
    let setting: String

    private static let item = "インターネット プロトコル バージョン 4(TCP/IPv4)"
    private var path: String { "\(ClientPCSite.path)/\(name)" }

    /// All PCs, and how each is set.
    static func list(of computers: ClientPCs) -> Page {
        Page(
            title: "DNS サーバ設定を変更する PC", texts: ["PC を選択します。"],
            values: computers.names.map { PageValue(label: "PC \($0)", value: computers.setting(of: $0) ?? "") },
            controls: computers.names.map { .link("PC \($0) を開く", to: "\(ClientPCSite.path)/\($0)") },
            address: ClientPCSite.path)
    }

    /// The desktop: the control panel and a command prompt.
    ///
    /// What a command says of a failure stands first.
    func desktop(notice: String? = nil, terminal: [String] = []) -> Page {
        let failures = terminal.filter { $0.hasPrefix("***") || $0.contains("認識されていません") }
        return Page(
            title: "PC \(name)", alerts: failures, texts: [notice].compactMap { $0 },
            terminal: terminal.filter { !failures.contains($0) },
            controls: [
                PageControl(kind: .field, label: "コマンドプロンプト", name: "command"),
                .button("実行", to: "\(path)/command"), .link("コントロール パネル", to: "\(path)/control-panel"),
            ], address: path)
    }

    /// The control panel in the view カテゴリ.
    var controlPanel: Page {
        Page(
            title: "コントロール パネル", texts: ["表示方法：カテゴリ"],
            controls: [.link("ネットワークとインターネット", to: "\(path)/network"), .link("閉じる", to: path)],
            address: "\(path)/control-panel")
    }

    /// The network category.
    var network: Page {
        Page(
            title: "ネットワークとインターネット", texts: ["ネットワークと共有センター"],
            controls: [.link("ネットワークの状態とタスクの表示", to: "\(path)/status"), .link("閉じる", to: path)],
            address: "\(path)/network")
    }

    /// The network status.
    var status: Page {
        Page(
            title: "ネットワークと共有センター", texts: ["基本ネットワーク情報の表示と接続のセットアップ"],
            controls: [.link("アダプター設定の変更", to: "\(path)/connections", in: .menu), .link("閉じる", to: path)],
            address: "\(path)/status")
    }

    /// The connections; there is one.
    var connections: Page {
        Page(
            title: "ネットワーク接続", texts: ["イーサネット（Arcstar Contact Center 2.0 で使用する接続）", "右クリックのメニュー："],
            controls: [.link("プロパティ", to: "\(path)/connection"), .link("閉じる", to: path)],
            address: "\(path)/connections")
    }

    /// The properties of the connection.
    func connection(alert: String? = nil) -> Page {
        Page(
            title: "イーサネットのプロパティ", alerts: [alert].compactMap { $0 }, texts: ["この接続は次の項目を使用します"],
            controls: [
                PageControl(kind: .radio, label: Self.item, name: "item", value: "ipv4"),
                PageControl(
                    kind: .radio, label: "インターネット プロトコル バージョン 6(TCP/IPv6)", name: "item", value: "ipv6"),
                .button("プロパティ", to: "\(path)/connection"), .link("キャンセル", to: path),
            ], address: "\(path)/connection")
    }

    /// What the properties of an entry of the list show.
    func properties(of item: String?) -> Page {
        switch item {
        case "ipv4": protocolProperties()
        case "ipv6": connection(alert: "この PC では、バージョン 6 を使用していません。")
        default: connection(alert: "項目を選択してください。")
        }
    }

    /// The address of the DNS server.
    func protocolProperties(alert: String? = nil) -> Page {
        Page(
            title: "インターネット プロトコル バージョン 4（TCP/IPv4）のプロパティ", alerts: [alert].compactMap { $0 },
            texts: ["次の DNS サーバーのアドレスを使う"], values: [PageValue(label: "現在の設定", value: setting)],
            controls: [
                PageControl(kind: .field, label: "優先 DNS サーバー", name: "servers", value: setting),
                .button("OK", to: "\(path)/servers"), .link("キャンセル", to: path),
            ], address: "\(path)/connection")
    }
}
