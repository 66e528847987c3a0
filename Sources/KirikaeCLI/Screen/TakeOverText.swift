import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal

/// What happened to a run between two processes, in words: that it was taken over, that output was lost.
struct TakeOverText: Sendable {
    let wording: ScreenWording
    let style: Style

    /// The lines of an event.
    func lines(_ event: RunEvent) -> [String] {
        switch event {
        case .tookOver(let takeOver):
            let pid = takeOver.holder.map { String($0.pid) } ?? "?"
            return [
                style.caution(
                    wording.pick(
                        "引き継ぎ  \(takeOver.by)  PID \(pid) から（epoch \(takeOver.epoch)）  理由：\(takeOver.reason)",
                        "taken over  \(takeOver.by)  from pid \(pid) (epoch \(takeOver.epoch))  reason: \(takeOver.reason)"
                    ))
            ]
        case .outputLost(let record):
            return [
                style.caution(
                    wording.pick(
                        "記録 \(record) の出力は停電などで失われました", "the output of record \(record) was lost, as in a power failure"
                    ))
            ]
        default: return []
        }
    }

    /// What is told when nobody held the run after all.
    var notNeeded: String {
        wording.pick("この実行を進めているプロセスはありません。ふつうに再開します。", "No process holds the run. It is resumed as usual.")
    }

    /// What is told when the lock file does not say any more who holds the run.
    var unknownHolder: String {
        style.caution(
            wording.pick(
                "誰が進めていたかは分かりません。この実行を引き継ぎます。まだ動いていても、次の操作の前に止まります。",
                "It is not known who held the run. It is taken over; if that process still runs, it stops before its next action."
            ))
    }

    /// What is told of the process that holds a run before the run is taken from it.
    func notice(_ holder: RunHolder) -> String {
        let pid = holder.process.processIdentifier
        let text =
            switch holder.condition {
            case .running:
                wording.pick(
                    "PID \(pid) はまだ動いています。この実行を引き継ぎます。PID \(pid) は次の操作の前に止まります。",
                    "Process \(pid) is still running. The run is taken over; process \(pid) stops before its next action."
                )
            case .stopped:
                wording.pick(
                    "PID \(pid) は一時停止しています。この実行を引き継ぎます。PID \(pid) は再開しても次の操作の前に止まります。",
                    "Process \(pid) is suspended. The run is taken over; if process \(pid) goes on, it stops before its next action."
                )
            case .elsewhere:
                wording.pick(
                    "別のマシンの PID \(pid) が進めていた実行を引き継ぎます。そのプロセスは次の操作の前に止まります。",
                    "The run is taken over from process \(pid) of another machine; it stops before its next action.")
            }
        return style.caution(text)
    }
}
