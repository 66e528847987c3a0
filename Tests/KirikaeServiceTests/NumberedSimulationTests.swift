import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// A model in motion, against the rules as one reads them, on models and sequences of events drawn by lot.
@Suite struct NumberedSimulationTests {
    /// An event, and what came of it: what happened, or the transition that would happen once more.
    private typealias Outcome = Result<[ServiceSimulation.Occurrence], ServiceSimulation.DoesNotSettle>

    /// What the sequences came to, so that none of it can be missing.
    private struct Tally {
        var occurrences = 0
        var unsettled = 0
        var upcoming = 0
        var unfamiliar = 0
    }

    @Test func sameAsTheRulesAsTheyRead() throws {
        var generator = SeededGenerator(for: "service in motion")
        var tally = Tally()
        for round in 0..<250 {
            // Now and then more than one word of bits can hold.
            let model = try RandomService.model(
                transitionCounts: round % 50 == 0 ? 65...90 : 2...10, using: &generator)
            let start = RandomService.values(in: model, using: &generator)
            let resolutions = RandomService.values(in: model, using: &generator).filter { _ in
                Bool.random(using: &generator)
            }
            var state = ServiceState()
            for (variable, value) in start { state[variable] = value }
            let comment: Comment = "seed \(generator.seed)"
            let fast = Result { () throws(ServiceSimulation.DoesNotSettle) in
                try ServiceSimulation(model: model, state: state, time: 100, resolutions: resolutions)
            }
            let naive = Result { () throws(ServiceSimulation.DoesNotSettle) in
                try NaiveService(model: model, values: start, time: 100, resolutions: resolutions)
            }
            switch (fast, naive) {
            case (.success(let fast), .success(let naive)):
                try goOn(fast, naive, using: &generator, into: &tally)
            case (.failure(let fast), .failure(let naive)):
                #expect(fast == naive, comment)
                tally.unsettled += 1
            default: Issue.record("seed \(generator.seed): one settles, the other does not")
            }
        }
        #expect(
            tally.occurrences > 500 && tally.unsettled > 10 && tally.upcoming > 100 && tally.unfamiliar > 100,
            "seed \(generator.seed): \(tally)")
    }

    /// Does the same to both, and compares all that they say after each event.
    private func goOn(
        _ simulation: ServiceSimulation, _ service: NaiveService, using generator: inout SeededGenerator,
        into tally: inout Tally
    ) throws {
        var (simulation, service) = (simulation, service)
        let model = simulation.model
        for _ in 0..<25 {
            try expectSame(simulation, service, generator.seed, &tally)
            let outcomes: (fast: Outcome, naive: Outcome)
            switch Int.random(in: 0...9, using: &generator) {
            case 0...3:
                let changes = RandomService.changes(in: model, using: &generator)
                outcomes = (
                    Outcome { () throws(ServiceSimulation.DoesNotSettle) in try simulation.change(changes) },
                    Outcome { () throws(ServiceSimulation.DoesNotSettle) in try service.change(changes) }
                )
            case 4...6:
                let target = simulation.time + Int64.random(in: -1_000...4_000, using: &generator)
                outcomes = (
                    Outcome { () throws(ServiceSimulation.DoesNotSettle) in try simulation.advance(to: target) },
                    Outcome { () throws(ServiceSimulation.DoesNotSettle) in try service.advance(to: target) }
                )
            case 7...8:
                let index = Int.random(in: model.transitions.indices, using: &generator)
                outcomes = (
                    Outcome { () throws(ServiceSimulation.DoesNotSettle) in try simulation.letHappen(index) },
                    Outcome { () throws(ServiceSimulation.DoesNotSettle) in try service.letHappen(index) }
                )
            default:
                simulation.resolutions = RandomService.values(in: model, using: &generator)
                service.resolutions = simulation.resolutions
                continue
            }
            #expect(outcomes.fast == outcomes.naive, "seed \(generator.seed)")
            guard case .success(let occurrences) = outcomes.fast else {
                tally.unsettled += 1
                return
            }
            tally.occurrences += occurrences.count
        }
    }

    private func expectSame(
        _ simulation: ServiceSimulation, _ service: NaiveService, _ seed: UInt64, _ tally: inout Tally
    ) throws {
        let comment: Comment = "seed \(seed)"
        #expect(simulation.state.values == service.values, comment)
        #expect(simulation.time == service.time, comment)
        #expect(simulation.happened == service.happened, comment)
        #expect(simulation.counting == service.since.keys.sorted(), comment)
        #expect(simulation.nextDue == service.next?.due, comment)
        for variable in simulation.model.variables.map(\.name.value) + ["y.0"] {
            let (fast, naive) = (simulation.nextChange(of: variable), service.nextChange(of: variable))
            #expect(fast?.value == naive?.value && fast?.time == naive?.time, comment)
            if fast != nil { tally.upcoming += 1 }
            if ["other", "further"].contains(simulation.state[variable]) { tally.unfamiliar += 1 }
        }
    }

    /// What the explorer does: from a state, every transition that counts, each way that open variables may turn out.
    @Test func aStateLeadsToTheSameStatesByNumber() throws {
        var generator = SeededGenerator(for: "numbered service")
        var steps = 0
        for _ in 0..<150 {
            let model = try RandomService.model(using: &generator)
            let numbered = model.numbered
            var state = ServiceState()
            for variable in model.variables {
                state[variable.name.value] = variable.values.randomElement(using: &generator)?.name
            }
            let resolutions = RandomService.values(in: model, using: &generator)
            let comment: Comment = "seed \(generator.seed)"
            #expect(numbered.state(numbered.state(state)) == state, comment)
            guard
                let named = try? ServiceSimulation(model: model, state: state, resolutions: resolutions),
                let fast = try? NumberedSimulation(
                    model: numbered, state: numbered.state(state), resolutions: numbered.state(resolutions))
            else { continue }
            #expect(fast.counting == named.counting, comment)
            for index in fast.counting {
                var (named, fast) = (named, fast)
                let names = (try? named.letHappen(index))?.map(\.transition)
                let numbers = (try? fast.letHappen(index))?.map { numbered.transitions[$0.transition] }
                #expect(names == numbers, comment)
                #expect(fast.state == numbered.state(named.state), comment)
                // Which transitions count depends on the state only, so that nobody need start anew from it.
                let anew = try? NumberedSimulation(model: numbered, state: fast.state, resolutions: fast.resolutions)
                #expect(names == nil || anew?.counting == fast.counting, comment)
                steps += 1
            }
        }
        #expect(steps > 50)
    }

    /// Against a search that follows every transition, with names.
    @Test func reachesTheSame() throws {
        var generator = SeededGenerator(for: "service reach")
        var answers: [Bool: Int] = [:]
        for _ in 0..<200 {
            let model = try RandomService.model(using: &generator)
            let start = RandomService.values(in: model, using: &generator)
            var state = ServiceState()
            for (variable, value) in start { state[variable] = value }
            let reached = try #require(NaiveService.reached(from: start, of: model), "seed \(generator.seed)")
            for variable in model.variables.map(\.name.value) + ["y.0"] {
                let value = RandomService.anyValue(of: variable, in: model, using: &generator)
                let leads = ServiceReach(model: model).leads(variable, to: value, from: state)
                let expected = reached.contains { step in
                    step.from[variable] != step.to[variable] && [nil, value].contains(step.to[variable])
                }
                #expect(leads == expected, "seed \(generator.seed): \(variable) to \(value ?? "unknown") from \(start)")
                answers[leads, default: 0] += 1
            }
        }
        #expect(answers.count == 2 && answers.values.allSatisfy { $0 > 100 }, "\(answers)")
    }

    /// What stands for a model is made once for it and its copies, and another is made once it has been changed.
    @Test func numbersFollowTheModel() throws {
        var generator = SeededGenerator(for: "numbers of a model")
        let model = try RandomService.model(using: &generator)
        var changed = model
        #expect(changed.numbered === model.numbered)
        changed.transitions.removeAll()
        #expect(changed.numbered !== model.numbered)
        #expect(changed.numbered.transitions.isEmpty && !model.numbered.transitions.isEmpty)
        #expect(try ServiceSimulation(model: changed, state: changed.startState).counting == [])
        let before = changed.numbered
        changed.variables.removeLast()
        #expect(changed.numbered !== before && changed.numbered.variables.count == model.variables.count - 1)
    }
}
