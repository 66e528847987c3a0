import KirikaeService

extension SimulatedService {
    /// How many agents are logged in at each site; none anywhere where the model describes no people.
    var agentCounts: AgentCounts {
        get throws {
            // Read first: reading applies what is due.
            _ = try state
            guard let people else { return AgentCounts(main: 0, dr: 0, loggedOut: 0) }
            func count(_ site: CentreSite) -> Int {
                people.siteNames.firstIndex(of: site.rawValue).map { people.counts[$0] } ?? 0
            }
            return AgentCounts(main: count(.main), dr: count(.dr), loggedOut: people.counts[people.siteNames.count])
        }
    }
}
