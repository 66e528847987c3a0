import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// The service model as it is shipped, in motion.
@Suite struct ShippedTransitionTests {
    /// Whatever is changed, exactly those transitions count whose condition holds and that would change something.
    @Test func whatCountsIsWhatHolds() throws {
        let model = try #require(ShippedLibrary.library.service)
        var generator = SeededGenerator(for: "ShippedTransitionTests.whatCountsIsWhatHolds")
        var simulation = try ServiceSimulation(model: model, state: model.startState)
        for round in 0..<400 {
            let variable = try #require(model.variables.randomElement(using: &generator))
            let values = variable.values.map { $0.name as String? } + [nil]
            let value = try #require(values.randomElement(using: &generator))
            // What never settles is left as it was.
            var next = simulation
            guard (try? next.change([variable.name.value: value])) != nil else { continue }
            if round % 3 == 0 {
                guard (try? next.advance(to: next.time + Int64.random(in: 0...600_000, using: &generator))) != nil
                else {
                    continue
                }
            }
            simulation = next
            let holding = model.transitions.indices.filter { index in
                let transition = model.transitions[index]
                return transition.when.judge(simulation.state.reading) == .met
                    && transition.then.contains { simulation.state[$0.variable.value] != $0.value }
            }
            #expect(simulation.counting == holding, "seed \(generator.seed), round \(round)")
        }
    }
}
