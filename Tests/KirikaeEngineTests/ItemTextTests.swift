import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import Testing

/// What is typed about named items.
@Suite struct ItemTextTests {
    private func read(_ text: String) throws -> ItemText {
        let plan = try ItemTests.plan(10)
        guard case .population(_, let inventory) = plan.steps[1].action else { throw AnswerProblem.notOpen }
        return try ItemText(text, open: Array(inventory.items.suffix(3)), among: inventory.items)
    }

    @Test(
        arguments: [
            ("pc-1", ItemReport.done, ["pc-1"], nil), ("pc-2 pc-1", .done, ["pc-2", "pc-1"], nil),
            ("PC-1, Pc-2、pc-3", .done, ["pc-1", "pc-2", "pc-3"], nil), ("pc-1 pc-1", .done, ["pc-1"], nil),
            ("pc-1..pc-3 pc-2", .done, ["pc-1", "pc-2", "pc-3"], nil), ("done pc-4", .done, ["pc-4"], nil),
            ("all", .done, ["pc-8", "pc-9", "pc-10"], nil), ("All", .done, ["pc-8", "pc-9", "pc-10"], nil),
            ("failed pc-1: 応答なし: 再起動", .failed, ["pc-1"], "応答なし: 再起動"), ("failed pc-1", .failed, ["pc-1"], nil),
            ("failed pc-1 pc-2:  x", .failed, ["pc-1", "pc-2"], "x"),
            ("failed all: x", .failed, ["pc-8", "pc-9", "pc-10"], "x"),
            ("not pc-1", .notDone, ["pc-1"], nil), ("late", .late, ["pc-8", "pc-9", "pc-10"], nil),
            ("LATE: 帰宅", .late, ["pc-8", "pc-9", "pc-10"], "帰宅"), ("", .done, [], nil), ("failed", .failed, [], nil),
        ] as [(String, ItemReport, [String], String?)])
    func isRead(text: String, report: ItemReport, ids: [String], remark: String?) throws {
        let read = try read(text)
        #expect(read.report == report && read.ids == ids && read.remark == remark)
    }

    @Test(
        arguments: [
            ("pc-1 pc-11", AnswerProblem.noSuchItems(["pc-11"])), ("pc-1..", .noSuchItems(["pc-1.."])),
            ("pc-1..pc-2..pc-3", .noSuchItems(["pc-1..pc-2..pc-3"])), ("..", .noSuchItems([".."])),
            ("5", .noSuchItems(["5"])), ("pc-3..pc-1", .emptyRange("pc-3..pc-1")), ("all pc-1", .noSuchItems(["all"])),
            ("yes", .noSuchItems(["yes"])),
        ] as [(String, AnswerProblem)])
    func isRefused(text: String, problem: AnswerProblem) {
        #expect(throws: problem) { try read(text) }
    }
}
