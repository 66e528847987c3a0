import KirikaeDiagnostics
import KirikaeRunbook

/// Tables of items, and what a program does for each: KRK0394 to KRK0399.
extension Explanation {
    private static let head = "title: {ja: 対象の PC, en: PCs}"

    /// A step with a program for each item.
    private static func work(_ argument: String, before: String = "") -> String {
        """
          - id: set-site
            title: {ja: 優先する拠点を変える, en: Change the preferred site}
            source: [M1-05]
            action:
              population: pcs
              each: {command: [set-site, '\(argument)', dr], on: operations-pc}
            typical: 1m
            timeout: 10m
            changes: {}
            verifications: []

        """
    }

    private static func step(_ argument: String, corrected: String? = nil) -> ExplanationExample.Edit {
        .change(
            file: "switchover.yaml", from: "  - id: tell\n", to: work(argument) + "  - id: tell\n",
            corrected: work(corrected ?? argument) + "  - id: tell\n")
    }

    private static func inventory(_ keys: String, corrected: String? = nil) -> ExplanationExample.Edit {
        func text(_ keys: String) -> String { "inventories:\n  pcs: {\(head), \(keys)}\nobserve:\n" }
        return .change(file: "lab.yaml", from: "observe:\n", to: text(keys), corrected: text(corrected ?? keys))
    }

    /// A table, and the step that goes to its items.
    private static func table(_ text: String, corrected: String) -> ExplanationExample {
        .files([
            inventory("file: pcs.csv"), step("${item.id}"), .add(file: "pcs.csv", text: text, corrected: corrected),
        ])
    }

    static let populations: [Explanation] = [
        Explanation(
            InventoryMessage.table(.ragged(found: 1, expected: 2)),
            title: .init(ja: "一覧の表が正しくない", en: "the table of an inventory is not well-formed"),
            cause: .init(
                ja: """
                    一覧の CSV に、値の数が見出しと違う行、閉じていない「"」、制御文字、`encoding` の文字ではないバイトなどがあります。値の中の改行も使えません。
                    """,
                en: """
                    A row of the CSV file has another number of values than its header, a quotation mark is not closed or stands in \
                    the middle of a value, a value holds a control character, or bytes are no character of its `encoding`. A value \
                    has no line break.
                    """),
            reason: .init(
                ja: "1 行でもずれると、ほかの PC のアドレスへ操作が行われます。",
                en: "One value too few, and what is meant for one PC is done to the address of another."),
            remedy: .init(
                ja: "その行を直すか、`encoding` に正しい文字コードを書いてください。`=` で始まる値は式ではなく文字として読まれます。",
                en:
                    "Mend the row, or say in `encoding` how the file is encoded. A value that begins with `=` is text, never a formula."
            ),
            example: table(
                "id,address\npc-01,192.0.2.1\npc-02\n", corrected: "id,address\npc-01,192.0.2.1\npc-02,192.0.2.2\n")),
        Explanation(
            InventoryMessage.header(.missing("id")),
            title: .init(ja: "一覧の表の見出しが正しくない", en: "the header of a table is not right"),
            cause: .init(
                ja: "CSV の 1 行目に列 `id` がないか、同じ列が 2 つあるか、列の名前に使えない文字があります。",
                en:
                    "The first line of the CSV file has no column `id`, has a column twice, or a name that is none: lower-case letters, digits and `-`."
            ),
            reason: .init(
                ja: "列の名前で、どの値がどこに入るかが決まります。",
                en: "The names of the columns say which value goes where."),
            remedy: .init(
                ja: "1 行目に `id` と、必要なら `title` や `address` などの名前を書いてください。",
                en:
                    "Name the columns in the first line: `id`, and as you need them `title` and details such as `address`."
            ),
            example: table("pc,address\npc-01,192.0.2.1\n", corrected: "id,address\npc-01,192.0.2.1\n")),
        Explanation(
            InventoryMessage.detailUnusable("addres", of: "pc-01", environment: "lab", .missing(suggestion: "address")),
            title: .init(ja: "項目の値をプログラムに渡せない", en: "an item cannot fill a hole of a program"),
            cause: .init(
                ja: """
                    `each` が使う `${item.…}` の値が項目にないか、「-」で始まるか、見えない文字や `cmd.exe` が読み直す文字を含むか、ホストのアドレスではありません。最初の 1 件だけを示します。
                    """,
                en: """
                    A value that `each` uses with `${item.…}` is missing from an item, begins with a hyphen, holds a character that \
                    nobody can see or that `cmd.exe` would read again, or is no address where the host needs one. The first such item \
                    is named.
                    """),
            reason: .init(
                ja: "値はプログラムの 1 つの引数になります。オプションとして読まれる値は、別の動作を引き起こします。",
                en:
                    "The value becomes one argument of a program. One that is read as an option makes it do something else."
            ),
            remedy: .init(
                ja: "項目の `details` を直すか、`${item.…}` の名前を直してください。",
                en: "Mend the `details` of the item, or the name in `${item.…}`."),
            example: .files([
                inventory("items: [{id: pc-01, details: {address: 192.0.2.1}}]"),
                step("${item.addres}", corrected: "${item.address}"),
            ])),
        Explanation(
            InventoryMessage.itemOutsideEach,
            title: .init(ja: "${item.…} が each の外にある", en: "${item.…} stands outside of ‘each’"),
            cause: .init(
                ja: "`${item.…}` が、1 件ずつ起動するプログラム以外の場所で使われています。",
                en: "`${item.…}` is used where no program goes from item to item."),
            reason: .init(
                ja: "どの項目の値なのかが決まりません。", en: "Nobody could say of which item."),
            remedy: .init(
                ja: "`population` の `each` の中に移してください。", en: "Move it into `each` of a `population`."),
            example: .runbook(from: "[tell.exe, dr]", to: "[tell.exe, '${item.id}']")),
        Explanation(
            InventoryMessage.itemsWithoutNames("pcs", environment: "lab"),
            title: .init(ja: "人数だけの一覧には each を使えない", en: "nothing can be done for each of a number"),
            cause: .init(
                ja: "`each` のあるステップの一覧が `count` だけで書かれています。",
                en: "The inventory of a step with `each` only says how many there are, with `count`."),
            reason: .init(
                ja: "名前がなければ、どれが済んだかを記録できず、中断後に同じ項目を繰り返してしまいます。",
                en: "Without names nobody could record which of them are done, and a resume would repeat some."),
            remedy: .init(
                ja: "`items` か `file` で 1 件ずつ書いてください。", en: "List them with `items` or `file`."),
            example: .files([
                inventory("count: 40", corrected: "items: [pc-01, pc-02]"), step("${item.id}"),
            ])),
        Explanation(
            CountMessage.gap(from: 40, to: nil),
            title: .init(ja: "数の範囲に隙間や重なりがある", en: "numbers mean no value, or two"),
            cause: .init(
                ja: "`count` の `numbers` に、どの値にもならない数、2 つの値になる数、または範囲ではない書き方があります。",
                en:
                    "In `numbers` of a `count` probe some number means no value, or two, or a range is not written as one."
            ),
            reason: .init(
                ja: "夜間にその数が出たとき、状態が分からなくなります。",
                en: "When that number turns up at night, nobody can tell what state it is."),
            remedy: .init(
                ja: "`0` から始め、最後は `40..` のように上限なしで書いてください。",
                en: "Begin with `0`, and end with an open range such as `40..`."),
            example: .environment(
                from: "  portal.db: ask\n",
                to: "  portal.db: {count: {url: 'http://127.0.0.1/agents', numbers: {main: 0, dr: 1..39}}}\n",
                corrected: "  portal.db: {count: {url: 'http://127.0.0.1/agents', numbers: {main: 0, dr: 1..}}}\n")),
    ]
}
