import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Synchronization

@testable import KirikaeSimulator

/// A clock that stands until it is moved.
final class HandClock: Sendable {
    private let now = Mutex(Duration.zero)

    func move(by duration: Duration) { now.withLock { $0 += duration } }

    var elapsed: Duration { now.withLock { $0 } }
}

/// The contact centre of the shipped model in virtual time: one second of the clock is one second there.
struct VirtualCentre {
    let clock = HandClock()
    let service: SimulatedService

    init(
        start: [String: String?] = [:], agents: Int? = nil, callersPerMinute: Double = 0, seed: UInt64 = 1,
        model changed: ServiceModel? = nil
    ) throws {
        var settings = PeopleSettings()
        settings.agents = agents
        settings.callersPerMinute = callersPerMinute
        settings.seed = seed
        let clock = clock
        service = try SimulatedService(
            model: changed ?? Self.shippedModel(), start: start, resolutions: ["agents.new-login": "dr"],
            people: settings, clock: ScaledClock(speed: 1) { clock.elapsed })
    }

    static func shippedModel() throws -> ServiceModel {
        let file = ServiceFile(try ProjectFolder.bytes(of: "Runbooks/service.yaml"), file: "service.yaml")
        guard let model = file.model else { throw Unreadable() }
        return model
    }

    struct Unreadable: Error {}

    /// Lets time pass, and looks.
    func wait(_ duration: Duration) async throws {
        clock.move(by: duration)
        _ = try await service.state
    }

    /// Changes variables as somebody outside does.
    func set(_ changes: [String: String?]) async throws { try await service.change(changes) }

    func value(_ variable: String) async throws -> String? { try await service.state[variable] }

    /// The people as they are now.
    var people: SimulatedPeople {
        get async throws {
            _ = try await service.state
            guard let people = await service.people else { throw Unreadable() }
            return people
        }
    }

    /// How many agents are at the main site, at the DR site and logged out.
    var counts: [Int] { get async throws { try await people.counts } }
}

extension SimulatedPeople {
    /// What contradicts itself in them, or what they say to the model; nothing is as it should be.
    func faults(in state: ServiceState) -> [String] {
        var found: [String] = []
        func hold(_ isTrue: Bool, _ what: String) { if !isTrue { found.append("\(what) at \(time)") } }
        let talking = calls.values.filter { $0.agent != nil }
        hold(
            tally.offered == tally.answered + tally.abandoned + tally.lost + tally.cutWaiting + Int64(waiting), "calls")
        hold(tally.answered == tally.ended + tally.cutTalking + Int64(talking.count), "answered calls")
        for site in sites.indices {
            let there = agents.filter { $0.site == site }
            hold(sites[site].agents == there.count, "agents of site \(site)")
            hold(sites[site].talking == talking.count { $0.site == site }, "talking at \(site)")
            hold(sites[site].waiting == calls.values.count { $0.site == site && $0.agent == nil }, "waiting at \(site)")
            let isIdle = there.contains { $0.isFree }
            hold(
                !(sites[site].takesCalls && sites[site].waiting > 0 && isIdle),
                "a free agent and a waiting call at \(site)")
        }
        for (number, call) in calls {
            guard let agent = call.agent else { continue }
            hold(agents[agent].work == .talking(call: number), "the agent of call \(number)")
            hold(agents[agent].site == call.site, "the site of call \(number)")
        }
        let wanted = place.sites(in: state)
        hold(wanted.map { Set($0) == Set(sites.indices.filter { sites[$0].agents > 0 }) } ?? true, "place")
        for indicator in indicators where hasCallers {
            let isThere = count(indicator.description.calls, at: indicator.site) > 0
            let value = isThere ? indicator.description.some.value : indicator.description.none.value
            hold(state[indicator.description.variable.value] == value, indicator.description.variable.value)
        }
        return found
    }
}
