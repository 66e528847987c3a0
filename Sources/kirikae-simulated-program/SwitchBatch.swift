import Glibc
import KirikaeConsolePrograms

/// One of the four programs, as an operator sees it: a line while it switches, a line when it is done, and a key to end it.
///
/// It switches nothing itself. Once the simulator has the command, the switch goes on even if this program is killed.
struct SwitchBatch {
    private let name: String
    private let settings: ProgramSettings
    private let output: CP932Output

    /// How long between two looks at the cluster, in microseconds.
    private static let pollMicroseconds: UInt32 = 100_000
    /// How many looks before it gives up: one hour.
    private static let pollLimit = 36_000
    /// How many looks in a row may fail before it gives up.
    private static let failureLimit = 50

    private typealias Ending = SimulatedProgram.Ending

    /// Makes it ready.
    init(name: String, settings: ProgramSettings, output: CP932Output) {
        self.name = name
        self.settings = settings
        self.output = output
    }

    /// Runs it.
    ///
    /// - Returns: the exit code.
    func run() -> Int32 {
        guard let cluster = name.split(separator: "_").first else { return Ending.misused }
        guard post("starts")?.status == 200, let (behaviour, delay) = behaviour else {
            return fail("模擬センターに接続できません。", Ending.misused)
        }
        if settings.showsSecurityWarning, !isAllowedToRun() { return Ending.refused }
        guard output.write("\(siteWord)に \(cluster) クラスタを切り替え中です...\n") else { return Ending.refused }
        switch behaviour {
        case .hang: return hang()
        case .fail: return fail("クラスタの切り替えに失敗しました。", Ending.refused)
        case .unexpected: return askForUser()
        case .wrongConsoleClosed: ConsoleClosing.hold()
        case .slow: guard waitForSimulated(delay) else { return Ending.refused }
        case .normal, .hangAfterSwitch: break
        }
        if let code = switchCluster() { return code }
        if behaviour == .hangAfterSwitch { return hang() }
        ConsoleClosing.release()
        guard output.write("完了しました。何かキーを入力して終了してください。\n") else { return Ending.refused }
        KeyboardInput.waitForKey()
        return Ending.done
    }

    /// Gives the command and waits until the cluster has arrived.
    ///
    /// - Returns: the exit code if it did not; nil if it did.
    private func switchCluster() -> Int32? {
        guard let answer = post("command") else { return fail("模擬センターに接続できません。", Ending.refused) }
        let words = answer.body.split(whereSeparator: \.isWhitespace).map(String.init)
        guard answer.status == 200, words.count == 3 else {
            let refusal = words.first.flatMap(SwitchRefusal.init) ?? .busy
            // A terminal that is gone cannot be told; the exit code says it.
            _ = output.write(refusal.text(host: words.last ?? ""))
            return Ending.refused
        }
        return waitForArrival(of: words[0], meanwhile: words[1], at: words[2])
            ? nil : fail("クラスタの切り替えを確認できませんでした。", Ending.refused)
    }

    /// What it was told to do wrong, and how long to wait first, in simulated milliseconds.
    private var behaviour: (ProgramBehaviour, Int64)? {
        let answer = HTTPExchange(settings: settings, method: "GET", path: "/programs/\(name)/behaviour").response()
        let words = answer?.body.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
        guard answer?.status == 200, words.count == 2, let behaviour = ProgramBehaviour(words[0]),
            let delay = Int64(words[1])
        else { return nil }
        return (behaviour, delay)
    }

    /// Does nothing until somebody ends it, or the simulator ends, or an hour is over.
    private func hang() -> Int32 {
        _ = poll("simulated-milliseconds") { _ in nil }
        return Ending.refused
    }

    /// Asks for what no batch asks for (M3.6-Z5): only stopping is right.
    private func askForUser() -> Int32 {
        guard output.write("資格情報を入力してください。\nユーザー名: "), KeyboardInput.line() != nil else {
            return Ending.refused
        }
        return fail("資格情報を確認できませんでした。クラスタは切り替えられていません。", Ending.refused)
    }

    private func waitForSimulated(_ delay: Int64) -> Bool {
        var end: Int64?
        return poll("simulated-milliseconds") { body in
            guard let now = Int64(body) else { return false }
            end = end ?? now + delay
            return now >= (end ?? now) ? true : nil
        }
    }

    private var siteWord: String {
        name.hasSuffix("_To_Backup.exe") ? "バックアップサイト" : "メインサイト"
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
        poll("state/\(variable)") { value in
            if ConsoleClosing.isPending {
                _ = post("closed")
                // Ends the program here, as the closed console asks.
                ConsoleClosing.release()
            }
            if value == target { return true }
            // Somebody has set the cluster to something else: it will not arrive any more.
            return value == meanwhile ? nil : false
        }
    }

    /// Looks at something until it says yes or no, or cannot be had for a while, or an hour is over.
    private func poll(_ path: String, _ verdict: (String) -> Bool?) -> Bool {
        var failures = 0
        for _ in 0..<Self.pollLimit {
            let answer = HTTPExchange(settings: settings, method: "GET", path: "/\(path)").response()
            if let answer, answer.status == 200 {
                failures = 0
                if let result = verdict(answer.body) { return result }
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
