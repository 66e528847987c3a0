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
    /// What is going to happen from outside, the next first.
    private(set) var scheduled: [ScheduledChange] = []
    /// What the other endpoints remember.
    var endpoints = EndpointState()
    /// The PCs that people sit at; nil until they are installed.
    var pcs: SimulatedPCs?
    /// What programs are told to do wrong.
    var behaviours: [SwitchProgram: ProgramBehaviour] = [:]
    /// The agents and callers; nil where the model describes none.
    var people: SimulatedPeople?
    /// Simulated time.
    private(set) var clock: ScaledClock
    private var simulation: ServiceSimulation
    /// What every choice of chance follows from.
    nonisolated let seed: UInt64
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
    ///   - history: what happened before zero.
    ///   - settings: how many agents and callers.
    ///   - clock: simulated time, from zero.
    /// - Throws: `ServiceSimulation.DoesNotSettle` when the model keeps changing without time passing.
    public init(
        model: ServiceModel, start: [String: String?], resolutions: [String: String], history: [PastChange] = [],
        people settings: PeopleSettings = PeopleSettings(), clock: ScaledClock
    ) throws(ServiceSimulation.DoesNotSettle) {
        self.model = model
        self.clock = clock
        var state = model.startState
        for (variable, value) in resolutions where state[variable] == nil { state[variable] = value }
        for (variable, value) in start { state[variable] = value }
        seed = settings.seed
        let simulation = try ServiceSimulation(
            model: model, state: state, history: history, resolutions: resolutions)
        self.simulation = simulation
        people = model.people.map { SimulatedPeople($0, settings: settings, simulation: simulation) }
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
        try apply(changes)
    }

    /// Changes how fast simulated time goes, from now on.
    func setSpeed(_ speed: Double) throws {
        try catchUp()
        clock.setSpeed(speed)
        record(.speed, subject: "speed", value: DecimalText.of(speed))
    }

    /// Lets something happen to the people, everything due having been applied, and to the model what follows from it.
    ///
    /// - Returns: what `body` returns; nil where the model describes no people.
    func withPeople<Result>(_ body: (inout SimulatedPeople) -> Result) throws -> Result? {
        try catchUp()
        guard var changed = people else { return nil }
        // One owner at a time, so that nothing is copied.
        people = nil
        let result = body(&changed)
        people = changed
        try run(to: simulation.time)
        return result
    }

    /// Makes happen what the leader of a drill or its scenario wants: now, or so much later.
    ///
    /// - Parameters:
    ///   - changes: what becomes true; nil is unknown.
    ///   - delayMilliseconds: how much simulated time goes by before that.
    /// - Throws: `ServiceSimulation.DoesNotSettle` when the model keeps changing without time passing.
    public func inject(_ changes: [String: String?], afterMilliseconds delayMilliseconds: Int64 = 0) throws {
        try catchUp()
        let change = ScheduledChange(time: simulation.time + max(0, delayMilliseconds), changes: changes)
        let index = scheduled.firstIndex { $0.time > change.time } ?? scheduled.endIndex
        scheduled.insert(change, at: index)
        try catchUp()
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
        let now = max(clock.milliseconds, simulation.time)
        while let next = scheduled.first, next.time <= now {
            scheduled.removeFirst()
            try run(to: next.time)
            for (variable, value) in next.changes.sorted(by: { $0.key < $1.key }) {
                record(.injected, subject: variable, value: value ?? "unknown")
            }
            try apply(next.changes)
        }
        try run(to: now)
        if let changes = administration.followUp(on: simulation.state) { try apply(changes) }
        endpoints.follow(simulation.state, at: simulation.time)
    }

    private func apply(_ changes: [String: String?]) throws {
        note(try simulation.change(changes))
        tellPeople()
        try run(to: simulation.time)
    }

    /// The model and the people take turns: each goes on up to where the other changes something that it must know.
    private func run(to target: Int64) throws {
        while true {
            let next = min(simulation.nextDue ?? target, target)
            if let changes = people?.advance(to: next), let time = people?.time {
                note(try simulation.advance(to: time))
                note(try simulation.change(changes))
                tellPeople()
                continue
            }
            let occurrences = try simulation.advance(to: next)
            note(occurrences)
            if !occurrences.isEmpty {
                tellPeople()
            } else if next == target {
                return
            }
        }
    }

    private func tellPeople() { people?.follow(simulation) }

    private func note(_ occurrences: [ServiceSimulation.Occurrence]) {
        for occurrence in occurrences { record(.transition, subject: occurrence.transition, at: occurrence.time) }
    }
}
