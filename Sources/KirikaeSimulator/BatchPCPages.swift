import KirikaeConsolePrograms

/// The pages of the batch PC, with the labels of the manual (3.1).
struct BatchPCPages {
    /// All PCs.
    let pcs: SimulatedPCs
    /// What lies outside the PC's folder, its network profile among it.
    let surroundings: PowerShellConsole.Surroundings

    /// What people type into PowerShell, offered as a list because a page is no keyboard.
    ///
    /// The line with the old names is among them on purpose: older editions of the manual had it.
    static let commands = [
        "Enable-PSRemoting -Force", #"Get-Item WSMan:\localhost\Client\TrustedHosts"#,
        trust(RemotingSettings.trustedHosts),
        trust(RemotingSettings.oldTrustedHosts), "exit",
    ]

    private static let trusted = "TrustedHosts の値"

    /// The name of the program that the command prompt offers.
    static let shell = "powershell"

    /// The lines that can be entered with one press now.
    static func offered(in console: ConsoleWindow) -> [String] {
        console.lines.last?.hasPrefix("[Y]") ?? false ? ["Y", "N"] : commands
    }

    private static func trust(_ hosts: [String]) -> String {
        #"Set-Item WSMan:\localhost\Client\TrustedHosts -Value "\#(hosts.joined(separator: ","))""#
    }

    /// What the PC shows.
    var page: Page {
        get throws {
            switch pcs.batchDesk.window {
            case .desktop: try desktop
            case .settings: page("設定", ["設定する項目を選択します。"], [.button("ネットワークとインターネット", to: "/network")])
            case .network: network
            case .menu:
                page(
                    "コマンドプロンプト", ["[その他]のメニュー"],
                    [.button("管理者として実行", to: "/run-as-administrator"), .button("開く", to: "/open")])
            case .prompt(let isElevated):
                page(
                    isElevated ? "管理者: コマンドプロンプト" : "コマンドプロンプト",
                    terminal: [pcs.batchDesk.notice, #"C:\WINDOWS\system32>"#].compactMap { $0 },
                    [field("コマンドプロンプト"), .button("Enter", to: "/type"), .button(Self.shell, to: "/shell")])
            case .powerShell(let console): powerShell(console)
            }
        }
    }

    private func page(
        _ title: String, _ texts: [String] = [], values: [PageValue] = [], terminal: [String] = [],
        _ controls: [PageControl]
    ) -> Page {
        let bar: [PageControl] = [
            .button("設定", to: "/settings", in: .menu), .button("その他", to: "/menu", in: .menu),
            .button("デスクトップ", to: "/close", in: .menu),
        ]
        return Page(
            title: title, texts: texts, values: values, terminal: terminal, controls: bar + controls, address: "/")
    }

    private var desktop: Page {
        get throws {
            let names = try FileSystem.names(in: pcs.batches)
            let folder = pcs.batches.split(separator: "/").last.map(String.init) ?? ""
            return page(
                "バッチ用 PC",
                [pcs.batchDesk.notice, "Windows システム ツール：コマンドプロンプト（右クリックで[その他]）"].compactMap { $0 }
                    + ["フォルダ \(folder)："] + (names.isEmpty ? ["ファイルなし"] : names) + [
                        "名前解決：" + (surroundings.namesResolve ? "すべて解決できた" : "解決できない名前がある"),
                        "4 台のサーバ：" + (surroundings.hostsAnswer ? "すべて応答した" : "応答しないサーバがある"),
                    ], values: [PageValue(label: Self.trusted, value: try RemotingSettings(of: pcs.batch).trusted)],
                [.button("\(BatchFiles.archive) を展開", to: "/extract")])
        }
    }

    /// Once the profile is right the page names no other: what is selected must be the only word for it.
    private var network: Page {
        let isPrivate = !surroundings.isPublic
        var controls = [
            PageControl(
                kind: .radio, label: "プライベート", name: "profile", value: "private", href: "/profile", isChecked: isPrivate
            )
        ]
        if !isPrivate {
            controls.append(
                PageControl(
                    kind: .radio, label: "パブリック", name: "profile", value: "public", href: "/profile", isChecked: true))
        }
        return page("ネットワーク プロファイル", ["接続：イーサネット（接続済み）"], controls)
    }

    private func powerShell(_ console: ConsoleWindow) -> Page {
        let offered = Self.offered(in: console)
        // What Get-Item has shown last; before that the page says nothing of it.
        let row = console.lines.last { $0.hasPrefix("System.String") && $0.contains("TrustedHosts") }
        let shown = row.map { row in row.split(separator: " ").dropFirst(2).joined(separator: " ") }
        return page(
            "管理者: Windows PowerShell", values: shown.map { [PageValue(label: Self.trusted, value: $0)] } ?? [],
            terminal: console.lines,
            [field("PowerShell（管理者）"), .button("Enter", to: "/type")]
                + offered.enumerated().map { .button($0.element, to: "/offered/\($0.offset)") })
    }

    private func field(_ label: String) -> PageControl { PageControl(kind: .field, label: label, name: "command") }
}
