import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// A condition by number means what it means by name.
@Suite struct NumberedConditionTests {
    /// A model with these variables, each with values from 1 to a number.
    private func model(_ variables: [String: Int]) throws -> ServiceModel {
        var text = "kirikae: 1\nservice: test\ntitle: {ja: t, en: t}\nvariables:\n"
        for (name, count) in variables.sorted(by: { $0.key < $1.key }) {
            let values = (1...count).map { "'\($0)': {ja: v, en: v}" }.joined(separator: ", ")
            text += "  \(name): {title: {ja: t, en: t}, values: {\(values)}, start: '1'}\n"
        }
        let context = DecodingContext()
        let root = try #require(SyntaxParser().parse(Array(text.utf8), file: "test.yaml", into: &context.diagnostics))
        let model = ServiceDecoder(context: context).decode(root)
        return try #require(model, "\(context.diagnostics.all.map { $0.message.text(in: .en) })")
    }

    /// `c.x` is missing in the model, and `a.x` lacks the value 3: both may stand in a condition that an older model does not know.
    @Test(arguments: [["a.x": 3, "b.x": 3, "c.x": 3], ["a.x": 2, "b.x": 3]])
    func judgesAlike(variables: [String: Int]) throws {
        let model = try model(variables)
        var generator = SeededGenerator(for: "numbered conditions")
        var verdicts: [Judgement: Int] = [:]
        for _ in 0..<600 {
            let condition = RandomCondition.make(depth: 4, using: &generator)
            let numbered = NumberedCondition(condition, in: model.numbered)
            for _ in 0..<20 {
                var state = ServiceState()
                for variable in model.variables where Int.random(in: 0...3, using: &generator) > 0 {
                    state[variable.name.value] = variable.values.randomElement(using: &generator)?.name
                }
                let judgement = numbered.judge(model.numbered.state(state))
                #expect(
                    judgement == condition.judge(state.reading),
                    "seed \(generator.seed): \(condition.form) in \(state.values)")
                verdicts[judgement, default: 0] += 1
            }
            #expect(
                numbered.variables.map { model.numbered.variables[$0] }
                    == condition.variables.filter { variables[$0] != nil })
        }
        #expect(verdicts.keys.count == 3 && verdicts.values.allSatisfy { $0 > 500 }, "\(verdicts)")
    }

    /// More values than a word has bits.
    @Test(arguments: [1, 62, 63, 64, 65, 127, 128, 129, 300, 1_000])
    func judgesManyValuesAlike(count: Int) throws {
        let model = try model(["a.x": count])
        let accepted = Set([1, 2, 62, 63, 64, 65, 127, 128, 200, 299, 1_000].filter { $0 <= count })
        let condition = Condition(
            .test(
                .init(
                    variable: Located("a.x", at: RandomCondition.place),
                    values: accepted.map { Located(String($0), at: RandomCondition.place) })), at: RandomCondition.place
        )
        let numbered = NumberedCondition(condition, in: model.numbered)
        var state = ServiceState()
        #expect(numbered.judge(model.numbered.state(state)) == .unknown)
        for value in 1...count {
            state["a.x"] = String(value)
            #expect(numbered.judge(model.numbered.state(state)) == (accepted.contains(value) ? .met : .notMet))
        }
        // One that the variable does not have meets nothing.
        state["a.x"] = "other"
        #expect(numbered.judge(model.numbered.state(state)) == .notMet)
    }
}
