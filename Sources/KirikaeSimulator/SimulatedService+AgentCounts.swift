import KirikaeService

extension SimulatedService {
    /// How many agents there are where nobody says otherwise: the largest contract of the manual.
    static let declaredAgents = 2_000

    /// How many agents are logged in at each site, as far as the model's `agents.site` tells: where they are at both, half of them
    /// at each.
    var agentCounts: AgentCounts {
        get throws {
            let all = Self.declaredAgents
            return switch try state["agents.site"] {
            case "main": AgentCounts(main: all, dr: 0, loggedOut: 0)
            case "both": AgentCounts(main: all / 2, dr: all - all / 2, loggedOut: 0)
            case "dr": AgentCounts(main: 0, dr: all, loggedOut: 0)
            default: AgentCounts(main: 0, dr: 0, loggedOut: all)
            }
        }
    }
}
