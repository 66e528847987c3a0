import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// A model in motion, in virtual time.
@Suite struct ServiceSimulationTests {
    /// A model of variables `x.1`, `x.2`, … with values `a`, `b`, `c`, starting with `a`, and some transitions.
    private func model(_ transitions: String, variables: Int = 3) throws -> ServiceModel {
        let values = "{a: {ja: a, en: a}, b: {ja: b, en: b}, c: {ja: c, en: c}}"
        var text = "kirikae: 1\nservice: test\ntitle: {ja: t, en: t}\nvariables:\n"
        for number in 1...variables {
            text += "  x.\(number): {title: {ja: t, en: t}, values: \(values), start: a}\n"
        }
        text += "transitions:\n"
        for line in transitions.split(separator: "\n") {
            text += "  - {title: {ja: t, en: t}, \(line)}\n"
        }
        let context = DecodingContext()
        let root = try #require(SyntaxParser().parse(Array(text.utf8), file: "test.yaml", into: &context.diagnostics))
        let model = ServiceDecoder(context: context).decode(root)
        return try #require(model, "\(context.diagnostics.all.map { $0.message.text(in: .en) })")
    }

    private func brief(_ occurrences: [ServiceSimulation.Occurrence]) -> [String] {
        occurrences.map { "\($0.transition)@\($0.time)" }
    }

    @Test func nextChangeIsTheEarliestThatChangesSomething() throws {
        let model = try model(
            """
            id: slow, when: {x.1: b}, then: {x.2: b}, takes: 9s
            id: fast, when: {x.1: b}, then: {x.2: c}, takes: 5s
            id: other, when: {x.1: b}, then: {x.3: b}, takes: 1s
            id: open, when: {x.1: c}, then: {x.2: unknown}, takes: 3s
            """)
        var simulation = try ServiceSimulation(model: model, state: model.startState, resolutions: ["x.2": "b"])
        #expect(simulation.nextChange(of: "x.2") == nil)
        try simulation.advance(to: 1_000)
        try simulation.change(["x.1": "b"])
        #expect(try #require(simulation.nextChange(of: "x.2")) == ("c", 6_000))
        #expect(try #require(simulation.nextChange(of: "x.3")) == ("b", 2_000))
        try simulation.advance(to: 6_000)
        #expect(try #require(simulation.nextChange(of: "x.2")) == ("b", 10_000))
        #expect(simulation.nextChange(of: "x.3") == nil)
        // What is left open turns out as resolved.
        try simulation.change(["x.1": "c"])
        #expect(try #require(simulation.nextChange(of: "x.2")) == ("b", 9_000))
    }

    /// What the service may have come to by itself, and what not.
    @Test(arguments: [
        ("b", Optional("c"), true), ("b", "a", true), ("b", "b", false), ("c", "b", false), ("a", "b", false),
        ("a", nil, false), ("b", nil, false),
    ])
    func reachesWhatItsTransitionsLeadTo(from: String, to: String?, reaches: Bool) throws {
        let model = try model(
            "id: t, when: {x.1: b}, then: {x.1: c, x.2: b}, takes: 5s\nid: u, when: {x.2: b, x.1: c}, then: {x.1: a}, takes: 9h"
        )
        var state = model.startState
        state["x.1"] = from
        #expect(ServiceReach(model: model).leads("x.1", to: to, from: state) == reaches)
    }

    /// What becomes unknown may be anything; what rests on something unknown is not taken to have happened.
    @Test func reachesWithUnknowns() throws {
        let model = try model("id: t, when: {x.1: b}, then: {x.2: unknown}, takes: 5s")
        var state = model.startState
        state["x.1"] = "b"
        let reach = ServiceReach(model: model)
        #expect(reach.leads("x.2", to: "c", from: state))
        #expect(reach.leads("x.2", to: nil, from: state))
        state["x.1"] = nil
        #expect(!reach.leads("x.2", to: "c", from: state))
    }

    @Test func happensWhenDueAndNotBefore() throws {
        let model = try model("id: t, when: {x.1: b}, then: {x.1: c}, takes: 5s")
        var simulation = try ServiceSimulation(model: model, state: model.startState, time: 100)
        #expect(simulation.nextDue == nil)
        #expect(try simulation.change(["x.1": "b"]) == [])
        #expect(simulation.nextDue == 5_100)
        #expect(try simulation.advance(to: 5_099) == [])
        #expect(simulation.state["x.1"] == "b")
        let occurrences = try simulation.advance(to: 5_100)
        #expect(brief(occurrences) == ["t@5100"])
        #expect(simulation.state["x.1"] == "c")
        #expect(simulation.nextDue == nil)
    }

    @Test func aLongJumpGivesTheTimesOfEach() throws {
        let model = try model(
            """
            id: one, when: {x.1: b}, then: {x.2: b}, takes: 3m
            id: two, when: {x.2: b}, then: {x.3: b}, takes: 27m
            """)
        var simulation = try ServiceSimulation(model: model, state: model.startState)
        try simulation.change(["x.1": "b"])
        let occurrences = try simulation.advance(to: 10_000_000)
        #expect(brief(occurrences) == ["one@180000", "two@1800000"])
        #expect(simulation.time == 10_000_000)
    }

    @Test func countsAnewAfterAnInterruption() throws {
        let model = try model("id: t, when: {x.1: b}, then: {x.2: b}, takes: 10s")
        var simulation = try ServiceSimulation(model: model, state: model.startState)
        try simulation.change(["x.1": "b"])
        try simulation.advance(to: 9_999)
        try simulation.change(["x.1": "a"])
        #expect(simulation.nextDue == nil)
        try simulation.change(["x.1": "b"])
        let occurrences = try simulation.advance(to: 30_000)
        #expect(brief(occurrences) == ["t@19999"])
    }

    @Test func happensAgainOnlyWhenItWouldChangeSomething() throws {
        let model = try model("id: t, when: {x.1: b}, then: {x.2: b}, takes: 1s")
        var simulation = try ServiceSimulation(model: model, state: model.startState)
        try simulation.change(["x.1": "b"])
        let first = try simulation.advance(to: 100_000)
        #expect(brief(first) == ["t@1000"])
        try simulation.change(["x.2": "c"])
        let second = try simulation.advance(to: 200_000)
        #expect(brief(second) == ["t@101000"])
    }

    @Test func ofTwoDueAtOnceTheFirstWrittenGoesFirst() throws {
        let model = try model(
            """
            id: second, when: {x.1: c}, then: {x.2: c}
            id: late, when: {x.1: b}, then: {x.3: c}, takes: 1s
            id: first, when: {x.1: b}, then: {x.2: b}, takes: 1s
            """)
        var simulation = try ServiceSimulation(model: model, state: model.startState)
        try simulation.change(["x.1": "b"])
        let occurrences = try simulation.advance(to: 1_000)
        #expect(brief(occurrences) == ["late@1000", "first@1000"])
    }

    @Test func theFirstOfTwoCanPreventTheSecond() throws {
        let model = try model(
            """
            id: one, when: {x.1: b}, then: {x.1: c}, takes: 1s
            id: two, when: {x.1: b}, then: {x.2: b}, takes: 1s
            """)
        var simulation = try ServiceSimulation(model: model, state: model.startState)
        try simulation.change(["x.1": "b"])
        let occurrences = try simulation.advance(to: 5_000)
        #expect(brief(occurrences) == ["one@1000"])
        #expect(simulation.state["x.2"] == "a")
    }

    @Test func unknownShowsUnlessItIsResolved() throws {
        let model = try model("id: t, when: {x.1: b}, then: {x.2: unknown}\nid: u, when: {x.2: c}, then: {x.3: b}")
        var rehearsed = try ServiceSimulation(model: model, state: model.startState)
        let followed = try rehearsed.change(["x.1": "b"])
        #expect(brief(followed) == ["t@0"])
        #expect(rehearsed.state["x.2"] == nil)
        #expect(rehearsed.state["x.3"] == "a")
        var simulated = try ServiceSimulation(model: model, state: model.startState, resolutions: ["x.2": "c"])
        let resolved = try simulated.change(["x.1": "b"])
        #expect(brief(resolved) == ["t@0", "u@0"])
        #expect(simulated.state["x.2"] == "c")
        try simulated.change(["x.2": nil as String?])
        #expect(simulated.state["x.2"] == "c")
    }

    @Test func anUnknownMeetsNothing() throws {
        let model = try model("id: t, when: {not: {x.1: a}}, then: {x.2: b}")
        var simulation = try ServiceSimulation(model: model, state: model.startState)
        let followed = try simulation.change(["x.1": nil as String?])
        #expect(followed == [])
        #expect(simulation.state["x.2"] == "a")
    }

    @Test func doesNotSettle() throws {
        let model = try model("id: t, when: {x.1: b}, then: {x.1: c}\nid: u, when: {x.1: c}, then: {x.1: b}")
        var simulation = try ServiceSimulation(model: model, state: model.startState)
        #expect(throws: ServiceSimulation.DoesNotSettle.self) { try simulation.change(["x.1": "b"]) }
        var state = model.startState
        state["x.1"] = "c"
        #expect(throws: ServiceSimulation.DoesNotSettle.self) { try ServiceSimulation(model: model, state: state) }
    }

    @Test func manyStepsAtOneMomentSettle() throws {
        let chain = (1..<200).map { "id: t\($0), when: {x.\($0): b}, then: {x.\($0 + 1): b}" }.joined(separator: "\n")
        let model = try model(chain, variables: 200)
        var simulation = try ServiceSimulation(model: model, state: model.startState)
        let occurrences = try simulation.change(["x.1": "b"])
        #expect(occurrences.count == 199)
        #expect(simulation.state["x.200"] == "b")
    }

    @Test func timeNeverGoesBack() throws {
        let model = try model("id: t, when: {x.1: b}, then: {x.2: b}, takes: 1s")
        var simulation = try ServiceSimulation(model: model, state: model.startState, time: 500)
        try simulation.advance(to: 100)
        #expect(simulation.time == 500)
    }

    @Test func differences() {
        var left = ServiceState()
        var right = ServiceState()
        left["a.x"] = "1"
        left["b.x"] = "1"
        right["b.x"] = "2"
        right["c.x"] = "1"
        #expect(left.differences(from: right) == ["a.x", "b.x", "c.x"])
        #expect(left.differences(from: left) == [])
        #expect(left.reading("c.x") == .unknown)
        #expect(left.reading("a.x") == .value("1"))
    }
}
