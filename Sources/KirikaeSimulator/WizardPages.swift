import KirikaeService

/// The pages of the wizard SIPServer 起動/停止, with the manual's labels (3.5.1.1, steps 4 to 12).
struct WizardPages {
    /// What can be done on a page.
    enum Act: String {
        case next
        case cancel
        case choose
        case close
    }

    /// The state of the service.
    let state: ServiceState

    /// How long the check of the processes takes, in simulated milliseconds (manual: about one minute).
    static let checkMilliseconds: Int64 = 60_000
    /// How many processes a site shows.
    static let processesPerSite = 4

    /// The page at a position.
    func page(_ position: WizardPosition) -> Page {
        var page = Page(title: "設定ウィザード：SIPServer 起動/停止", address: "/gax/wizard")
        switch position {
        case .start:
            page.texts = ["SIPServer のプロセスを停止または起動します。[次へ]をクリックしてください。"]
        case .caution:
            page.title = "注意事項"
            page.texts = [
                "次の画面では、切り替え先ではなく、プロセスを停止または起動する拠点を選択します。",
                "デプロイ中は、ログアウトしたりブラウザを閉じたりしないでください。",
            ]
        case .site:
            page.title = "設定を変更する拠点の選択"
            page.texts = siteWord.map { ["選択中の拠点：\($0)"] } ?? ["拠点を選択し、[次へ]をクリックしてください。"]
            page.controls = choices(of: "site", at: position, [("main", "メインサイト"), ("dr", "バックアップサイト")])
        case .checking:
            page.title = "切り替え対象プロセスの稼働状態確認"
            page.texts = ["\(siteWord ?? "選択した拠点")のプロセスの状態を確認しています。1 分程度お待ちください。"]
            page.isBusy = true
        case .status:
            page.title = "切り替え対象プロセスの状態"
            page.texts = ["対象の拠点：\(siteWord ?? "選択なし")"] + statuses
        case .operation:
            page.title = "停止/起動の選択"
            page.texts = operationWord.map { ["選択中の操作：\($0)"] } ?? ["操作を選択し、[次へ]をクリックしてください。"]
            page.controls = choices(of: "operation", at: position, [("stop", "プロセス停止"), ("start", "プロセス起動")])
        case .confirmation:
            page.title = "設定開始の確認"
            page.texts = [
                "対象の拠点：\(siteWord ?? "選択なし")", "操作：\(operationWord ?? "選択なし")", "この内容でデプロイを開始します。",
            ]
        case .deploying:
            page.title = "デプロイ"
            page.texts = ["デプロイ中です。3 分から 5 分程度かかります。ほかの操作を行わずにお待ちください。"]
            page.isBusy = true
        case .finished:
            page.title = "デプロイ完了"
            page.texts = ["切り替えが完了しました。[閉じる]をクリックしてください。", "対象の拠点：\(siteWord ?? "選択なし")"] + statuses
        }
        page.controls += buttons(at: position)
        return page
    }

    private func buttons(at position: WizardPosition) -> [PageControl] {
        func button(_ label: String, _ act: Act) -> PageControl {
            .button(label, to: "/gax/wizard/\(position.rawValue)/\(act.rawValue)")
        }
        return switch position {
        case .start, .caution, .site, .status, .operation: [button("次へ", .next), button("キャンセル", .cancel)]
        case .checking: [button("キャンセル", .cancel)]
        case .confirmation: [button("完了", .next), button("キャンセル", .cancel)]
        case .deploying: []
        case .finished: [button("閉じる", .close)]
        }
    }

    /// Radios that are sent as soon as they are chosen, so that the choice is on record before [次へ] is pressed.
    private func choices(
        of name: String, at position: WizardPosition, _ choices: [(value: String, label: String)]
    ) -> [PageControl] {
        choices.map { choice in
            PageControl(
                kind: .radio, label: choice.label, name: name, value: choice.value,
                href: "/gax/wizard/\(position.rawValue)/\(Act.choose.rawValue)",
                isChecked: state["wizard.\(name)"] == choice.value)
        }
    }

    private var siteWord: String? {
        switch state["wizard.site"] {
        case "main": "メインサイト"
        case "dr": "バックアップサイト"
        default: nil
        }
    }

    private var operationWord: String? {
        switch state["wizard.operation"] {
        case "stop": "プロセス停止"
        case "start": "プロセス起動"
        default: nil
        }
    }

    /// One line for each process of the selected site; while they are being changed, some of each.
    private var statuses: [String] {
        let site = state["wizard.site"] ?? "none"
        let stopped: Int
        switch state["call.\(site).processes"] {
        case "running": stopped = 0
        case "stopped": stopped = Self.processesPerSite
        case "partial": stopped = 1
        case "starting", "stopping": stopped = Self.processesPerSite / 2
        default: return ["プロセスの状態を取得できません。"]
        }
        let server = site == "main" ? "J1" : "J2"
        return (1...Self.processesPerSite).map { number in
            "SIPServer \(server)-\(number)：" + (number <= stopped ? "STOPPED（停止中）" : "RUNNING（稼働中）")
        }
    }
}
