import KirikaeDiagnostics

/// What is looked at before the day: KRK0780.
extension Explanation {
    static let doctor: [Explanation] = [
        Explanation(
            CLIMessage.doctor(.notReady("lab", failing: 1, warnings: 0, of: 9)),
            title: .init(ja: "環境の準備ができていない", en: "the environment is not ready"),
            cause: .init(
                ja: "`kirikae doctor` が、当日までにそろうべきもののうち、そろっていないものを見つけました。",
                en: "`kirikae doctor` found something that must be so before the day, and is not."),
            reason: .init(
                ja: "当日に初めて気づくと、切り替えの途中で止まります。今なら直す時間があります。",
                en: "Found out on the day, it stops a switchover half-way. Now there is time to mend it."),
            remedy: .init(
                ja: "表の ✗ の行に、理由、期待、実際、次にすることがあります。直してから、もう一度実行してください。`--strict` では警告（!）も直す必要があります。",
                en: """
                    Each line with ✗ says why, what was expected, what was seen, and what to do next. Mend it, and run the \
                    command again. With `--strict` the warnings (!) count too.
                    """),
            example: .commands("kirikae doctor lab"))
    ]
}
