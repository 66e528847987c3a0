import KirikaeDiagnostics

/// Approvals and reviews that are signed: KRK0760 to KRK0767.
extension Explanation {
    static let signatures: [Explanation] = [
        Explanation(
            SignatureMessage.notSigned(reason: "Couldn't load public key id_sato: No such file or directory"),
            title: .init(ja: "署名できない", en: "nothing was signed"),
            cause: .init(
                ja: "`ssh-keygen` が署名しませんでした。鍵のファイルがないか、パスフレーズが違うか、エージェントに鍵がないか、`yes` と入力されませんでした。",
                en: """
                    `ssh-keygen` did not sign: there is no such key, the passphrase was wrong, the agent does not hold the key, \
                    or `yes` was not typed.
                    """),
            reason: .init(ja: "署名のない承認は数えません。", en: "Without a signature nothing is approved."),
            remedy: .init(
                ja: "`--key` に自分の秘密鍵を、鍵がエージェントにあるなら公開鍵のファイルを指定してください。",
                en: "Give `--key` your private key or, if an agent holds it, the file of the public key."),
            example: .commands("kirikae approve night-1 --as sato --key id_sato --reason 'Change 2041'")),
        Explanation(
            SignatureMessage.noOpenApproval("night-1"),
            title: .init(ja: "承認を待っていない", en: "no approval is waited for"),
            cause: .init(
                ja: "実行が、いま承認を求めるステップにいません。まだ着いていないか、もう過ぎたか、終わっています。",
                en: "The run is not at a step that needs approval: not yet, not any more, or it has ended."),
            reason: .init(
                ja: "承認は、実行が求めたステップについてだけ署名できます。", en: "Only what a run asks for can be signed."),
            remedy: .init(
                ja: "`kirikae status 実行` でどこにいるかを確かめ、着いてから署名してください。",
                en: "See where it is with `kirikae status RUN`, and sign when it has come there."),
            example: .commands("kirikae approve night-1 --as sato --key ~/.ssh/id_ed25519 --reason 'Change 2041'")),
        Explanation(
            SignatureMessage.approvalsAreTyped("lab"),
            title: .init(ja: "この環境の承認は署名しない", en: "approvals are not signed here"),
            cause: .init(
                ja: "環境に `approvals: signed` がないので、承認は操作員の画面で入力します。",
                en:
                    "The environment does not say `approvals: signed`, so approvals are typed at the operator's terminal."
            ),
            reason: .init(
                ja: "実行が求めていない形の承認は使われません。", en: "A run takes no approval in a form that it did not ask for."),
            remedy: .init(
                ja: "操作員に名前と理由を伝えてください。署名にするには環境を変え、実行を新しく始めます。",
                en:
                    "Tell the operator your name and reason. For signatures, change the environment and begin a new run."
            ),
            example: .commands("kirikae approve night-1 --as sato --key ~/.ssh/id_ed25519 --reason 'Change 2041'")),
        Explanation(
            SignatureMessage.refused(
                "sato",
                reason: .init(
                    ja: "署名が正しくありません（Could not verify signature.）",
                    en: "the signature is not good: Could not verify signature.")),
            title: .init(ja: "署名が使えない", en: "the signature does not count"),
            cause: .init(
                ja: """
                    署名を環境の `allowed-signers` と照らし合わせて退けました。鍵がその人のものでないか期限切れです。または別の実行、計画、ステップへの署名か、\
                    期限が切れたか、その人は承認できません。メッセージに理由があります。
                    """,
                en: """
                    Checked against the `allowed-signers` of the environment, it was refused: the key is not that person's or \
                    no longer valid, it was signed for another run, plan or step, it has expired, or the person may not approve. \
                    The message says which.
                    """),
            reason: .init(
                ja: "名前を名乗るだけでは承認になりません。", en: "A name alone approves nothing."),
            remedy: .init(
                ja: "名前、鍵、時刻を確かめ、もう一度署名してもらってください。鍵を加えるには計画を変えることになります。",
                en:
                    "Check the name, the key and the times, and have it signed anew. To add a key is to change the plan."
            ),
            example: .commands("kirikae approve night-1 --as sato --key id_suzuki --reason 'Change 2041'")),
        Explanation(
            SignatureMessage.notAStatement("signed.json", reason: "not canonical JSON"),
            title: .init(ja: "署名されたファイルではない", en: "the file is not what it should be"),
            cause: .init(
                ja: "指定したファイルが、承認の依頼でも、署名された承認やレビューでもありません。",
                en: "The file given is no request for approval, no signed approval and no signed review."),
            reason: .init(
                ja: "1 文字でも変わったファイルは、署名した内容と違います。",
                en: "A file in which one letter was changed is not what somebody signed."),
            remedy: .init(
                ja: "`kirikae` が書いたファイルをそのまま渡してください。",
                en: "Hand over the file as `kirikae` has written it."),
            example: .commands("kirikae run example.switchover -e lab --review signed.json")),
        Explanation(
            SignatureMessage.reviewsMissing(have: 0, needed: 1, group: "reviewers", refused: []),
            title: .init(ja: "計画のレビューが足りない", en: "the plan was not reviewed as demanded"),
            cause: .init(
                ja: "環境の `plan-review` は、まさにこの計画への署名を求めています。有効な署名が足りません。",
                en:
                    "The `plan-review` of the environment demands signatures under exactly this plan, and too few are valid."
            ),
            reason: .init(
                ja: "誰も読んでいない計画は、本番では始めません。1 語でも変わった計画は、別の計画です。",
                en: "A plan that nobody has read is not begun in production. With one word changed it is another plan."),
            remedy: .init(
                ja: "レビュー担当者に `kirikae plan … --sign` で署名してもらい、ファイルを `--review` で渡してください。始める本人の署名は数えません。",
                en: """
                    Have reviewers sign with `kirikae plan … --sign`, and give the files with `--review`. Whoever starts the run \
                    does not count.
                    """),
            example: .commands("kirikae run example.switchover -e lab")),
        Explanation(
            SignatureMessage.notWritten("state/runs/night-1/inbox", reason: "No space left on device"),
            title: .init(ja: "署名を書けない", en: "what was signed cannot be written"),
            cause: .init(
                ja: "署名を、実行の受信フォルダか `--output` のファイルに書けませんでした。",
                en:
                    "What was signed could not be written into the inbox of the run, or into the file given with `--output`."
            ),
            reason: .init(ja: "実行には何も届いていません。", en: "Nothing has reached the run."),
            remedy: .init(
                ja: "空き容量と権限を確かめ、もう一度署名してください。同じ署名が二度届いても問題ありません。",
                en: "See to the space and the permissions, and sign once more. The same answer twice does no harm."),
            example: .commands("kirikae approve night-1 --as sato --key ~/.ssh/id_ed25519 --reason 'Change 2041'")),
        Explanation(
            SignatureMessage.signingNeedsSigners("lab"),
            title: .init(ja: "計画のレビューを求めない環境", en: "no review of plans is demanded here"),
            cause: .init(
                ja: "`--sign` や `--review` を使いましたが、環境に `plan-review` がありません。",
                en: "`--sign` or `--review` was given, but the environment has no `plan-review`."),
            reason: .init(
                ja: "誰の署名がどれだけ必要かが決まっていないので、確かめられません。",
                en: "Nothing says whose signatures are needed and for how long they count, so none could be checked."),
            remedy: .init(
                ja: "環境に `plan-review` と `allowed-signers` を書くか、指定をやめてください。",
                en: "Write `plan-review` and `allowed-signers` into the environment, or leave the option out."),
            example: .commands(
                "kirikae plan example.switchover -e lab --sign --as sato --key id_sato --output review.json")),
    ]
}
