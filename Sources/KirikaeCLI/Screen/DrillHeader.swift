import KirikaeDiagnostics
import KirikaeEngine
import KirikaeRunbook
import KirikaeSyntax

/// What stands above a drill: that it is none of the real thing, and where its pages are.
struct DrillHeader {
    let wording: ScreenWording
    let speed: Int64
    let scenario: Scenario?
    let addresses: SimulatorAddresses
    /// The description of the simulator, for whoever leads the drill.
    let file: String

    /// What a person opens in a browser, in this order; the rest is for programs.
    private static let pages = ["gax-j1", "gax-j2", "carrier", "wde"]

    /// Writes it.
    func write(to output: any TextOutput) {
        output.line(
            wording.pick(
                "━━ 訓練 ━━ 模擬コンタクトセンターに対して行います。本番には影響しません。",
                "━━ DRILL ━━ Against a simulated contact centre. Nothing real is touched."))
        if speed > 1 {
            output.line(wording.pick("  時間の速さ \(speed) 倍", "  time         \(speed) times as fast"))
        }
        if let scenario {
            output.line(
                wording.pick("  シナリオ   ", "  scenario     ")
                    + TerminalText.safe("\(scenario.title[wording.language])  (\(scenario.name.value))"))
        }
        let shown = addresses.parameters.filter { $0.value.hasPrefix("http://") && $0.key != "control" }
        let order = Self.pages.filter { shown[$0] != nil } + shown.keys.filter { !Self.pages.contains($0) }.sorted()
        for name in order {
            output.line(wording.pick("  画面       ", "  page         ") + "\(name)  \(shown[name] ?? "")")
        }
        output.line(wording.pick("  進行役     ", "  leader       ") + "kirikae leader show --simulator \(file)")
    }
}
