import KirikaeConsolePrograms

/// The pages of an agent's PC, with the labels of the manual (3.2 and 3.5.2).
struct AgentPCPages {
    /// The PC.
    let pc: SimulatedPC
    /// Where its WDE is logged in; nil if it is not.
    let site: String?

    /// What the PC shows.
    func page(of desk: AgentDesk) throws -> Page {
        switch desk.window {
        case .desktop: try desktop(desk.notice)
        case .menu(let batch, _):
            page(
                batch, ["右クリックのメニュー"],
                [button("管理者として実行", "run-as-administrator"), button("開く", "open"), button("キャンセル", "cancel")])
        case .archive(let edition):
            page(edition.archive, ["右クリックのメニュー"], [button("すべて展開", "extract"), button("キャンセル", "cancel")])
        case .accountControl(let batch, _):
            page(
                "ユーザー アカウント制御", ["このアプリがデバイスに変更を加えることを許可しますか？", batch],
                [button("はい", "yes"), button("いいえ", "no")])
        case .console(let console):
            Page(
                title: "コマンドプロンプト", terminal: console.lines, controls: keys(of: console), address: "/\(pc.name)")
        case .login:
            page(
                "WDE ログイン", ["内線番号を入力し、[ログイン]をクリックしてください。"],
                [
                    PageControl(kind: .field, label: "内線番号", name: "extension"), button("ログイン", "log-in"),
                    button("キャンセル", "cancel"),
                ])
        }
    }

    private func page(_ title: String, _ texts: [String], _ controls: [PageControl]) -> Page {
        Page(title: title, texts: texts, controls: controls, address: "/\(pc.name)")
    }

    private func button(_ label: String, _ act: String) -> PageControl {
        .button(label, to: "/\(pc.name)/\(act)")
    }

    private func keys(of console: ConsoleWindow) -> [PageControl] {
        let keys: [PageControl] =
            switch console.wait {
            case .key: [button("任意のキー", "key")]
            case .line: [button("y", "line/y"), button("n", "line/n")]
            case .ended: []
            }
        return keys + [button("ウィンドウを閉じる", "close")]
    }

    private func desktop(_ notice: String?) throws -> Page {
        let bits = pc.system.architecture == "AMD64" ? "64bit" : "32bit"
        var texts = [
            notice, "\(pc.system.windows)（\(bits)）、WDE は\(pc.system.installer)", "WDE のステータス：\(status)",
        ].compactMap { $0 }
        var controls = [
            site == nil ? button("WDE を起動", "wde") : button("ログアウト", "log-out")
        ]
        for (index, (folder, batches)) in try pc.switchFolders.enumerated() {
            let name = folder == pc.desktop ? "デスクトップ" : folder.dropFirst(pc.desktop.count + 1).description
            let configurations = try FileSystem.names(in: "\(folder)/Config")
            texts.append("フォルダ \(name)：\(batches.joined(separator: "、"))")
            texts.append(
                "フォルダ \(name) の Config：\(configurations.isEmpty ? "ファイルなし" : configurations.joined(separator: "、"))")
            controls += batches.map { button($0, "folder/\(index)/\($0)") }
            if folder != pc.desktop { controls.append(button("削除：\(name)", "delete/\(index)")) }
        }
        if try pc.switchFolders.isEmpty { texts.append("切り替え用ファイルのフォルダはありません。") }
        controls += SwitchFileEdition.allCases.map { button($0.archive, "archive/\($0.rawValue)") }
        return page("PC \(pc.name)", texts, controls)
    }

    private var status: String {
        switch site {
        case "main": "ログイン中（メイン拠点）"
        case "dr": "ログイン中（DR 拠点）"
        default: "終了"
        }
    }
}
