import KirikaeConsolePrograms

/// The pages of the batch PC, with the labels of the manual (3.1).
struct BatchPCPages {
    /// All PCs.
    let pcs: SimulatedPCs
    /// The network profile: private or public.
    let profile: String

    /// What people type into PowerShell, offered as a list because a page is no keyboard.
    ///
    /// The line with the old names is among them on purpose: older editions of the manual had it.
    static let commands = [
        "Enable-PSRemoting -Force", #"Get-Item WSMan:\localhost\Client\TrustedHosts"#,
        trust(RemotingSettings.trustedHosts),
        trust(RemotingSettings.oldTrustedHosts), "exit",
    ]

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
                    [pcs.batchDesk.notice, #"C:\WINDOWS\system32>"#].compactMap { $0 },
                    [line, .button("実行", to: "/type"), .button(Self.shell, to: "/shell")])
            case .powerShell(let console): powerShell(console)
            }
        }
    }

    private func page(_ title: String, _ texts: [String], _ controls: [PageControl]) -> Page {
        let bar: [PageControl] = [
            .button("設定", to: "/settings", in: .menu), .button("その他", to: "/menu", in: .menu),
            .button("デスクトップ", to: "/close", in: .menu),
        ]
        return Page(title: title, texts: texts, controls: bar + controls, address: "/")
    }

    private var desktop: Page {
        get throws {
            let names = try FileSystem.names(in: pcs.batches)
            let folder = pcs.batches.split(separator: "/").last.map(String.init) ?? ""
            return page(
                "バッチ用 PC",
                [pcs.batchDesk.notice, "Windows システム ツール：コマンドプロンプト（右クリックで[その他]）"].compactMap { $0 }
                    + ["フォルダ \(folder)："] + (names.isEmpty ? ["ファイルなし"] : names),
                [.button("\(BatchFiles.archive) を展開", to: "/extract")])
        }
    }

    /// Once the profile is right the page names no other: what is selected must be the only word for it.
    private var network: Page {
        let isPrivate = profile == "private"
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
        return page(
            "管理者: Windows PowerShell", console.lines,
            [line, .button("実行", to: "/type")]
                + offered.enumerated().map { .button($0.element, to: "/offered/\($0.offset)") })
    }

    private var line: PageControl { PageControl(kind: .field, label: "入力", name: "command") }
}
