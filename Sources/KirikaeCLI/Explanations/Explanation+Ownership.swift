import KirikaeDiagnostics
import KirikaeJournal

extension Explanation {
    /// Who carries on a run, and taking it from a process that does not go on.
    static let ownership = [
        Explanation(
            CLIMessage.runOwned(pid: 20_012, .stopped, run: "night-1"),
            title: .init(ja: "実行を進めているプロセスが一時停止している", en: "the process that owns the run is suspended"),
            cause: .init(
                ja: "別のプロセスがこの実行を進めていますが、そのプロセスは一時停止しています（Ctrl-Z、`kill -STOP`、デバッガ）。止まっている間もロックを持っています。",
                en: """
                    Another process owns this run, and it is suspended: by Ctrl-Z, `kill -STOP` or a debugger. It keeps the \
                    lock for as long as it is suspended.
                    """),
            reason: .init(
                ja: "そのプロセスは止まったところから、いつでも続きを始められます。",
                en: "It can go on at any moment, from where it was suspended."),
            remedy: .init(
                ja: """
                    できればそのプロセスを再開させてください（`kill -CONT PID`、またはその画面で `fg`）。戻せないときは \
                    `kirikae resume 実行 --take-over 理由` で引き継ぎます。引き継いだあとに古いプロセスが動き出しても、次の操作の前に終了コード 32 で終わり、新しい記録には何も書けません。
                    """,
                en: """
                    Let it go on if you can: `kill -CONT PID`, or `fg` at its screen. If not, take the run over with \
                    `kirikae resume RUN --take-over REASON`. If the old process goes on after that, it ends with exit code 32 \
                    before its next action, and it cannot write to the new record.
                    """),
            example: .commands("kirikae resume night-1", remark: suspended)),
        Explanation(
            CLIMessage.runOwned(pid: 20_012, .elsewhere, run: "night-1"),
            title: .init(ja: "別のマシンのプロセスが実行を進めている", en: "a process of another machine owns the run"),
            cause: .init(
                ja: "記録のフォルダを共有する別のマシンのプロセスが、この実行を進めています。このマシンからは、それが動いているかどうか分かりません。",
                en: """
                    A process of another machine that shares the folder of records owns this run. From here nobody can tell \
                    whether it still runs.
                    """),
            reason: .init(
                ja: "動いているなら、2 つのプロセスが同じステップを 2 回行うことになります。",
                en: "If it does, two processes would carry out the same step twice."),
            remedy: .init(
                ja: """
                    そのマシンの画面で続けてください。マシンが失われたと人が確かめたときだけ、`kirikae resume 実行 --take-over 理由` で引き継いでください。
                    """,
                en: """
                    Go on at the screen of that machine. Only when a person has made sure that it is lost, take the run over \
                    with `kirikae resume RUN --take-over REASON`.
                    """),
            example: .commands(
                "kirikae resume night-1",
                remark: .init(
                    ja: "`night-1` は別のマシンで始めました。", en: "`night-1` was begun on another machine."))),
        Explanation(
            CLIMessage.takenAway,
            title: .init(ja: "実行が別のプロセスに引き継がれた", en: "another process has taken the run over"),
            cause: .init(
                ja: "このプロセスが止まっている間か応答しない間に、誰かが `kirikae resume 実行 --take-over 理由` で実行を引き継ぎました。",
                en: """
                    While this process was suspended or did not answer, somebody took the run over with \
                    `kirikae resume RUN --take-over REASON`.
                    """),
            reason: .init(
                ja: "実行を進められるプロセスは同時に 1 つだけです。ここから先の操作は行われず、記録もされていません。",
                en: "One process at a time may carry on a run. From here on nothing was done and nothing was recorded."),
            remedy: .init(
                ja: "引き継いだ画面で続けてください。誰がなぜ引き継いだかは `kirikae log 実行` で分かります。",
                en: "Go on at the other screen. `kirikae log RUN` shows who took it over, and why."),
            example: .commands("kirikae resume night-1", remark: suspended)),
        Explanation(
            CLIMessage.takeOverUnfinished("night-1"),
            title: .init(ja: "引き継ぎが途中で終わっている", en: "a take-over was not finished"),
            cause: .init(
                ja: "誰かがこの実行を引き継ごうとし、そのプロセスが途中で終わりました。",
                en: "Somebody began to take this run over, and that process ended before it was finished."),
            reason: .init(
                ja: "記録のファイルは、まだ前のプロセスも書き込めるものです。引き継ぎが終わるまで、誰も書き足せません。",
                en: """
                    The record is still the file that the process before may write to. Nobody may add to it until the \
                    take-over is finished.
                    """),
            remedy: .init(
                ja: "もう一度 `kirikae resume 実行 --take-over 理由` を実行してください。失われるものはありません。",
                en: "Run `kirikae resume RUN --take-over REASON` again. Nothing is lost."),
            example: .commands(
                "kirikae resume night-1",
                remark: .init(
                    ja: "`--take-over` の途中で電源が切れました。", en: "The power failed in the middle of `--take-over`."))),
        Explanation(
            CLIMessage.ownerUnknown("night-1"),
            title: .init(ja: "誰が実行を進めているか分からない", en: "it is not known who carries on the run"),
            cause: .init(
                ja: "実行のフォルダの `owner.lock` が壊れています。2 か所に書かれている名前の、どちらも読めません。",
                en: """
                    `owner.lock` in the folder of the run is damaged: the owner is written in two places, and neither can \
                    be read.
                    """),
            reason: .init(
                ja: "まだ進めているプロセスがあるかもしれません。2 つのプロセスが同じ記録に書き足してはなりません。",
                en: "A process may still carry it on, and two must never add to one record."),
            remedy: .init(
                ja: """
                    ほかの端末やマシンで誰も進めていないことを確かめ、`kirikae resume 実行 --take-over 理由` で引き継いでください。\
                    `owner.lock` を消さないでください。記録は失われません。
                    """,
                en: """
                    Make sure that nobody carries it on at another terminal or machine, then take it over with \
                    `kirikae resume RUN --take-over REASON`. Do not delete `owner.lock`. Nothing of the record is lost.
                    """),
            example: .commands(
                "kirikae resume night-1",
                remark: .init(
                    ja: "ディスクの障害で `owner.lock` が読めなくなりました。", en: "A fault of the disk has spoiled `owner.lock`."))),
    ]

    private static let suspended = LocalizedText(
        ja: "`night-1` は別の端末で一時停止しています。", en: "`night-1` is suspended at another terminal.")
}
