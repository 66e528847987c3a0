import KirikaeDiagnostics

/// Going on with a run otherwise than it was planned: KRK0750 to KRK0754.
extension Explanation {
    static let resuming: [Explanation] = [
        Explanation(
            CLIMessage.resuming(
                .changesNotAcceptable([
                    .init(
                        ja: "「DB を DR 拠点へ切り替える」（example.switchover/move-db）の内容が違います",
                        en: "‘Move the DB to the DR site’ (example.switchover/move-db) says something else")
                ])),
            title: .init(
                ja: "変更が着手済みのステップに関わる",
                en: "the changes touch steps that were started"),
            cause: .init(
                ja: """
                    `--accept-changes` で今のファイルの内容を使おうとしましたが、着手済みのステップがそこでは違うか、ないか、別の順番にあります。\
                    着手済みとは、完了、省略、不要のどれか、または実行を始めたことのあるステップです。
                    """,
                en: """
                    `--accept-changes` was to take the files as they are now, but there a step that was started says \
                    something else, is missing, or stands elsewhere. Started means: done, left out, not needed, or its \
                    action was begun at least once.
                    """),
            reason: .init(
                ja: "記録は、そのとき行ったことを示します。後から書き換えた手順を当てはめると、行っていないことを行ったと言うことになります。",
                en: """
                    The record says what was done. Read against steps that were written later, it would claim what was \
                    never done.
                    """),
            remedy: .init(
                ja: """
                    着手済みのステップを元に戻し、その先だけを変えてください。開始時の内容で続けるなら `--keep-pinned '理由'` を使います。\
                    変えたステップからやり直す必要があるなら、実行を止め、新しい内容で新しい実行を始めてください。
                    """,
                en: """
                    Put the started steps back as they were, and change only what comes after them. To go on with the \
                    content the run began with, use `--keep-pinned 'REASON'`. If a started step has to be done in its new \
                    form, stop this run and begin a new one.
                    """),
            example: .commands(
                "sed -i 's/timeout: 10m/timeout: 30m/' Runbooks/switchover.yaml",
                "kirikae resume night-1 --accept-changes 'the vendor needs longer'",
                remark: .init(
                    ja: "`move-db` はもう完了しています。変わったのはその `timeout` です。",
                    en: "`move-db` is done already, and it is its `timeout` that was changed."))),
        Explanation(
            CLIMessage.resuming(
                .jumpRefused(
                    "example.switchover/tell",
                    reason: .init(
                        ja: "「DB を DR 拠点へ切り替える」（example.switchover/move-db）は必須のステップです",
                        en: "‘Move the DB to the DR site’ (example.switchover/move-db) is critical"))),
            title: .init(
                ja: "そのステップへは進めない",
                en: "the run cannot jump to that step"),
            cause: .init(
                ja: """
                    `--jump-to` は、指定したステップより前をすべて省きます。その中に必須のステップ、実施済みか分からないステップ、後で使う値を読み取るステップがあるか、\
                    省くと守るべき条件が破れるか、行き先が後ろ、並行ステップの別の列、まだ始まっていないまとまりの中にあります。
                    """,
                en: """
                    `--jump-to` leaves out every step before the one named. One of them is critical, is in doubt, or reads a \
                    value that is used later; or an invariant would be broken without them; or the target is behind, in \
                    another row of steps that go on side by side, or inside a group that has not begun.
                    """),
            reason: .init(
                ja: "省いたステップの結果は、その先の手順とサービスの前提です。サービスモデルで先を予測し、破れると分かることは行いません。",
                en: """
                    What comes later, and the service itself, rest on what the left-out steps would have done. The service \
                    model predicts the rest of the plan, and what is known to break is not done.
                    """),
            remedy: .init(
                ja: """
                    メッセージの理由を読み、そのステップを行うか、理由に当たらない手前のステップへ進んでください。前のステップへ戻るには `kirikae restart` を使います。\
                    実施済みか分からないステップは、まず `kirikae resume` で決着を付けます。
                    """,
                en: """
                    Read the reason, and carry out that step, or jump less far. To go back use `kirikae restart`. A step in \
                    doubt is settled first, with `kirikae resume`.
                    """),
            example: .commands(
                "kirikae resume night-1 --jump-to example.switchover/tell --reason 'the DB was moved by hand'",
                remark: .init(
                    ja: "手順書で `move-db` に `critical: true` を付けてあります。",
                    en: "In the runbook, `move-db` is marked `critical: true`."))),
        Explanation(
            CLIMessage.resuming(
                .restartRefused(
                    "example.switchover/move-db",
                    reason: .init(
                        ja: "実施済みかどうか分からないステップがあります：「DB を DR 拠点へ切り替える」（example.switchover/move-db）",
                        en:
                            "nobody knows whether these were done: ‘Move the DB to the DR site’ (example.switchover/move-db)"
                    ))),
            title: .init(
                ja: "そのステップからやり直せない",
                en: "the run cannot be begun anew from that step"),
            cause: .init(
                ja: """
                    `kirikae restart` は、止まっている実行を、前のステップから新しい実行としてやり直します。ここでは、実行がまだ止まっていないか、\
                    実施済みか分からないステップがあるか、指定したステップまで進んでいないか、並行ステップの中にあります。
                    """,
                en: """
                    `kirikae restart` begins a stopped run anew from an earlier step, as a new run. Here the run has not been \
                    stopped, or a step is in doubt, or the run never came as far as the step named, or that step is one of \
                    several that go on side by side.
                    """),
            reason: .init(
                ja: "新しい実行は、引き継ぐステップがどうなったかを知っていなければなりません。分からないまま始めると、同じことを 2 回行うおそれがあります。",
                en: """
                    The new run has to know what became of every step it takes over. Begun without that, it might do \
                    something twice.
                    """),
            remedy: .init(
                ja: "`kirikae resume` で続けて質問に答え、質問のところで「安全に止める」を選び、もう一度 `kirikae restart` を実行してください。",
                en: """
                    Go on with `kirikae resume`, answer what is asked, choose to stop safely at the next question, and run \
                    `kirikae restart` again.
                    """),
            example: .commands(
                "kirikae restart night-1 --from example.switchover/move-db --reason 'the DB was moved back'",
                remark: .init(
                    ja: "`night-1` は `move-db` の途中で中断し、まだ再開されていません。",
                    en: "`night-1` broke off in the middle of `move-db` and has not been resumed since."))),
        Explanation(
            CLIMessage.resuming(.superseded("night-1", by: "night-1-r2")),
            title: .init(
                ja: "別の実行が引き継いでいる",
                en: "another run goes on in its place"),
            cause: .init(
                ja: "この実行は `kirikae restart` で終わり、新しい実行が引き継ぎました。",
                en: "The run was ended by `kirikae restart`, and a new run has taken over from it."),
            reason: .init(
                ja: "二つの実行が同じ切り替えを進めることはありません。",
                en: "Two runs never carry on the same switchover."),
            remedy: .init(
                ja: "新しい実行を再開してください。その名前は `kirikae status 実行` にもあります。",
                en: "Resume the new run. `kirikae status RUN` names it as well."),
            example: .commands(
                "kirikae restart night-1 --from example.switchover/move-db --reason 'the DB was moved back'",
                "kirikae resume night-1")),
        Explanation(
            CLIMessage.resuming(
                .restartUnfinished("night-1-r2", of: "night-1", from: "example.switchover/move-db")),
            title: .init(
                ja: "やり直しの引き継ぎが終わっていない",
                en: "a restart broke off before the new run had taken over"),
            cause: .init(
                ja: "新しい実行の開始は記録されましたが、前の実行から何を引き継ぐかが記録される前に本体が止まりました。",
                en: """
                    The start of the new run is on record, but the engine died before it was recorded what the new run takes \
                    over from the old one.
                    """),
            reason: .init(
                ja: "引き継ぎなしに再開すると、すべてをはじめから行うことになります。",
                en: "Resumed without that, the run would do everything from the first step."),
            remedy: .init(
                ja: "同じ `kirikae restart` をもう一度実行してください。途中から仕上げます。",
                en: "Run the same `kirikae restart` again: it finishes what it began."),
            example: .commands(
                "kirikae resume night-1-r2",
                remark: .init(
                    ja: "`kirikae restart night-1` が、新しい実行の最初の記録の直後に止まりました。",
                    en: "`kirikae restart night-1` died right after the first record of the new run."))),
    ]
}
