import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// Answers written down beforehand.
@Suite struct AnswerSheetTests {
    @Test func everyKind() throws {
        let text = """
            kirikae: 1
            answers: demo
            by: 訓練 花子
            entries:
              - {step: test.procedure/move, answer: dr}
              - {observe: portal.db, answer: main}
              - {in-doubt: test.procedure/move, answer: not-done, looked-at: コンソールの画面}
              - {problem: test.procedure/move, answer: skip, reason: 訓練のため}
              - {problem: test.procedure/move, answer: retry}
            """
        let library = TestLibrary.with(text)
        #expect(library.diagnostics.all.isEmpty)
        let sheet = try #require(library.answerSheets["demo"])
        #expect(sheet.by == "訓練 花子")
        #expect(
            sheet.entries.map(\.subject) == [
                .step("test.procedure/move"), .observation("portal.db"), .inDoubt("test.procedure/move"),
                .problem("test.procedure/move"), .problem("test.procedure/move"),
            ])
        #expect(sheet.entries.map(\.answer) == ["dr", "main", "not-done", "skip", "retry"])
        #expect(sheet.entries.map(\.remark) == [nil, nil, "コンソールの画面", "訓練のため", nil])
    }

    @Test func faults() {
        let marked = MarkedText(
            """
            kirikae: 1
            answers: デモ
            #        ^^^^ KRK0110
            entires: []
            ^^^^^^^ KRK0108
            """)
        let found = TestLibrary.with(marked.text).diagnostics.inFileOrder.map(\.message.code)
        #expect(found.sorted() == ["KRK0108", "KRK0109", "KRK0109", "KRK0110"])
    }

    @Test func faultyEntries() {
        let marked = MarkedText(
            """
            kirikae: 1
            answers: demo
            by: 訓練 花子
            entries:
              - {stepp: a, answer: b}
            #    ^^^^^ KRK0131
            #    ^^^^^ KRK0108
              - {in-doubt: test.procedure/move, answer: done}
            #    ^^^^^^^^ KRK0109
              - {problem: test.procedure/move, answer: skip}
            #    ^^^^^^^ KRK0109
              - {approve: test.procedure/move, answer: approve}
            #    ^^^^^^^ KRK0109
              - {step: test.procedure/move}
            #    ^^^^ KRK0131
              - {step: test.procedure/move, observe: portal.db, answer: main}
            #                               ^^^^^^^ KRK0132
            """)
        marked.expectMarks(of: TestLibrary.with(marked.text).diagnostics)
    }
}
