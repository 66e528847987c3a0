import KirikaeConsolePrograms
import KirikaeService

/// The contact centre in motion: the service model driven by a scaled clock, with what people and programs did to it.
///
/// It holds no timer. Whatever is due is applied before anything is read or changed, so a reader never sees an old state.
/// Every page request is answered inside the actor in one piece, so that two people cannot press into each other's wizard.
public actor SimulatedService {
    /// The model it runs.
    public nonisolated let model: ServiceModel
    /// Who is logged in to GAX, and where in the wizard.
    var administration = GAXAdministration()
    /// The PCs that people sit at; nil until they are installed.
    var pcs: SimulatedPCs?
    /// What programs are told to do wrong.
    var behaviours: [SwitchProgram: ProgramBehaviour] = [:]
    /// What the other endpoints remember.
    var endpoints = EndpointState()
    private var simulation: ServiceSimulation
    private let clock: ScaledClock
    private var startCounts: [SwitchProgram: Int64] = [:]
    private var log: [SimulatorEvent] = []

    /// More events than this are dropped, the oldest first: a drill of eight hours stays far below.
    static let eventLimit = 20_000

    /// Starts a service.
    ///
    /// - Parameters:
    ///   - model: how the service behaves.
    ///   - start: what differs from normal operation; nil is unknown.
    ///   - resolutions: what an open variable turns out to be.
    ///   - clock: simulated time, from zero.
    /// - Throws: `ServiceSimulation.DoesNotSettle` when the model keeps changing without time passing.
    public init(
        model: ServiceModel, start: [String: String?], resolutions: [String: String], clock: ScaledClock
    ) throws(ServiceSimulation.DoesNotSettle) {
        self.model = model
        self.clock = clock
        var state = model.startState
        for (variable, value) in resolutions where state[variable] == nil { state[variable] = value }
        for (variable, value) in start { state[variable] = value }
        simulation = try ServiceSimulation(model: model, state: state, resolutions: resolutions)
    }

    /// The state now.
    public var state: ServiceState {
        get throws {
            try catchUp()
            return simulation.state
        }
    }

    /// The simulated time now, in milliseconds since the start.
    public var simulatedMilliseconds: Int64 {
        get throws {
            try catchUp()
            return simulation.time
        }
    }

    /// What happened so far, oldest first.
    public var events: [SimulatorEvent] {
        get throws {
            try catchUp()
            return log
        }
    }

    /// How often each program was started.
    public var starts: [SwitchProgram: Int64] { startCounts }

    /// Changes variables from outside, now; nil is unknown.
    ///
    /// - Throws: `ServiceSimulation.DoesNotSettle` when the model keeps changing without time passing.
    public func change(_ changes: [String: String?]) throws {
        try catchUp()
        for (variable, value) in changes.sorted(by: { $0.key < $1.key }) {
            record(.change, subject: variable, value: value ?? "unknown")
        }
        note(try simulation.change(changes))
    }

    /// Counts a start of a program.
    ///
    /// - Returns: how often it was started so far.
    @discardableResult
    public func countStart(of program: SwitchProgram) throws -> Int64 {
        try catchUp()
        startCounts[program, default: 0] += 1
        record(.programStart, subject: program.rawValue)
        return startCounts[program, default: 0]
    }

    /// Begins a program's switch, unless a batch or a deploy is under way: of these only one runs at a time.
    ///
    /// - Returns: whether it began.
    public func begin(_ program: SwitchProgram) throws -> Bool {
        let state = try state
        let isSwitching = ["portal.db", "portal.mmf"].contains { ["to-dr", "to-main"].contains(state[$0]) }
        guard !isSwitching, state["gax.session"] != "deploying" else {
            record(.programRefused, subject: program.rawValue)
            return false
        }
        record(.programCommand, subject: program.rawValue)
        try change([program.variable: program.switchingValue])
        return true
    }

    /// Says which client PCs there are and where their DNS servers are; all of them are set as the model says.
    func connect(clientPCs names: [String], to servers: [CentreSite: String]) throws {
        endpoints.clientPCs = ClientPCs(names: names, servers: servers)
        try catchUp()
    }

    /// What a site answers to a request, everything due having been applied.
    func answer(_ request: SiteRequest, from site: any Site) throws -> SiteAnswer {
        try catchUp()
        // Before the answer for what programs and people did to folders, after it for what the answer changed.
        try followPCs(lookingAtFolders: site.useOfPCs != .none)
        let answer = try site.answer(request, in: self)
        try followPCs(lookingAtFolders: site.useOfPCs == .changes)
        return answer
    }

    /// Writes down something that happened.
    func record(_ kind: SimulatorEvent.Kind, subject: String, value: String? = nil, at time: Int64? = nil) {
        log.append(
            SimulatorEvent(simulatedMilliseconds: time ?? simulation.time, kind: kind, subject: subject, value: value))
        if log.count > Self.eventLimit { log.removeFirst(log.count - Self.eventLimit) }
    }

    private func catchUp() throws {
        note(try simulation.advance(to: clock.milliseconds))
        if let changes = administration.followUp(on: simulation.state) { note(try simulation.change(changes)) }
        endpoints.follow(simulation.state, at: simulation.time)
    }

    private func note(_ occurrences: [ServiceSimulation.Occurrence]) {
        for occurrence in occurrences { record(.transition, subject: occurrence.transition, at: occurrence.time) }
    }
}
