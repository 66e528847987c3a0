import KirikaeCanonicalJSON

/// What can be read of the people.
extension SimulatedPeople {
    /// How many agents are where and do what.
    var agentsJSON: JSONValue {
        var free = 0
        var talking = 0
        var wrapUp = 0
        var leaving = 0
        for agent in agents where agent.site != nil {
            switch agent.work {
            case .free: free += 1
            case .talking: talking += 1
            case .wrapUp: wrapUp += 1
            }
            if agent.destination != nil { leaving += 1 }
        }
        return [
            "count": .integer(Int64(agents.count)), "sites": sitesJSON(counts),
            "free": .integer(Int64(free)), "talking": .integer(Int64(talking)), "wrapUp": .integer(Int64(wrapUp)),
            "leavingAfterCall": .integer(Int64(leaving)),
        ]
    }

    /// One agent.
    func agentJSON(_ index: Int) -> JSONValue {
        let agent = agents[index]
        let work =
            switch agent.work {
            case _ where agent.site == nil: "logged-out"
            case .free: "free"
            case .talking: "talking"
            case .wrapUp: "wrap-up"
            }
        return [
            "agent": .integer(Int64(index + 1)), "site": agent.site.map { .string(siteNames[$0]) } ?? .null,
            "work": .string(work), "leavesFor": agent.destination.map { .string(siteNames[$0]) } ?? .null,
        ]
    }

    /// What became of the calls.
    var callsJSON: JSONValue {
        func bySite(_ count: (Staff) -> Int) -> JSONValue {
            .object(
                Dictionary(
                    zip(siteNames, sites.map { .integer(Int64(count($0))) }), uniquingKeysWith: { first, _ in first }))
        }
        return [
            "perMinuteThousandths": .integer(Int64((callersPerMinute * 1_000).rounded())),
            "offered": .integer(tally.offered), "answered": .integer(tally.answered), "ended": .integer(tally.ended),
            "abandoned": .integer(tally.abandoned), "lost": .integer(tally.lost),
            "cut": .integer(tally.cutTalking + tally.cutWaiting), "cutWhileWaiting": .integer(tally.cutWaiting),
            "inProgress": bySite(\.talking), "waiting": bySite(\.waiting),
        ]
    }

    /// Where the agents were over time.
    func curveJSON(until time: Int64) -> JSONValue {
        [
            "count": .integer(Int64(agents.count)),
            "samples": .array(
                curve.samples(until: time).map { sample in
                    ["at": .integer(sample.time), "sites": sitesJSON(sample.counts)]
                }),
        ]
    }

    private func sitesJSON(_ counts: [Int]) -> JSONValue {
        .object(
            Dictionary(
                zip(siteNames + ["none"], counts.map { .integer(Int64($0)) }), uniquingKeysWith: { first, _ in first }))
    }
}
