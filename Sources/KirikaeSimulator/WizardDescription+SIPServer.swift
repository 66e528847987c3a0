import KirikaeService

extension WizardDescription {
    /// The wizard SIPServer 起動/停止: it asks for the site to stop or start (manual, 3.5.1.1, steps 2 to 12).
    static let sipServer = WizardDescription(
        path: "sipserver", entry: "SIPServer 起動/停止", profile: "プロファイルの実行:SIPServer 起動/停止",
        title: "設定ウィザード：SIPServer 起動/停止",
        positions: [
            .start, .caution, .site, .checking, .status, .operation, .confirmation, .deploying, .finished,
        ],
        words: [
            .start: Words(texts: ["SIPServer のプロセスを停止または起動します。[次へ]をクリックしてください。"]),
            .caution: Words(
                title: "注意事項",
                texts: [
                    "次の画面では、切り替え先ではなく、プロセスを停止または起動する拠点を選択します。",
                    "デプロイ中は、ログアウトしたりブラウザを閉じたりしないでください。",
                ]),
            .site: Words(title: "設定を変更する拠点の選択", texts: ["拠点を選択し、[次へ]をクリックしてください。"]),
            .checking: Words(
                title: "切り替え対象プロセスの稼働状態確認", texts: ["{site}のプロセスの状態を確認しています。1 分程度お待ちください。"]),
            .status: Words(title: "切り替え対象プロセスの状態", texts: ["対象の拠点：{site}"]),
            .operation: Words(title: "停止/起動の選択", texts: ["操作を選択し、[次へ]をクリックしてください。"]),
            .confirmation: Words(
                title: "設定開始の確認", texts: ["対象の拠点：{site}", "操作：{operation}", "この内容でデプロイを開始します。"]),
            .deploying: Words(title: "デプロイ", texts: ["デプロイ中です。3 分から 5 分程度かかります。ほかの操作を行わずにお待ちください。"]),
            .finished: Words(title: "デプロイ完了", texts: ["切り替えが完了しました。[閉じる]をクリックしてください。", "対象の拠点：{site}"]),
        ],
        siteMissing: "設定を変更する拠点を選択してください。", chosenSite: "選択中の拠点",
        listsProcesses: [.status, .finished]
    ) { site, operation, state in
        let processes = "call.\(site).processes"
        let (arrived, changing) = operation == "stop" ? ("stopped", "stopping") : ("running", "starting")
        // Processes that are all there already are left alone.
        return state[processes] == arrived ? [:] : [processes: changing]
    }
}
