import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// What else the manual says the contact centre does by itself: settings, reports, recordings and maintenance, each as a
/// scenario on the shipped model in virtual time.
@Suite struct ShippedOutageTests {
    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 60 * minute

    /// A8, A10: main counts as stopped; no settings are synchronised, nothing is written at main, no site aggregates.
    @Test(arguments: [["platform.main": "stopped"], ["line.main": "down"]])
    func aStopOfMainSuspendsSettingsAndReports(cause: [String: String]) throws {
        let simulation = try ShippedModel.start(cause)
        ShippedModel.expect(
            simulation,
            [
                "portal.sync": "suspended", "output.main": "suspended", "output.dr": "running",
                "aggregation.main": "suspended", "aggregation.dr": "suspended", "outage.main": "under-8h",
            ])
    }

    /// A9, A11, A12: what returns with main, by the length of its outage.
    ///
    /// Exactly 8 hours count as the longer case.
    @Test(
        arguments: [
            (minutes: 30, outage: "under-8h", aggregation: "running"),
            (minutes: 8 * 60 - 1, outage: "under-8h", aggregation: "running"),
            (minutes: 8 * 60, outage: "8h-or-more", aggregation: "suspended"),
            (minutes: 20 * 60, outage: "8h-or-more", aggregation: "suspended"),
        ] as [(minutes: Int64, outage: String, aggregation: String)],
        [("platform.main", "stopped", "running"), ("line.main", "down", "up")])
    func mainReturns(
        after outage: (minutes: Int64, outage: String, aggregation: String), of cause: (String, String, String)
    ) throws {
        var simulation = try ShippedModel.start([cause.0: cause.1])
        try simulation.advance(to: outage.minutes * Self.minute)
        try simulation.change([cause.0: cause.2])
        try simulation.advance(to: simulation.time + 24 * Self.hour)
        ShippedModel.expect(
            simulation,
            [
                "outage.main": outage.outage, "aggregation.main": outage.aggregation, "aggregation.dr": "running",
                "output.main": "running", "output.dr": "running", "portal.sync": "running",
            ])
    }

    /// The time is not known: main does not count as aggregating what DR collected.
    @Test func anOutageOfUnknownLengthCountsAsLong() throws {
        var simulation = try ShippedModel.start(["platform.main": "stopped"])
        try simulation.change(["outage.main": nil])
        try simulation.change(["platform.main": "running"])
        ShippedModel.expect(
            simulation, ["outage.main": nil, "aggregation.main": "suspended", "aggregation.dr": "running"])
    }

    /// A9: portal and recording follow a total outage to the DR site, and stay there when main returns.
    @Test func portalAndRecordingStayAtDR() throws {
        var simulation = try ShippedModel.start(["platform.main": "stopped"])
        try simulation.advance(to: 10 * Self.minute)
        try simulation.change(["platform.main": "running"])
        try simulation.advance(to: 24 * Self.hour)
        ShippedModel.expect(simulation, ["portal.db": "dr", "portal.mmf": "dr", "recording.reflection": "dr"])
    }

    /// Whoever has not bought the recording has none to follow; the loss of a line alone moves neither.
    @Test(arguments: [["option.recording": "not-bought", "platform.main": "stopped"], ["line.main": "down"]])
    func recordingStaysAtMain(cause: [String: String]) throws {
        var simulation = try ShippedModel.start(cause)
        try simulation.advance(to: 24 * Self.hour)
        ShippedModel.expect(simulation, ["recording.reflection": "main"])
    }

    @Test(arguments: ["dr", "main"])
    func recordingIsSwitchedByTheWizard(site: String) throws {
        var simulation = try ShippedModel.start(["gax.session": "deploying", "recording.reflection": "to-\(site)"])
        try simulation.advance(to: 5 * Self.minute - 1)
        ShippedModel.expect(simulation, ["recording.reflection": "to-\(site)"])
        try simulation.advance(to: 5 * Self.minute)
        ShippedModel.expect(simulation, ["recording.reflection": site, "gax.session": "in-use"])
    }

    /// A15: the start of call-affecting maintenance cuts the calls that are left, and breaks INV12.
    @Test(arguments: [("in-progress", "cut", ["INV12"]), ("none", "continuing", [])] as [(String, String, [String])])
    func maintenanceCutsCalls(calls: String, cut: String, broken: [String]) throws {
        var watched = WatchedSimulation(try ShippedModel.start(["calls.main": calls, "calls.waiting": "some"]))
        watched.move(to: Self.minute, changes: ["maintenance.calls": "started"], step: "maintenance")
        watched.move(to: 2 * Self.minute, changes: [:], step: "later")
        ShippedModel.expect(
            watched.simulation, ["calls.main": "none", "calls.waiting": "none", "calls.in-progress": cut])
        #expect(watched.violations.map(\.invariant) == broken)
    }

    /// The control: while no maintenance has started, calls go on.
    @Test func callsGoOnWithoutMaintenance() throws {
        var simulation = try ShippedModel.start(["calls.main": "in-progress", "calls.waiting": "some"])
        try simulation.advance(to: 24 * Self.hour)
        ShippedModel.expect(
            simulation, ["calls.main": "in-progress", "calls.waiting": "some", "calls.in-progress": "continuing"])
    }

    /// A16: main is lost while the DR processes are stopped: nobody is moved, everybody is logged out.
    @Test func noAutomaticSwitchWhileDRIsStopped() throws {
        var simulation = try ShippedModel.start(["call.dr.processes": "stopped"])
        try simulation.change(["platform.main": "stopped"])
        try simulation.advance(to: 24 * Self.hour)
        ShippedModel.expect(simulation, ["agents.site": "none", "agents.new-login": "none", "calls.arrival": "none"])
    }

    /// Without the shared facilities or the IP Voice of main, calls arrive at the DR site only; agents stay where they are.
    @Test(arguments: ["shared.main", "ip-voice.main"])
    func callsArriveAtDRWithoutTheFacilitiesOfMain(facility: String) throws {
        var simulation = try ShippedModel.start([facility: "down"])
        try simulation.advance(to: Self.hour)
        ShippedModel.expect(simulation, ["calls.arrival": "dr", "agents.site": "main", "agents.new-login": "main"])
        try simulation.change([facility: "up"])
        ShippedModel.expect(simulation, ["calls.arrival": "both"])
    }

    /// From any two changes of start values at once, the model comes to rest.
    @Test func everyPairOfChangesSettles() throws {
        let model = try ShippedModel.read()
        let changes = model.variables.flatMap { variable in
            variable.values.map { (variable: variable.name.value, value: $0.name) }
        }
        var pairs = 0
        for (index, first) in changes.enumerated() {
            for second in changes[(index + 1)...] where second.variable != first.variable {
                var simulation = try ServiceSimulation(model: model, state: model.startState)
                try simulation.change([first.variable: first.value, second.variable: second.value])
                try simulation.advance(to: 24 * Self.hour)
                if simulation.nextDue != nil { Issue.record("\(first) and \(second) never come to rest") }
                pairs += 1
            }
        }
        #expect(pairs > 5_000)
    }
}
