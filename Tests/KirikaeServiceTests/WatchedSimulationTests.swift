import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax
import Testing

/// Which invariants a simulation says are broken: those that allow an outage only once it has lasted too long.
@Suite struct WatchedSimulationTests {
    private static let minute: Int64 = 60_000

    private func watched(allowing outage: String?) throws -> WatchedSimulation {
        let text = """
            kirikae: 1
            service: test
            title: {ja: 試験, en: test}
            variables:
              portal.db:
                title: {ja: DB, en: DB}
                values: {main: {ja: 主, en: main}, moving: {ja: 移動, en: moving}, dr: {ja: 副, en: DR}}
                start: main
            transitions:
              - {id: arrives, title: {ja: 着く, en: arrives}, when: {portal.db: moving}, then: {portal.db: dr}, takes: 4m}
            invariants:
              - id: SERVED
                always: {portal.db: [main, dr]}
            \(outage.map { "    allowed-outage: \($0)" } ?? "")
                because: {ja: 例, en: example}
            """
        let context = DecodingContext()
        let root = try #require(SyntaxParser().parse(Array(text.utf8), file: "s.yaml", into: &context.diagnostics))
        let model = try #require(ServiceDecoder(context: context).decode(root), "\(context.diagnostics.all)")
        return WatchedSimulation(try ServiceSimulation(model: model, state: model.startState))
    }

    @Test(arguments: [(nil, ["SERVED"]), ("4m", []), ("239s", ["SERVED"])] as [(String?, [String])])
    func anOutageIsBrokenOnceItIsTooLong(outage: String?, expected: [String]) throws {
        var simulation = try watched(allowing: outage)
        simulation.move(to: Self.minute, changes: ["portal.db": "moving"], step: "go")
        #expect(simulation.violations.map(\.invariant) == (outage == nil ? ["SERVED"] : []))
        let happened = simulation.move(to: 20 * Self.minute, changes: [:], step: "later")
        #expect(happened.map(\.transition) == ["arrives"])
        #expect(simulation.violations.map(\.invariant) == expected)
        #expect(simulation.outages["SERVED"]?.longest == (outage == nil ? nil : 4 * Self.minute))
        #expect(simulation.outages["SERVED"]?.since == nil)
    }

    /// One that has not ended is broken as soon as it has lasted too long, and not before.
    @Test func anOutageThatGoesOnIsMeasuredToo() throws {
        var simulation = try watched(allowing: "4m")
        simulation.move(to: 0, changes: ["portal.db": nil], step: "nobody knows")
        #expect(simulation.outages.isEmpty, "what is not known is no outage")
        simulation.move(to: 0, changes: ["portal.db": "moving"], step: "go")
        simulation.move(to: 3 * Self.minute, changes: ["portal.db": nil], step: "nobody knows")
        simulation.move(to: 4 * Self.minute, changes: [:], step: "later")
        #expect(simulation.violations.isEmpty)
        simulation.move(to: 5 * Self.minute, changes: [:], step: "too late")
        #expect(simulation.violations.map(\.step) == ["too late"])
    }

    /// What is broken between two steps, and mended before the second, was broken all the same.
    @Test func whatPassesBetweenTwoStepsIsSeen() throws {
        var simulation = try watched(allowing: nil)
        simulation.move(to: 0, changes: ["portal.db": "moving"], step: "go")
        simulation.move(to: 10 * Self.minute, changes: [:], step: "later")
        #expect(simulation.violations.map(\.step) == ["go"])
    }
}
