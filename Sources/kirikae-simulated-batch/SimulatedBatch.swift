import Glibc

/// One of the four programs, as an operator sees it: a line while it switches, a line when it is done, and a key to end it.
///
/// It switches nothing itself. Once the simulator has the command, the switch goes on even if this program is killed.
struct SimulatedBatch {
    private let name: String
    private let settings: BatchSettings
    private let output: CP932Output

    /// How long between two looks at the cluster, in microseconds.
    private static let pollMicroseconds: UInt32 = 100_000
    /// How many looks before it gives up: one hour.
    private static let pollLimit = 36_000
    /// How many looks in a row may fail before it gives up.
    private static let failureLimit = 50

    /// The exit codes.
    private enum Ending {
        static let done: Int32 = 0
        static let refused: Int32 = 1
        static let misused: Int32 = 2
    }

    /// Runs the program that `argumentZero` names.
    ///
    /// - Returns: the exit code: 0 done, 1 refused or failed, 2 not usable as it was started.
    static func run(argumentZero: String) -> Int32 {
        let name = argumentZero.split(separator: "/").last.map(String.init) ?? ""
        guard let settings = BatchSettings(beside: argumentZero) else {
            CP932Output.complain("simulator.address was not found beside the program or in the current folder")
            return Ending.misused
        }
        guard let output = CP932Output() else {
            CP932Output.complain("this system cannot write CP932")
            return Ending.misused
        }
        return SimulatedBatch(name: name, settings: settings, output: output).run()
    }

    private func run() -> Int32 {
        guard let site = siteWord, let cluster = name.split(separator: "_").first, ["DB", "MMF"].contains(cluster)
        else {
            CP932Output.complain("\(name) is none of the four programs")
            return Ending.misused
        }
        guard post("starts")?.status == 200 else { return fail("模擬センターに接続できません。", Ending.misused) }
        if settings.showsSecurityWarning, !isAllowedToRun() { return Ending.refused }
        guard output.write("\(site)に \(cluster) クラスタを切り替え中です...\n") else { return Ending.refused }
        guard let answer = post("command") else { return fail("模擬センターに接続できません。", Ending.refused) }
        let words = answer.body.split(separator: " ").map(String.init)
        guard answer.status == 200, words.count == 3 else {
            return fail("別の切り替え処理が実行中のため、開始できませんでした。", Ending.refused)
        }
        guard waitForArrival(of: words[0], meanwhile: words[1], at: words[2]) else {
            return fail("クラスタの切り替えを確認できませんでした。", Ending.refused)
        }
        guard output.write("完了しました。何かキーを入力して終了してください。\n") else { return Ending.refused }
        KeyboardInput.waitForKey()
        return Ending.done
    }

    private var siteWord: String? {
        if name.hasSuffix("_ClusterFailover_To_Backup.exe") { return "バックアップサイト" }
        return name.hasSuffix("_ClusterFailover_To_Main.exe") ? "メインサイト" : nil
    }

    /// Shows PowerShell's security warning; only R goes on.
    private func isAllowedToRun() -> Bool {
        let warning = """
            セキュリティ警告
            信頼するスクリプトのみを実行してください。インターネットから入手したスクリプトは便利ですが、コンピューターに危害を及ぼす可能性があります。
            [D] 実行しない(D)  [R] 一度だけ実行する(R)  [S] 中断(S)  [?] ヘルプ (既定値は "D"):\u{20}
            """
        guard output.write(warning) else { return false }
        return ["R", "r"].contains(KeyboardInput.line())
    }

    private func waitForArrival(of variable: String, meanwhile: String, at target: String) -> Bool {
        var failures = 0
        for _ in 0..<Self.pollLimit {
            let answer = HTTPExchange(settings: settings, method: "GET", path: "/state/\(variable)").response()
            if let answer, answer.status == 200 {
                failures = 0
                if answer.body == target { return true }
                // Somebody has set the cluster to something else: it will not arrive any more.
                guard answer.body == meanwhile else { return false }
            } else {
                failures += 1
                guard failures < Self.failureLimit else { return false }
            }
            usleep(Self.pollMicroseconds)
        }
        return false
    }

    private func post(_ act: String) -> HTTPExchange.Response? {
        HTTPExchange(settings: settings, method: "POST", path: "/programs/\(name)/\(act)").response()
    }

    private func fail(_ text: String, _ code: Int32) -> Int32 {
        // A terminal that is gone cannot be told; the exit code says it.
        _ = output.write("エラー: \(text)\n")
        return code
    }
}
