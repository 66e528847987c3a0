/// The pages of GAX around the wizard, with the manual's labels (3.4 and 3.5.1.1, steps 1 to 3).
enum GAXPages {
    private static let menu: [PageControl] = [
        .link("管理", to: "/gax/home", in: .menu), .link("設定ウィザード", to: "/gax/wizards", in: .menu),
    ]

    static func login(notice: String? = nil, alert: String? = nil) -> Page {
        Page(
            title: "GAX ログイン", alerts: [alert].compactMap { $0 },
            texts: [notice].compactMap { $0 } + ["構築用管理者アカウントでログインします。訓練用の画面なので、どの値でもログインできます。"],
            controls: [
                PageControl(kind: .field, label: "ユーザー名", name: "user"),
                PageControl(kind: .field, label: "パスワード", name: "password"),
                .button("ログイン", to: "/gax/login"),
            ], address: "/gax")
    }

    static let home = Page(
        title: "ホーム", texts: ["ログインしました。[管理]メニューから[設定ウィザード]を選択できます。"],
        controls: menu + [.button("ログアウト", to: "/gax/logout")], address: "/gax/home")

    static let wizards = Page(
        title: "設定ウィザード", texts: ["[高度な設定]から設定を選択します。"],
        controls: menu + [
            .link("高度な設定", to: "/gax/wizards")
        ] + WizardDescription.all.map { .link($0.entry, to: "/gax/wizards/\($0.path)") }, address: "/gax/wizards")

    /// The profile of a wizard; without `isDeployable` it says why it cannot be run.
    static func profile(_ wizard: WizardDescription, isDeployable: Bool = true) -> Page {
        Page(
            title: wizard.entry,
            alerts: isDeployable ? [] : ["エラー：[デプロイ可能]のチェックが外れているため、設定を進めることができません。"],
            texts: ["右上の[関連]からプロファイルを実行します。"],
            controls: menu + [
                PageControl(
                    kind: .checkbox, label: "デプロイ可能", name: "deployable", value: "yes", isChecked: isDeployable),
                .link("関連", to: "/gax/wizards/\(wizard.path)", in: .related),
                .button(wizard.profile, to: "/gax/wizard/open/\(wizard.path)", in: .related),
                .link("IP の使用可能性の確認", to: "/gax/wizards/\(wizard.path)/addresses", in: .related),
            ], address: "/gax/wizards/\(wizard.path)")
    }

    static func addressCheck(_ wizard: WizardDescription) -> Page {
        var page = profile(wizard)
        page.alerts = ["このソリューション定義に必要なインストールパッケージがありません。"]
        return page
    }

    /// What the portal shows for a while after its clusters were switched (manual, 3.6).
    static let portalError = Page(
        title: "エラー", alerts: ["画面を正しく表示できませんでした。"], texts: ["ブラウザの画面を再読み込み（F5）してください。"],
        controls: [.link("画面再読み込み（F5）", to: "/gax")], address: "/gax")
}
