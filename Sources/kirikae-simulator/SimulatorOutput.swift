import Glibc
import KirikaeDiagnostics
import KirikaeSimulator

/// What the simulator tells the person who started it.
struct SimulatorOutput {
    /// The language.
    let language: Language

    /// Says that it runs, and where.
    ///
    /// - Parameters:
    ///   - addresses: where everything can be reached.
    ///   - speed: simulated seconds per second.
    ///   - hasPeople: whether the service model describes agents and callers.
    func announce(_ addresses: SimulatorAddresses, speed: Double, hasPeople: Bool) {
        let factor = speed == speed.rounded() ? String(Int(speed)) : String(speed)
        let head = LocalizedText(
            ja: "模擬コンタクトセンターが動いています（実時間の \(factor) 倍の速さ）。",
            en: "The simulated contact centre is running, \(factor) times as fast as real time.")
        let people = LocalizedText(ja: "エージェントと呼", en: "Agents and calls")
        let lines: [(title: LocalizedText, address: String)] =
            [
                (LocalizedText(ja: "メイン拠点の GAX", en: "GAX of the main site"), addresses.gaxJ1),
                (LocalizedText(ja: "DR 拠点の GAX", en: "GAX of the DR site"), addresses.gaxJ2),
                (LocalizedText(ja: "着信先番号の変更画面", en: "Carrier's number tool"), addresses.carrier),
                (LocalizedText(ja: "試験用ソフトフォン（WDE）", en: "Test soft-phone (WDE)"), addresses.wde),
                (LocalizedText(ja: "エージェントの PC", en: "PCs of the agents"), addresses.agentPCs),
                (LocalizedText(ja: "バッチ用 PC", en: "Batch PC"), addresses.batchPC),
                (LocalizedText(ja: "リアルタイムレポート", en: "Real-time report"), addresses.realTimeReport),
                (LocalizedText(ja: "メイン拠点の Pulse とレポート", en: "Pulse and reports of the main site"), addresses.pulseJ1),
                (LocalizedText(ja: "DR 拠点の Pulse とレポート", en: "Pulse and reports of the DR site"), addresses.pulseJ2),
                (LocalizedText(ja: "SpeechMiner", en: "SpeechMiner"), addresses.speechMiner),
                (LocalizedText(ja: "DNS を変更する PC", en: "PCs whose DNS servers change"), addresses.clientPCs),
                (LocalizedText(ja: "開通案内と PC の一覧", en: "Opening notice and list of PCs"), addresses.office),
                (
                    LocalizedText(ja: "DNS サーバ（メイン、DR）", en: "DNS servers (main, DR)"),
                    "\(addresses.dnsJ1), \(addresses.dnsJ2)"
                ),
                (
                    LocalizedText(ja: "SIP サーバ（メイン、DR）", en: "SIP servers (main, DR)"),
                    "\(addresses.sipJ1), \(addresses.sipJ2)"
                ),
                (LocalizedText(ja: "故障・工事情報", en: "Fault and maintenance information"), addresses.support),
                (LocalizedText(ja: "状態の一覧", en: "State of everything"), "\(addresses.control)/state"),
            ] + (hasPeople ? [(people, "\(addresses.control)/people")] : []) + [
                (LocalizedText(ja: "切り替えバッチのフォルダ", en: "Folder of the switch programs"), addresses.batches),
                (LocalizedText(ja: "PC のフォルダ", en: "Folders of the PCs"), addresses.pcs),
                (LocalizedText(ja: "配布ファイルのフォルダ", en: "Folder of the files to copy from"), addresses.media),
            ]
        let width = lines.map { DisplayWidth.cells(of: $0.title[language]) }.max() ?? 0
        Self.say(head[language])
        for line in lines { Self.say("  \(DisplayWidth.padded(line.title[language], to: width))  \(line.address)") }
        Self.say(LocalizedText(ja: "終了するには Ctrl-C を押します。", en: "Press Ctrl-C to end it.")[language])
    }

    /// Says why it has ended.
    func sayGoodbye(_ reason: EndOfRun.Reason) {
        let text =
            switch reason {
            case .signal: LocalizedText(ja: "終了の指示を受けて、模擬コンタクトセンターを終了しました。", en: "Ended as asked.")
            case .lifeOver: LocalizedText(ja: "--life の時間が過ぎたので、終了しました。", en: "Ended: the time of --life is over.")
            case .parentGone:
                LocalizedText(ja: "--parent のプロセスがなくなったので、終了しました。", en: "Ended: the process of --parent is gone.")
            }
        Self.say(text[language])
    }

    /// Says what is wrong, on standard error.
    static func complain(_ text: String) {
        write("kirikae-simulator: \(text)\n", to: STDERR_FILENO)
    }

    private static func say(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// A reader that has gone is no reason to end: the simulator is there for others as well.
    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
