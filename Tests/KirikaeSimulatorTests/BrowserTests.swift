import Foundation
import KirikaeService
import KirikaeSimulator
import KirikaeTestSupport
import Testing

extension SimulatorTests {
    /// The pages in a real browser, from the login to 閉じる; `KIRIKAE_SCREENSHOTS` names a folder in which pictures are kept.
    @Suite struct BrowserTests {
        struct Course: Sendable, CustomStringConvertible {
            var name: String
            var gax: any KeyPath<SimulatorAddresses, String> & Sendable
            var entry: String
            var profile: String
            var word: String
            /// What the SIPServer wizard asks for besides; the recording wizard asks nothing more.
            var operation: String?
            var changed: [String: String]
            var description: String { name }
        }

        private static let sipProfile = "プロファイルの実行:SIPServer 起動/停止"

        static let courses = [
            Course(
                name: "sipserver-switchover", gax: \.gaxJ1, entry: "SIPServer 起動/停止", profile: sipProfile,
                word: "メインサイト", operation: "プロセス停止", changed: ["call.main.processes": "stopped"]),
            Course(
                name: "sipserver-switchback", gax: \.gaxJ2, entry: "SIPServer 起動/停止", profile: sipProfile,
                word: "バックアップサイト", operation: "プロセス停止", changed: ["call.dr.processes": "stopped"]),
            Course(
                name: "recording-switchover", gax: \.gaxJ1, entry: "通録システム切り替え", profile: "プロファイルの実行:通録切り替え",
                word: "バックアップサイト", operation: nil, changed: ["recording.reflection": "dr"]),
            Course(
                name: "recording-switchback", gax: \.gaxJ2, entry: "通録システム切り替え", profile: "プロファイルの実行:通録切り替え",
                word: "メインサイト", operation: nil, changed: ["recording.reflection": "main"]),
        ]

        @Test(arguments: courses) func wizardIsClickedFromLoginToClose(_ course: Course) async throws {
            let isBack = course.name == "recording-switchback"
            let start = ["recording.reflection": isBack ? "dr" : "main"]
            // Slow enough that a deploy is seen under way, as the page looks again every two seconds.
            try await SimulatorRun.with(speed: 60, start: start) { simulator, control in
                let address = simulator.addresses[keyPath: course.gax]
                try await SimulatorTests.blocking {
                    let browser = try ChromiumBrowser()
                    let pictures = try Pictures(course.name, of: browser)
                    try browser.open(address)
                    try browser.type("admin", into: "ユーザー名")
                    try browser.type("drill", into: "パスワード")
                    try pictures.keep("login")
                    for label in ["ログイン", "管理", "設定ウィザード", "高度な設定", course.entry, "関連"] {
                        try browser.click(label)
                    }
                    try pictures.keep("profile")
                    for label in [course.profile, "次へ", "次へ", course.word] { try browser.click(label) }
                    try browser.wait(for: course.word)
                    try pictures.keep("site")
                    try browser.click("次へ")
                    if let operation = course.operation {
                        try browser.wait(for: "SIPServer J")
                        try pictures.keep("status")
                        for label in ["次へ", operation, "次へ"] { try browser.click(label) }
                    }
                    try browser.wait(for: "設定開始の確認")
                    try pictures.keep("confirmation")
                    try browser.click("完了")
                    try browser.wait(for: "デプロイ中です")
                    try pictures.keep("deploying")
                    try browser.wait(for: "デプロイ完了")
                    try pictures.keep("finished")
                    try browser.click("閉じる")
                    let heading = try browser.heading
                    #expect(heading == "GAX ログイン")
                }
                for (variable, value) in course.changed {
                    #expect(try await control.get("/state/\(variable)").body == value)
                }
                #expect(try await control.get("/state/gax.session").body == "free")
            }
        }

        @Test func otherPagesAreClicked() async throws {
            try await SimulatorRun.with(start: ["batch-pc.profile": "public"]) { simulator, control in
                let addresses = simulator.addresses
                try await SimulatorTests.blocking {
                    let browser = try ChromiumBrowser()
                    let pictures = try Pictures("pages", of: browser)
                    try browser.open(addresses.carrier)
                    try browser.click("両拠点の番号へ分配", leavesPage: false)
                    try browser.type("30", into: "DR 拠点の割合（%）")
                    try browser.click("変更")
                    try browser.wait(for: "分配率：メイン拠点 70%、DR 拠点 30%")
                    try pictures.keep("carrier")
                    try browser.open(addresses.clientPCs + "/1")
                    for label in ["コントロール パネル", "ネットワークとインターネット", "ネットワークの状態とタスクの表示", "アダプター設定の変更", "プロパティ"] {
                        try browser.click(label)
                    }
                    try browser.click("インターネット プロトコル バージョン 4(TCP/IPv4)", leavesPage: false)
                    try pictures.keep("connection")
                    try browser.click("プロパティ")
                    try browser.type(addresses.dnsJ2, into: "優先 DNS サーバー")
                    try pictures.keep("dns")
                    try browser.click("OK")
                    try browser.type("nslookup j2-accs.arcstarcc.net", into: "コマンドプロンプト")
                    try browser.click("実行")
                    try browser.wait(for: "Address:  127.0.0.1")
                    try pictures.keep("nslookup")
                    try browser.open(addresses.batchPC)
                    try pictures.keep("batch-pc")
                    for label in ["設定", "ネットワークとインターネット", "プライベート"] { try browser.click(label) }
                    try pictures.keep("profile")
                    for (name, address) in [
                        ("office", addresses.office), ("report", addresses.realTimeReport),
                        ("pulse", addresses.pulseJ2), ("support", addresses.support),
                        ("speechminer", addresses.speechMiner + "j1/search"),
                    ] {
                        try browser.open(address)
                        try pictures.keep(name)
                    }
                }
                #expect(try await control.get("/state/number.destination").body == "ratio")
                #expect(try await control.get("/state/dns.setting").body == "mixed")
                #expect(try await control.get("/state/batch-pc.profile").body == "private")
            }
        }

        @Test func lostSiteNeverShowsAPage() async throws {
            try await SimulatorRun.with(start: ["gax.j1": "unreachable"]) { simulator, _ in
                let address = simulator.addresses.gaxJ1
                try await SimulatorTests.blocking {
                    let browser = try ChromiumBrowser()
                    #expect(throws: (any Error).self) { try browser.open(address) }
                }
            }
        }
    }
}

/// Pictures of the pages of one course, kept where somebody wants to look at them.
private struct Pictures {
    let browser: ChromiumBrowser
    let name: String
    let folder: String?

    init(_ name: String, of browser: ChromiumBrowser) throws {
        self.name = name
        self.browser = browser
        folder = ProcessInfo.processInfo.environment["KIRIKAE_SCREENSHOTS"]
        if let folder { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    }

    /// Keeps one, and sees that nothing of it is beyond the window's edge.
    func keep(_ page: String) throws {
        let isTooWide = try browser.isTooWide
        #expect(!isTooWide, "\(name) \(page)")
        if let folder { try browser.keepPicture("\(folder)/\(name)-\(page).png") }
    }
}
