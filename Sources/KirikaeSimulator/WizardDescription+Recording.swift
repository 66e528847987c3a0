import KirikaeService

extension WizardDescription {
    /// The wizard 通録システム切り替え: it asks for the site to switch to (manual, 3.4, steps 2 to 9).
    ///
    /// For the same direction its word is the opposite of the one that the SIPServer wizard asks for.
    static let recording = WizardDescription(
        path: "recording", entry: "通録システム切り替え", profile: "プロファイルの実行:通録切り替え",
        title: "設定ウィザード：通録切り替え",
        positions: [.start, .caution, .site, .confirmation, .deploying, .finished],
        words: [
            .start: Words(texts: ["通話録音を検索に反映する拠点を切り替えます。[次へ]をクリックしてください。"]),
            .caution: Words(
                title: "注意事項",
                texts: [
                    "切り替え完了までに時間がかかる場合があります。", "次の画面では、切り替え先の拠点を選択します。",
                    "デプロイ中は、ログアウトしたりブラウザを閉じたりしないでください。",
                ]),
            .site: Words(title: "切り替え先の選択", texts: ["切り替え先を選択し、[次へ]をクリックしてください。"]),
            .confirmation: Words(title: "設定開始の確認", texts: ["切り替え先：{site}", "この内容でデプロイを開始します。"]),
            .deploying: Words(title: "デプロイ", texts: ["デプロイ中です。数分程度かかる場合があります。ほかの操作を行わずにお待ちください。"]),
            .finished: Words(title: "デプロイ完了", texts: ["切り替えが完了しました。[閉じる]をクリックしてください。", "切り替え先：{site}"]),
        ],
        siteMissing: "切り替え先を選択してください。", chosenSite: "選択中の切り替え先", listsProcesses: []
    ) { site, _, state in
        state["recording.reflection"] == site ? [:] : ["recording.reflection": "to-\(site)"]
    }
}
