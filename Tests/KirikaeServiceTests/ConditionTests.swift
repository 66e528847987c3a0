import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// What a condition means, against a second, simpler meaning of it.
@Suite struct ConditionTests {
    @Test func whereEverythingIsKnownItIsPlainLogic() {
        var generator = SeededGenerator(for: "known")
        for _ in 0..<500 {
            let condition = RandomCondition.make(depth: 4, using: &generator)
            for assignment in RandomCondition.assignments {
                let judgement = condition.judge { assignment[$0].map { .value($0) } ?? .unknown }
                let expected: Judgement = RandomCondition.holds(condition, assignment) ? .met : .notMet
                #expect(judgement == expected, "seed \(generator.seed): \(condition.form) with \(assignment)")
            }
        }
    }

    /// A condition that is met although something is not known is met whatever the unknown turns out to be.
    ///
    /// Likewise one that is not met. So negation never makes a pass of an error or an unknown.
    @Test func whatIsNotKnownNeverDecides() {
        var generator = SeededGenerator(for: "partly known")
        var decided = 0
        var undecided = 0
        for _ in 0..<1_000 {
            let condition = RandomCondition.make(depth: 4, using: &generator)
            var readings: [String: Reading] = [:]
            for variable in RandomCondition.variables {
                let all: [Reading] = [.unknown, .failed("no answer"), .value("1"), .value("2"), .value("3")]
                readings[variable] = all.randomElement(using: &generator)
            }
            let completions = RandomCondition.assignments.filter { assignment in
                assignment.allSatisfy { variable, value in
                    if case .value(let known)? = readings[variable] { known == value } else { true }
                }
            }
            let judgement = condition.judge { readings[$0] ?? .unknown }
            let context: Comment = "seed \(generator.seed): \(condition.form) with \(readings)"
            switch judgement {
            case .met: #expect(completions.allSatisfy { RandomCondition.holds(condition, $0) }, context)
            case .notMet: #expect(!completions.contains { RandomCondition.holds(condition, $0) }, context)
            case .couldNotEvaluate, .unknown: #expect(completions.count > 1, context)
            }
            if judgement == .met || judgement == .notMet { decided += 1 } else { undecided += 1 }
            let negated = Condition(.not(condition), at: RandomCondition.place).judge { readings[$0] ?? .unknown }
            #expect(negated == judgement.negated, context)
        }
        #expect(decided > 100 && undecided > 100, "the random conditions exercise both")
    }

    /// What is left after assuming some values says the same as the whole, for every value of the rest.
    @Test func assumingAgainstBruteForce() {
        var generator = SeededGenerator(for: "assuming")
        var kinds: Set<String> = []
        for _ in 0..<1_500 {
            let condition = RandomCondition.make(depth: 4, using: &generator)
            var given: [String: String] = [:]
            for variable in RandomCondition.variables where Bool.random(using: &generator) {
                given[variable] = RandomCondition.values.randomElement(using: &generator)
            }
            let completions = RandomCondition.assignments.filter { assignment in
                given.allSatisfy { assignment[$0.key] == $0.value }
            }
            let context: Comment = "seed \(generator.seed): \(condition.form) assuming \(given)"
            switch condition.assuming(given) {
            case .always:
                kinds.insert("always")
                #expect(completions.allSatisfy { RandomCondition.holds(condition, $0) }, context)
            case .never:
                kinds.insert("never")
                #expect(!completions.contains { RandomCondition.holds(condition, $0) }, context)
            case .depends(let rest):
                kinds.insert("depends")
                #expect(rest.variables.allSatisfy { given[$0] == nil }, context)
                for assignment in completions {
                    #expect(
                        RandomCondition.holds(rest, assignment) == RandomCondition.holds(condition, assignment), context
                    )
                }
            }
        }
        #expect(kinds == ["always", "never", "depends"])
    }

    @Test func assumingKeepsReasonAndEvidence() throws {
        var either = Condition(
            .any([test("a.x", "1"), test("b.x", "1")]), at: RandomCondition.place)
        either.because = LocalizedText(verbatim: "why")
        either.source = ["M1"]
        either.needsEvidenceOfRun = true
        guard case .depends(let rest) = either.assuming(["a.x": "2"]) else {
            Issue.record("nothing is left")
            return
        }
        #expect(rest.because?.en == "why")
        #expect(rest.source == ["M1"])
        #expect(rest.needsEvidenceOfRun, "a guard must not ask for less than its invariant")
    }

    @Test func variablesInOrderAndOnce() {
        let condition = Condition(
            .all([test("b.x", "1"), Condition(.not(test("a.x", "1")), at: RandomCondition.place), test("b.x", "2")]),
            at: RandomCondition.place)
        #expect(condition.variables == ["b.x", "a.x"])
    }

    private func test(_ variable: String, _ value: String) -> Condition {
        let place = RandomCondition.place
        return Condition(
            .test(.init(variable: Located(variable, at: place), values: [Located(value, at: place)])), at: place)
    }
}
