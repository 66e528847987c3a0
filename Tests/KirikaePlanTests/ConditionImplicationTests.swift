import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// What is said of two conditions is what looking at every situation says.
@Suite struct ConditionImplicationTests {
    private static let place = SourceLocation(
        file: "test.yaml", start: .init(line: 1, column: 1), end: .init(line: 1, column: 2))
    private static let values: [String: [String]] = [
        "a.x": ["on", "off"], "b.x": ["main", "to-dr", "dr"], "c.x": ["on", "off"], "d.x": ["1", "2", "3", "4"],
        "e.x": ["only"],
    ]
    private static let implication = ConditionImplication { values[$0] }

    private static func test(_ variable: String, _ accepted: [String]) -> Condition {
        Condition(
            .test(
                .init(
                    variable: Located(variable, at: place), values: accepted.map { Located($0, at: place) })),
            at: place)
    }

    private static func random(depth: Int, using generator: inout SeededGenerator) -> Condition {
        switch depth > 0 ? Int.random(in: 0..<6, using: &generator) : 0 {
        case 3: return Condition(.not(random(depth: depth - 1, using: &generator)), at: place)
        case 4, 5:
            let parts = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                random(depth: depth - 1, using: &generator)
            }
            return Condition(Bool.random(using: &generator) ? .all(parts) : .any(parts), at: place)
        default:
            let name = values.keys.sorted()[Int.random(in: 0..<values.count, using: &generator)]
            let possible = values[name] ?? []
            let accepted = possible.filter { _ in Bool.random(using: &generator) }
            return test(name, accepted.isEmpty ? [possible[0]] : accepted)
        }
    }

    /// How far a check lets a situation get, by the judgements of the engine itself.
    private static func rank(_ check: [Condition], _ situation: [String: Reading]) -> Int {
        switch Judgement.all(of: check.map { $0.judge { situation[$0] ?? .unknown } }) {
        case .met: 2
        case .couldNotEvaluate, .unknown: 1
        case .notMet: 0
        }
    }

    private static func situations(_ names: [String]) -> [[String: Reading]] {
        names.reduce([[:]]) { situations, name in
            let readings: [Reading] = (values[name] ?? []).map { .value($0) } + [.unknown, .failed("no answer")]
            return situations.flatMap { situation in
                readings.map { situation.merging([name: $0]) { $1 } }
            }
        }
    }

    @Test func itAgreesWithEverySituation() {
        var generator = SeededGenerator(for: "ConditionImplicationTests.itAgreesWithEverySituation")
        var answers: [Bool: Int] = [:]
        for round in 0..<10_000 {
            let check = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                Self.random(depth: 2, using: &generator)
            }
            let condition = Self.random(depth: 2, using: &generator)
            let names = Set(check.flatMap(\.variables) + condition.variables).sorted()
            let isWeaker = Self.situations(names).contains {
                Self.rank(check, $0) > Self.rank([condition], $0)
            }
            answers[isWeaker, default: 0] += 1
            let answer = Self.implication.lets(check, passMoreThan: condition)
            #expect((answer != .never) == isWeaker, "seed \(generator.seed), round \(round): \(check) \(condition)")
            guard case .inSituation(let witness) = answer else { continue }
            let situation = witness.mapValues { known -> Reading in
                switch known {
                case .value(let value): .value(value)
                case .open: .unknown
                }
            }
            // The situation that is shown is one.
            #expect(
                Self.rank(check, situation) > Self.rank([condition], situation),
                "seed \(generator.seed), round \(round): \(witness)")
        }
        // Neither answer is rare, so the agreement says something.
        #expect((answers[true] ?? 0) > 1_000 && (answers[false] ?? 0) > 500, "\(answers)")
    }

    @Test func tooManySituationsAreNeverTakenForTheSame() {
        let small = ConditionImplication(mostSituations: 10) { Self.values[$0] }
        let all = Condition(
            .all([Self.test("a.x", ["on"]), Self.test("b.x", ["dr"]), Self.test("c.x", ["on"])]), at: Self.place)
        #expect(small.lets([all], passMoreThan: all) == .tooLarge)
        #expect(Self.implication.lets([all], passMoreThan: all) == .never)
    }

    /// Conditions of other variables do not make the work more, unless they let nothing pass.
    @Test func onlyWhatBelongsTogetherIsLookedAt() {
        let small = ConditionImplication(mostSituations: 10) { Self.values[$0] }
        let others = [Self.test("b.x", ["dr"]), Self.test("c.x", ["on"]), Self.test("d.x", ["1"])]
        #expect(small.lets(others + [Self.test("a.x", ["on"])], passMoreThan: Self.test("a.x", ["on"])) == .never)
        let never = Condition(.all([Self.test("c.x", ["on"]), Self.test("c.x", ["off"])]), at: Self.place)
        #expect(small.lets([never], passMoreThan: Self.test("a.x", ["on"])) != .tooLarge)
    }

    @Test func aValueThatTheServiceDoesNotKnowIsAValue() {
        let answer = Self.implication.lets(
            [Self.test("b.x", ["gone"])], passMoreThan: Self.test("b.x", ["dr"]))
        #expect(answer == .inSituation(["b.x": .value("gone")]))
    }
}
