import KirikaeDiagnostics
import KirikaeRunbook

/// Who or what is listed in an inventory: KRK0390 to KRK0393.
extension Explanation {
    private static let title = "title: {ja: 対象の PC, en: PCs}"

    /// The base environment with an inventory of these items, and a step that goes to them.
    private static func listed(_ items: String, corrected: String) -> ExplanationExample {
        func keys(_ items: String) -> String { "inventories:\n  pcs: {\(title), items: \(items)}\nobserve:\n" }
        return .files([
            .change(file: "lab.yaml", from: "observe:\n", to: keys(items), corrected: keys(corrected)), step,
        ])
    }

    /// A step over the inventory, so that it is used.
    private static let step = ExplanationExample.Edit.change(
        file: "switchover.yaml", from: "  - id: tell\n", to: population + "  - id: tell\n",
        corrected: population + "  - id: tell\n")

    private static let population = """
          - id: set-preference
            title: {ja: 優先する拠点を変える, en: Change the preferred site}
            source: [M1-05]
            action:
              population: pcs
              instructions:
                - do: {ja: 優先する拠点を DR にします。, en: Set the preferred site to DR.}
              ask: {ja: どの PC で終えましたか。, en: Which PCs are done?}
            typical: 1m
            timeout: 10m
            changes: {}
            verifications: []

        """

    private static func file(_ path: String) -> String {
        "inventories:\n  pcs: {\(title), file: \(path)}\nobserve:\n"
    }

    private static let pcs = "kirikae: 1\ninventory: pcs\nitems: [pc-01, pc-02]\n"

    static let inventories: [Explanation] = [
        Explanation(
            InventoryMessage.notAnID("all"),
            title: .init(ja: "項目の ID に使えない文字や語", en: "the id of an item cannot be typed as one"),
            cause: .init(
                ja: """
                    一覧の項目の ID に使えない文字があるか、長すぎるか、回答の入力で別の意味を持つ語（`all`、`failed`、`late` など）です。
                    """,
                en: """
                    The id of an item has other characters, is too long, or is a word that means something else where items are \
                    typed, such as `all`, `failed` or `late`.
                    """),
            reason: .init(
                ja: "操作員は完了した項目の ID を入力します。入力しにくい ID や紛らわしい ID は、夜間の取り違えにつながります。",
                en: """
                    The operator types the ids of the items that have done it. An id that is hard to type, or means something \
                    else, leads to mistakes at night.
                    """),
            remedy: .init(
                ja: """
                    英数字で始まる 64 文字までの英数字と `-`、`_`、`.`、`@` にしてください。人の呼び名は `title` に書けます。
                    """,
                en: """
                    Use up to 64 ASCII letters, digits, `-`, `_`, `.` and `@`, with a letter or digit first. What people call it \
                    can stand in `title`.
                    """),
            example: listed("[pc-01, all]", corrected: "[pc-01, pc-02]")),
        Explanation(
            InventoryMessage.twice("PC-01", as: "pc-01"),
            title: .init(ja: "同じ項目が一覧に 2 回ある", en: "an item is listed twice"),
            cause: .init(
                ja: "一覧の中で、同じ ID が 2 回使われています。大文字と小文字は区別しません。",
                en: "An id is used twice in an inventory. Capitals make no difference."),
            reason: .init(
                ja: "どちらの項目が終わったのか分からなくなり、件数も合いません。",
                en: "Nobody could tell which of the two has done it, and the count would be wrong."),
            remedy: .init(ja: "片方を消すか、別の ID にしてください。", en: "Remove one of them, or give it another id."),
            example: listed("[pc-01, PC-01]", corrected: "[pc-01, pc-02]")),
        Explanation(
            InventoryMessage.tooMany(10_001, most: InventoryItem.most),
            title: .init(ja: "一覧の項目が多すぎる", en: "an inventory has too many items"),
            cause: .init(ja: "1 つの一覧に書ける項目は 10000 件までです。", en: "An inventory may have 10000 items at most."),
            reason: .init(
                ja: "これより多い項目を 1 つのステップで 1 件ずつ確かめることは、人にはできません。",
                en: "Nobody can answer for more items one by one in one step."),
            remedy: .init(
                ja: "一覧とステップを分けるか、`count` で人数だけを数えてください。",
                en: "Split the inventory and its step, or only count with `count`."),
            example: .files(
                [
                    .change(
                        file: "lab.yaml", from: "observe:\n", to: file("pcs.yaml"), corrected: file("few.yaml")), step,
                    .addUnseen(
                        file: "pcs.yaml",
                        bytes: Array(
                            ("kirikae: 1\ninventory: pcs\nitems:\n" + (0...10_000).map { "  - pc-\($0)\n" }.joined())
                                .utf8)),
                    .add(
                        file: "few.yaml", text: pcs.replacing("pcs", with: "few"),
                        corrected: pcs.replacing("pcs", with: "few")),
                ],
                remark: .init(ja: "`pcs.yaml` には 10001 件の項目があります。", en: "`pcs.yaml` has 10001 items."))),
        Explanation(
            InventoryMessage.fileNotFound("pc.yaml", known: ["pcs.yaml"]),
            title: .init(ja: "一覧のファイルがない", en: "the inventory file is not there"),
            cause: .init(
                ja: "環境の `inventories` の `file` が、フォルダにない一覧のファイルを指しています。",
                en: "The `file` of an inventory of an environment names a file that the folder does not have."),
            reason: .init(
                ja: "誰について、またはどの PC について行うのかが分からなければ、計画を作れません。",
                en: "Without it nobody can tell who or what the step is about, so no plan can be made."),
            remedy: .init(
                ja: "`inventory: 名前` で始まるファイルの、フォルダの中のパスを書いてください。実行はこのファイルも写しを取って固定します。",
                en:
                    "Write the path, within the folder, of a file with `inventory: NAME`. A run pins it like every other file."
            ),
            example: .files([
                .change(file: "lab.yaml", from: "observe:\n", to: file("pc.yaml"), corrected: file("pcs.yaml")), step,
                .add(file: "pcs.yaml", text: pcs, corrected: pcs),
            ])),
    ]
}
