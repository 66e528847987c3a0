import KirikaeConsolePrograms
import KirikaeService

/// Where the WDE of each agent's PC is logged in, and what that makes of the place of all agents.
///
/// `agents.site` speaks of all agents, most of whom have no PC here. So the place of those others is kept too: it is what the model
/// says whenever the model itself moves everybody.
struct AgentLogins: Sendable {
    /// What came of a login.
    enum Outcome: Sendable, Hashable {
        case site(String)
        /// No site takes logins.
        case refused
        /// WDE does not start: there is no setting it could read, or one for another Windows.
        case noSetting
    }

    static let variable = "agents.site"

    private var sites: [String: String] = [:]
    /// Where the agents are who have no PC here; nil when they are logged out.
    private var others: String?
    private var told: String?

    /// The site that the WDE of a PC is logged in to; nil if it is not.
    func site(of pc: String) -> String? { sites[pc] }

    /// Logs everybody in as the model says at the start.
    mutating func begin(_ pcs: [SimulatedPC], in state: ServiceState) throws(SystemCallError) {
        told = state[Self.variable]
        switch told {
        case "main", "dr":
            others = told
            for pc in pcs { sites[pc.name] = told }
        case "both":
            var preferred: Set<String> = []
            for pc in pcs {
                let site = try pc.configuration?.site.value ?? "main"
                sites[pc.name] = site
                preferred.insert(site)
            }
            // Both sites are in use, so the others are where these are not.
            others = preferred == ["main"] ? "dr" : "main"
        default: others = nil
        }
    }

    /// Takes over what the model did with all agents.
    mutating func follow(_ state: ServiceState) {
        let now = state[Self.variable]
        guard now != told else { return }
        told = now
        switch now {
        case "main", "dr":
            others = now
            for name in sites.keys { sites[name] = now }
        case "none":
            others = nil
            sites = [:]
        default: break
        }
    }

    /// Ends WDE on a PC.
    mutating func logOut(_ pc: SimulatedPC) { sites[pc.name] = nil }

    /// Starts WDE on a PC and logs in.
    ///
    /// - Returns: what came of it, and the place of all agents now.
    mutating func logIn(
        _ pc: SimulatedPC, in state: ServiceState
    ) throws(SystemCallError) -> (outcome: Outcome, place: String?) {
        guard let setting = try pc.configuration, setting.edition == pc.system.fitting else {
            return (.noSetting, told)
        }
        let preferred = setting.site.value
        let site = Self.takesLogins(preferred, in: state) ? preferred : state["agents.new-login"] ?? "none"
        guard site != "none" else { return (.refused, told) }
        sites[pc.name] = site
        let places = Set(sites.values).union([others].compactMap { $0 })
        told = places.count == 1 ? site : "both"
        return (.site(site), told)
    }

    /// Whether a site takes logins: its processes run and it can be reached (manual, 1.2).
    ///
    /// A variable that the model lacks stops nothing.
    private static func takesLogins(_ site: String, in state: ServiceState) -> Bool {
        state["call.\(site).processes"] == "running" && state["platform.\(site)"] ?? "running" == "running"
            && (site != "main" || state["line.main"] ?? "up" == "up")
    }
}
