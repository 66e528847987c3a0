import KirikaeService
import Testing

/// The four-valued logic, written out.
@Suite struct JudgementTests {
    private static let met = Judgement.met
    private static let not = Judgement.notMet
    private static let failed = Judgement.couldNotEvaluate
    private static let open = Judgement.unknown

    /// Left, right, all of both, any of both.
    private static let table: [(Judgement, Judgement, Judgement, Judgement)] = [
        (met, met, met, met), (met, not, not, met), (met, failed, failed, met), (met, open, open, met),
        (not, met, not, met), (not, not, not, not), (not, failed, not, failed), (not, open, not, open),
        (failed, met, failed, met), (failed, not, not, failed), (failed, failed, failed, failed),
        (failed, open, failed, failed),
        (open, met, open, met), (open, not, not, open), (open, failed, failed, failed), (open, open, open, open),
    ]

    @Test(arguments: table)
    func pairs(left: Judgement, right: Judgement, all: Judgement, any: Judgement) {
        #expect(Judgement.all(of: [left, right]) == all)
        #expect(Judgement.any(of: [left, right]) == any)
    }

    @Test func theTableIsComplete() {
        #expect(Set(Self.table.map { [$0.0, $0.1] }).count == Judgement.allCases.count * Judgement.allCases.count)
    }

    @Test(arguments: [(met, not), (not, met), (failed, failed), (open, open)])
    func negation(judgement: Judgement, expected: Judgement) {
        #expect(judgement.negated == expected)
    }

    @Test func ofNone() {
        #expect(Judgement.all(of: []) == .met)
        #expect(Judgement.any(of: []) == .notMet)
    }

    @Test(arguments: Judgement.allCases)
    func ofOne(judgement: Judgement) {
        #expect(Judgement.all(of: [judgement]) == judgement)
        #expect(Judgement.any(of: [judgement]) == judgement)
    }
}
