import KirikaeDiagnostics
import KirikaeEngine
import KirikaeRunbook
import KirikaeSyntax

/// What stands above a drill: that it is none of the real thing, and where its pages are.
struct DrillHeader {
    let wording: ScreenWording
    let speed: Int64
    let scenario: Scenario?
    let environment: Environment
    /// The description of the simulator, for whoever leads the drill.
    let file: String

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
        // What a person opens in a browser; the rest is for programs.
        for (_, place) in environment.places.sorted(by: { $0.key < $1.key }) where place.hasPages {
            guard let url = place.url else { continue }
            let title = TerminalText.safe(place.title[wording.language])
            output.line(wording.pick("  画面       ", "  page         ") + "\(title)  \(url)")
        }
        output.line(wording.pick("  進行役     ", "  leader       ") + "kirikae leader show --simulator \(file)")
    }
}
