import KirikaeService

/// The pages of a wizard, with the manual's labels.
struct WizardPages {
    /// What can be done on a page.
    enum Act: String {
        case next
        case cancel
        case choose
        case close
    }

    /// The wizard.
    let wizard: WizardDescription
    /// The state of the service.
    let state: ServiceState

    /// How long the check of the processes takes, in simulated milliseconds (manual: about one minute).
    static let checkMilliseconds: Int64 = 60_000
    /// How many processes a site shows.
    static let processesPerSite = 4

    /// The page at a position.
    func page(_ position: WizardPosition) -> Page {
        let words = wizard.words[position]
        var page = Page(title: words?.title ?? wizard.title, address: "/gax/wizard")
        page.texts = (words?.texts ?? []).map(filled)
        switch position {
        case .site:
            if let siteWord { page.texts = ["\(wizard.chosenSite)：\(siteWord)"] }
            page.controls = choices(of: "site", at: position, [("main", "メインサイト"), ("dr", "バックアップサイト")])
        case .operation:
            if let operationWord { page.texts = ["選択中の操作：\(operationWord)"] }
            page.controls = choices(of: "operation", at: position, [("stop", "プロセス停止"), ("start", "プロセス起動")])
        case .checking, .deploying: page.isBusy = true
        case .start, .caution, .status, .confirmation, .finished: break
        }
        if wizard.listsProcesses.contains(position) { page.texts += statuses }
        page.controls += buttons(at: position)
        return page
    }

    /// A sentence with what was chosen in it.
    private func filled(_ text: String) -> String {
        text.replacing("{site}", with: siteWord ?? "選択なし").replacing("{operation}", with: operationWord ?? "選択なし")
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
