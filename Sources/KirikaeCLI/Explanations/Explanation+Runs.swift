import KirikaeDiagnostics
import KirikaeJournal

/// Runs and their records: KRK0705 to KRK0712, KRK0717.
extension Explanation {
    static let run: [Explanation] = [
        Explanation(
            CLIMessage.journalLost(
                .init(
                    ja: "state/runs/night-1/journal.log：fdatasync が失敗、Input/output error",
                    en: "state/runs/night-1/journal.log: fdatasync failed, Input/output error")),
            title: .init(
                ja: "記録を書けない",
                en: "the record can no longer be written"),
            cause: .init(
                ja: "記録の書き込みか同期に失敗しました。ディスクが一杯か、壊れたか、外れています。実行はただちに終わり、そのファイルへの書き込みは二度と試みていません。",
                en: """
                    A write or a sync of the record failed: the disk is full, broken or gone. The run ended at \
                    once, and nothing was tried again on that file.
                    """),
            reason: .init(
                ja: "同期に失敗した後、カーネルは失われたデータについて成功を返すことがあります。何が残っているかは、ファイルを読み直す新しいプロセスにしか分かりません。",
                en: """
                    After a failed sync the kernel may report success for data that is lost. Only a new process \
                    that reads the file again can know what is there.
                    """),
            remedy: .init(
                ja: """
                    実行を新しく始めないでください。まずディスクを直します。その後 `kirikae resume 実行` が、新しいプロセスでディスクの記録を読みます。\
                    終わりが記録にないステップは[未確定](../OperatorGuide.ja.md)です。
                    """,
                en: """
                    Do not start the run anew. See to the disk first. Then `kirikae resume RUN` reads the record \
                    from the disk, in a new process. A step whose end is not in the record is [in \
                    doubt](../OperatorGuide.md#a-step-in-doubt).
                    """),
            example: .commands(
                """
                strace -f -o trace.txt -e inject=fdatasync:error=EIO:when=4 \
                kirikae run example.switchover -e lab --run-id night-1
                """,
                remark: .init(
                    ja: "`strace` が 4 回目の `fdatasync` を入出力エラーで失敗させます。始めの表示は省いています。",
                    en:
                        "`strace` lets the fourth `fdatasync` fail with an input/output error. The head of the run is left out here."
                ))),
        Explanation(
            CLIMessage.journalDamaged(
                .init(
                    ja: "記録 2、位置 758：内容がハッシュと合いません",
                    en: "record 2, offset 758: the content does not fit its hash")),
            title: .init(
                ja: "記録が壊れている",
                en: "the record is damaged"),
            cause: .init(
                ja: "記録がプログラムの書いたものと違います。行が変えられたか、消されたか、動かされたか、途中で切られています。メッセージは記録の番号と始まりのバイト位置を示します。",
                en: """
                    The record is not what the program wrote: a line was changed, removed, moved or cut in the \
                    middle. The message gives the number of the record and the byte where it starts.
                    """),
            reason: .init(
                ja: "そのような記録には書き込みません。何が起きたのか、もう読み取れないからです。",
                en: "Nothing is written to such a record: what happened can no longer be told from it."),
            remedy: .init(
                ja: """
                    実行のフォルダをそのまま保管し、写しを取ってください。どの検査に失敗したかは `kirikae audit verify 実行` で分かります。検査に通る写しがあれば、そこから続けます。\
                    最後の行の後ろのバイトは破損ではなく、再開のときに脇へ移されます。
                    """,
                en: """
                    Keep the run directory as it is, and make a copy. `kirikae audit verify RUN` shows which check \
                    fails. Go on from a copy of the record that still verifies, if there is one. Bytes after the \
                    last line are no damage: they are moved aside when the run is resumed.
                    """),
            example: .commands(
                "sed -i '3s/intent/intend/' \"$KIRIKAE_STATE\"/runs/night-1/journal.log", "kirikae log night-1",
                remark: .init(ja: "3 行目の 1 語を変えました。", en: "One word of the third line was changed."))),
        Explanation(
            CLIMessage.runOwned(pid: 20_012, .running, run: "night-1"),
            title: .init(
                ja: "別のプロセスが実行を進めている",
                en: "another process owns the run"),
            cause: .init(
                ja: "実行を進められるプロセスは同時に 1 つだけです。今は別のプロセスが進めています。誰かが別の画面で作業しているか、最初の `kirikae` がまだ回答を待っています。",
                en: """
                    One process at a time may carry on a run. Another one holds it now: somebody works at another \
                    screen, or the first `kirikae` still waits for an answer.
                    """),
            reason: .init(
                ja: "2 つのプロセスが同じステップを 2 回行うことになります。",
                en: "Two processes would carry out the same step twice."),
            remedy: .init(
                ja: """
                    そのプロセスの画面で続けるか、そこで `!stop` を入力して終えてください。`kirikae status` と `kirikae log` はその間も使えます。\
                    ロックはプロセスがどう終わっても一緒に消えます。片付けるものはありません。応答しないときは `kirikae resume 実行 --take-over 理由` で引き継げます。
                    """,
                en: """
                    Go on at the screen of that process, or end it there with `!stop`. `kirikae status` and \
                    `kirikae log` work meanwhile. The lock ends with its process, however that ends; there is \
                    nothing to clean up. If it does not answer: `kirikae resume RUN --take-over REASON`.
                    """),
            example: .commands(
                "kirikae resume night-1",
                remark: .init(
                    ja: "`night-1` は別の端末で回答を待っています。", en: "`night-1` waits for an answer at another terminal."))),
        Explanation(
            CLIMessage.noSuchRun("night-2", known: ["night-1"]),
            title: .init(
                ja: "その実行がない",
                en: "there is no such run"),
            cause: .init(
                ja: "記録のフォルダに、その名前の実行がありません。ある実行が表示されます。",
                en: "No run of that name is in the state directory. The runs that are there are listed."),
            reason: .init(
                ja: "間違って別の実行を進めてはなりません。",
                en: "Another run must not be carried on by mistake."),
            remedy: .init(
                ja: "`kirikae status` が示す名前のどれかを書いてください。なければ、`--state` や `KIRIKAE_STATE` が開始時と同じか確かめてください。",
                en: """
                    Write one of the names shown by `kirikae status`. If it is not there, see whether `--state` or \
                    `KIRIKAE_STATE` is the same as at the start of the run.
                    """),
            example: .commands("kirikae resume night-2")),
        Explanation(
            CLIMessage.runClosed("night-1"),
            title: .init(
                ja: "実行はすでに終了している",
                en: "the run has ended"),
            cause: .init(
                ja: "完了した、または拒否された実行は再開できません。",
                en: "A run that was completed or refused cannot be resumed."),
            reason: .init(
                ja: "記録は閉じています。続ければ、起きたことと違う話になってしまいます。",
                en: "Its record is closed; to go on would tell another story than what happened."),
            remedy: .init(
                ja: "`kirikae run` で新しく始めてください。すでに目的の状態にあるステップは、`unless` がそう述べていれば不要になります。",
                en: """
                    Begin a new run with `kirikae run`. Steps whose state is reached already are then not needed, \
                    where their `unless` says so.
                    """),
            example: .commands(
                "kirikae resume night-1",
                remark: .init(ja: "`night-1` は完了しています。", en: "`night-1` was completed."))),
        Explanation(
            CLIMessage.filesChanged(["switchover.yaml"]),
            title: .init(
                ja: "開始後にファイルが変わった",
                en: "files have changed since the run began"),
            cause: .init(
                ja: "実行は開始時の全ファイルの写しを持っています。その後、ディスクのファイルが変わりました。",
                en: "A run keeps a copy of every file it began with. One of them has changed on the disk since."),
            reason: .init(
                ja: "実行はどちらかを黙って選びません。どの手順を意図するのか、人が決める必要があります。",
                en: """
                    The run does not go on silently with either of the two: somebody has to say which procedure is \
                    meant.
                    """),
            remedy: .init(
                ja: """
                    画面に示された計画の違いを読んでください。開始時の内容で続けるには `--keep-pinned`、今の内容で続けるには `--accept-changes` に理由を添えます。\
                    理由は記録されます。今の内容を使えるのは、着手済みのステップが変わっていないときだけです。ファイルを元に戻しても構いません。
                    """,
                en: """
                    Read how the plan differs. To go on with the content the run began with, give `--keep-pinned` and a \
                    reason; with the content as it is now, `--accept-changes` and a reason. The reason is recorded. The \
                    content as it is now is taken only where every started step is unchanged. Or put the files back.
                    """),
            example: .commands(
                "sed -i 's/timeout: 10m/timeout: 30m/' Runbooks/switchover.yaml", "kirikae resume night-1",
                remark: .init(
                    ja: "`night-1` の開始と再開の間に `timeout` が変わりました。",
                    en: "Between the start and the resume of `night-1`, a `timeout` was changed."))),
        Explanation(
            CLIMessage.childStillRuns(pids: [28_819, 28_825], step: "example.switchover/move-db"),
            title: .init(
                ja: "前に起動したプログラムが動いている",
                en: "a program started before still runs"),
            cause: .init(
                ja: "プログラムの実行中に本体が止まり、プログラムはまだ動いています。`resume` は終わりを最大 1 分待ち、それから諦めます。",
                en: """
                    The engine died while a program was running, and the program runs on. `resume` waits up to a \
                    minute for its end, and then gives up.
                    """),
            reason: .init(
                ja: "動いている間は何も決められません。もう一度起動すれば 2 回動くことになります。",
                en: "Nothing is decided while it works: started again, it would run twice."),
            remedy: .init(
                ja: """
                    終わるのを待ち、もう一度 `kirikae resume` を実行してください。ステップは[未確定](../OperatorGuide.ja.md)になり、確認条件か人が決着を付けます。\
                    プログラム自身の説明が許さない限り、強制終了しないでください。
                    """,
                en: """
                    Wait until the program has ended, then run `kirikae resume` again. The step is then [in \
                    doubt](../OperatorGuide.md#a-step-in-doubt) and is settled by its verifications or by a \
                    person. Do not kill the program unless its own instructions allow it.
                    """),
            example: .commands(
                "kirikae resume night-1",
                remark: .init(
                    ja: "ステップは 75 秒かかるプログラムを動かし、本体は 2 秒後に `kill -9` で止められました。",
                    en:
                        "The step runs a program that takes 75 seconds. The engine was killed with `kill -9` after two seconds."
                ))),
        Explanation(
            CLIMessage.recordOfAnotherPlan("fingerprint dc1b3a9cbfdd991e"),
            title: .init(
                ja: "記録がこの計画のものでない",
                en: "the record is not of this plan"),
            cause: .init(
                ja: "記録は壊れていませんが、その出来事が、保管されたファイルから作る計画に合いません。指紋が違うか、その位置では起こりえない出来事があります。",
                en: """
                    The record is whole, but its events do not fit the plan that is made from the pinned files: \
                    the fingerprint differs, or an event cannot have happened where it stands.
                    """),
            reason: .init(
                ja: "別の版のプログラムが同じファイルから別の計画を作るか、誰かが記録を書いたかのどちらかです。",
                en: """
                    Either another version of the program makes another plan from the same files, or somebody \
                    wrote the record.
                    """),
            remedy: .init(
                ja: "実行を始めた版のプログラムを使ってください。最初の記録の `version` にあります。同じ版なら、偽造された記録として扱ってください。",
                en: """
                    Use the version of the program that began the run: the member `version` of the first record \
                    names it. If it is the same version, treat the record as forged.
                    """),
            example: .commands(
                "kirikae status night-1",
                remark: .init(
                    ja: "最初の記録の指紋を零に置き換え、全てのハッシュを計算し直しました。",
                    en: "The fingerprint in the first record was replaced by zeros, and all hashes were computed again."
                ))),
        Explanation(
            CLIMessage.runExists("night-1"),
            title: .init(
                ja: "その名前の実行がすでにある",
                en: "there is a run of that name already"),
            cause: .init(
                ja: "実行は識別子で区別します。`--run-id` の識別子は、前に始めた実行のものです。",
                en: """
                    A run is known by its identifier. The one given with `--run-id` belongs to a run that was \
                    begun before.
                    """),
            reason: .init(
                ja: "その記録を上書きすることはありません。",
                en: "Its record is never overwritten."),
            remedy: .init(
                ja: "その実行を続けるか、`--run-id` を省いてください。省けば時刻から新しい識別子を作ります。",
                en: "Go on with the run, or leave `--run-id` out: then a new identifier is made from the time."),
            example: .commands(
                "kirikae drill portal.switchover --run-id night-1",
                remark: .init(ja: "`night-1` は前に始まっています。", en: "`night-1` was begun before."))),
    ]
}
