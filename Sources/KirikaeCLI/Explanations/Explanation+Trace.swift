import KirikaeDiagnostics
import KirikaeRunbook

/// Fact indexes and their trace: KRK037n and KRK077n.
extension Explanation {
    /// A small fact index of the base folder.
    private static let index = """
        kirikae: 1
        manual: example
        title: {ja: 例のマニュアル, en: Example manual}
        edition: "1.0"
        date: "2025-05-28"
        facts:
          - id: M1-01
            kind: step
            text: {ja: 管理画面で切り替えを実行する。, en: Carry out the switch in the console.}
          - id: M1-04
            kind: step
            text: {ja: 切り替えを知らせる。, en: Tell that it was switched.}

        """

    private static let excuse = "    excused: {ja: 事業者が行うため。, en: The provider does it.}\n"

    static let trace: [Explanation] = [
        Explanation(
            ManualMessage.unknownFact("M1-40", suggestion: "M1-04"),
            title: .init(ja: "事実索引にない事実", en: "a fact that the fact index does not have"),
            cause: .init(
                ja: "`source` に書かれた番号が、フォルダの事実索引（`manual:` のファイル）にありません。索引がないフォルダでは調べません。",
                en: """
                    A `source` names a fact that no fact index of the folder (a file with `manual:`) has. A folder \
                    without an index is not checked for this.
                    """),
            reason: .init(
                ja: "間違った番号では、根拠をたどれません。また、その番号の事実は扱われていないことになります。",
                en: """
                    Nobody finds the reason of the step in the manual; and the fact that was meant counts as not \
                    carried.
                    """),
            remedy: .init(
                ja: "示された番号か、索引にある番号を書いてください。`${…}` は使えません。",
                en: "Write the suggested identifier, or one that the index has. A `${…}` does not work here."),
            example: .files([
                .add(file: "manual.yaml", text: index, corrected: index),
                .change(
                    file: "switchover.yaml", from: "source: [M1-04]", to: "source: [M1-40]", corrected: nil),
            ])),
        Explanation(
            ManualMessage.excusedAndCarried("M1-04"),
            title: .init(ja: "扱われているのに、扱わない理由がある", en: "a fact that is excused and yet carried"),
            cause: .init(
                ja: "事実索引に扱わない理由（`excused`）がありますが、その事実を挙げている手順などがあります。",
                en: "The fact index says why nothing carries the fact, but something does."),
            reason: .init(
                ja: "どちらかが古くなっています。理由を残すと、あとで手順が消えても気づけません。",
                en: "One of the two is out of date. The day the step goes away, the excuse would hide it."),
            remedy: .init(
                ja: "`excused` を消すか、`source` から番号を外してください。",
                en: "Remove `excused`, or take the identifier out of `source`."),
            example: .files([.add(file: "manual.yaml", text: index + excuse, corrected: index)])),
        Explanation(
            CLIMessage.trace(.noManual),
            title: .init(ja: "事実索引がない", en: "no fact index"),
            cause: .init(
                ja: "`kirikae trace` は事実索引と手順書を突き合わせますが、フォルダに索引がありません。",
                en: "`kirikae trace` compares a fact index with the runbooks, and the folder has no index."),
            reason: .init(
                ja: "何が書かれているべきか分からないため、漏れも分かりません。",
                en: "Without it nobody can tell what should be there."),
            remedy: .init(
                ja: "正しいフォルダを `--runbooks` で指定するか、`manual:` のファイルを書いてください。",
                en: "Name the right folder with `--runbooks`, or write a file with `manual:`."),
            example: .commands("kirikae trace")),
        Explanation(
            CLIMessage.trace(.unknownFact("M1-40", suggestion: "M1-04")),
            title: .init(ja: "たどろうとした事実がない", en: "a fact to trace that does not exist"),
            cause: .init(ja: "`--fact` の番号が事実索引にありません。", en: "`--fact` names a fact that no fact index has."),
            reason: .init(
                ja: "「どこにもない」という答えは、番号の間違いを隠します。",
                en: "The answer “nowhere” would hide that the identifier is wrong."),
            remedy: .init(
                ja: "示された番号を書いてください。`kirikae trace --kind step` などで一覧できます。",
                en: "Write the suggested identifier. `kirikae trace --kind step`, for example, lists them."),
            example: .commands("kirikae trace --fact M1-40")),
        Explanation(
            CLIMessage.trace(
                .unknownRunbook("example.switchovr", suggestion: "example.switchover", known: ["example.switchover"])),
            title: .init(ja: "たどろうとした手順書がない", en: "a runbook to trace that does not exist"),
            cause: .init(
                ja: "`kirikae trace --runbook` の手順書がフォルダにありません。",
                en: "`kirikae trace --runbook` names a runbook that the folder does not have."),
            reason: .init(
                ja: "「事実を挙げていない」という答えは、名前の間違いを隠します。",
                en: "The answer “it names no fact” would hide that the name is wrong."),
            remedy: .init(
                ja: "`runbook:` の後ろの名前を書いてください。ファイルの名前ではありません。",
                en: "Write the name that stands after `runbook:`. It is not the name of the file."),
            example: .commands("kirikae trace --runbook example.switchovr")),
        Explanation(
            CLIMessage.trace(.notAManual("Runbooks/service.yaml")),
            title: .init(ja: "事実索引でないファイル", en: "a file that is not a fact index"),
            cause: .init(
                ja: "`--against` に、別の種類のファイルが渡されました。",
                en: "`--against` got a file of another kind."),
            reason: .init(
                ja: "比べられるのは、事実索引どうしだけです。",
                en: "Only two fact indexes can be compared."),
            remedy: .init(
                ja: "新しい版の事実索引（`manual:` のファイル）を渡してください。",
                en: "Give the fact index of the newer edition, a file with `manual:`."),
            example: .commands("kirikae trace --against Runbooks/service.yaml")),
        Explanation(
            CLIMessage.trace(.otherManual("portal-volume", file: "new.yaml", known: ["dr-volume"])),
            title: .init(ja: "別のマニュアルの事実索引", en: "the fact index of another manual"),
            cause: .init(
                ja: "`--against` のファイルの `manual:` の名前が、フォルダのどの事実索引とも違います。",
                en: "The name after `manual:` in the file of `--against` is not that of an index of the folder."),
            reason: .init(
                ja: "別のマニュアルと比べると、すべてが追加や削除に見えます。",
                en: "Compared with another manual, everything would look added or removed."),
            remedy: .init(
                ja: "同じマニュアルの新しい版を渡すか、名前をそろえてください。",
                en: "Give the newer edition of the same manual, or make the names the same."),
            example: .commands("kirikae trace --against new.yaml")),
    ]
}
