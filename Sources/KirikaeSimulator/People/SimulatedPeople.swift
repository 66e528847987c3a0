import KirikaeService
import KirikaeSyntax

/// The agents and callers of the contact centre, each one by itself.
///
/// They follow the service model: what its variables say of all agents becomes true of each of them, at the model's pace. They have no
/// clock and no timer. Whoever drives them lets them act up to a moment (`advance`), and tells them what the model says whenever that
/// has changed (`follow`).
struct SimulatedPeople: Sendable {
    /// Something that a person does at a moment, unless it has been overtaken.
    enum Event: Sendable {
        /// Somebody calls.
        case calling(generation: Int)
        /// A caller gives up waiting.
        case givingUp(call: Int)
        /// A call has been talked to its end.
        case hangingUp(call: Int)
        /// An agent is ready for the next call.
        case ready(agent: Int, stamp: Int)
        /// An agent's turn to move has come.
        case moving(agent: Int, generation: Int)
    }

    /// What there is at a site.
    struct Staff: Sendable {
        /// How many agents are logged in.
        var agents = 0
        /// How many calls an agent has answered.
        var talking = 0
        /// How many calls wait for an agent.
        var waiting = 0
        /// Agents who became free, by number and stamp.
        var free = WaitingLine<(agent: Int, stamp: Int)>()
        /// Calls that wait, by number.
        var calls = WaitingLine<Int>()
        /// Whether new calls can arrive, and waiting ones be answered.
        var takesCalls = false
        /// Whether every call there is being cut.
        var isCut = false
    }

    /// A variable that shows calls.
    struct Indicator: Sendable {
        /// The variable, the site and the values.
        let description: ServiceModel.People.Indicator
        /// The number of the site.
        let site: Int
        /// Whether the model was told that there are calls.
        var isClaimed = false
        /// Whether the model says that there are calls.
        var isShown = false
    }

    /// The model's next change of where the agents are.
    struct Upcoming: Sendable, Equatable {
        /// The value that says where they will be.
        var value: String
        /// When, in simulated milliseconds.
        var time: Int64
    }

    /// Their description in the service model.
    let description: ServiceModel.People
    /// The names of the sites; everywhere else a site is its number in this list.
    let siteNames: [String]
    /// Where agents are.
    let place: SiteMeaning
    /// Where new logins go.
    let newLogin: SiteMeaning?
    /// Where the number leads.
    var number: SiteMeaning?
    /// Where calls can arrive.
    let arrival: SiteMeaning?

    /// The time now, in simulated milliseconds.
    var time: Int64
    /// What will happen.
    var queue = TimedQueue<Event>()
    /// The agents; their numbers for people begin with 1.
    var agents: [SimulatedAgent]
    /// The sites.
    var sites: [Staff]
    /// The calls that have arrived and not ended, by number.
    var calls: [Int: SimulatedCall] = [:]
    /// What became of the calls.
    var tally = CallTally()
    /// How many calls a minute.
    var callersPerMinute = 0.0
    /// Overtakes the next call when the callers change.
    var callerGeneration = 0
    /// Overtakes planned moves when the model changes its mind.
    var moveGeneration = 0
    /// What the moves that are planned lead to.
    var upcoming: Upcoming?
    /// Where the model says that the number leads; nil while nobody knows.
    var ledTo: [Int]?
    /// The variables that show calls.
    var indicators: [Indicator]
    /// The value of the place that was followed last.
    var followedPlace: String?
    /// What was seen of the agents.
    var curve = AgentCurve()
    /// When nobody could be reached.
    var outageLog = OutageLog()

    /// How many events there have been: what people cost.
    private(set) var steps: Int64 = 0

    var callRandom: SeededRandom
    var moveRandom: SeededRandom

    /// Puts agents where the model says they are.
    ///
    /// - Parameters:
    ///   - description: their description in the service model.
    ///   - settings: how many there are, and the seed.
    ///   - simulation: the model in motion.
    init(_ description: ServiceModel.People, settings: PeopleSettings, simulation: ServiceSimulation) {
        self.description = description
        time = simulation.time
        let names = description.sites.map(\.id.value)
        siteNames = names
        place = SiteMeaning(description.agents.place, sites: names)
        newLogin = description.agents.newLogin.map { SiteMeaning($0, sites: names) }
        number = description.callers.map { SiteMeaning($0.number, sites: names) }
        arrival = description.callers.map { SiteMeaning($0.arrival, sites: names) }
        agents = Array(repeating: SimulatedAgent(), count: max(0, settings.agents ?? description.agents.count))
        sites = Array(repeating: Staff(), count: names.count)
        indicators = (description.callers?.shows ?? []).compactMap { indicator in
            names.firstIndex(of: indicator.site.value).map { Indicator(description: indicator, site: $0) }
        }
        callRandom = SeededRandom(seed: settings.seed, stream: 1)
        moveRandom = SeededRandom(seed: settings.seed, stream: 2)
        follow(simulation)
        // What it takes to put everybody in place is no part of the curve.
        curve = AgentCurve()
        curve.note(counts, at: time)
        setCallers(perMinute: settings.callersPerMinute)
    }

    /// How many agents are at each site, then how many are logged out.
    var counts: [Int] {
        let there = sites.map(\.agents)
        return there + [agents.count - there.reduce(0, +)]
    }

    /// Lets people act up to a moment.
    ///
    /// It stops at the first moment at which they change a variable of the model.
    ///
    /// - Returns: what they change, at `time`; nil when they have come to the moment.
    mutating func advance(to target: Int64) -> [String: String?]? {
        if let changes = takeChanges() { return changes }
        while let (due, event) = queue.takeFirst(by: target) {
            time = max(time, due)
            steps += 1
            carryOut(event)
            if let changes = takeChanges() { return changes }
        }
        time = max(time, target)
        return nil
    }

    /// Makes true of each person what the model says of all.
    ///
    /// - Parameter simulation: the model in motion, at this moment.
    mutating func follow(_ simulation: ServiceSimulation) {
        let state = simulation.state
        let next = simulation.nextChange(of: place.variable).map { Upcoming(value: $0.value, time: $0.time) }
        ledTo = number?.sites(in: state)
        let arriving = arrival?.sites(in: state) ?? []
        for site in sites.indices {
            sites[site].takesCalls = arriving.contains(site)
            let condition = description.sites[site].cutWhen
            sites[site].isCut = condition?.judge(state.reading) == .met
            if sites[site].isCut { cutAll(at: site) }
        }
        followPlace(state[place.variable], next)
        followIndicators(state)
        for site in sites.indices { serve(site) }
        noteReach()
    }

    private mutating func carryOut(_ event: Event) {
        switch event {
        case .calling(let generation):
            guard generation == callerGeneration else { return }
            call()
            planNextCall()
        case .givingUp(let call):
            guard let waiting = calls[call], waiting.agent == nil else { return }
            remove(call)
            tally.abandoned += 1
        case .hangingUp(let call):
            guard calls[call] != nil else { return }
            hangUp(call)
        case .ready(let agent, let stamp):
            guard agents[agent].stamp == stamp, agents[agent].work == .wrapUp else { return }
            becomeFree(agent)
        case .moving(let agent, let generation):
            guard generation == moveGeneration else { return }
            takeTurn(agent)
        }
    }

    /// Where calls are led: where the number leads, but for sites whose part is nothing.
    ///
    /// Nil while nobody knows.
    var destinations: [Int]? {
        guard let number else { return nil }
        return ledTo?.filter { number.parts[$0] > 0 }
    }

    /// Notes whether a new caller could reach somebody now.
    mutating func noteReach() {
        guard number != nil else { return }
        outageLog.note(obstacle, at: time)
    }

    /// Why a new caller could reach nobody; nil if somebody can be reached.
    private var obstacle: OutageLog.Reason? {
        guard let destinations else { return .numberUnknown }
        if destinations.isEmpty { return .noDestination }
        let open = destinations.filter { sites[$0].takesCalls && !sites[$0].isCut }
        if open.isEmpty { return .noArrival }
        return open.contains { sites[$0].agents > 0 } ? nil : .noAgents
    }
}
