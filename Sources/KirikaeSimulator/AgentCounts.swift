/// How many agents are logged in where.
public struct AgentCounts: Sendable, Hashable {
    /// At the main site.
    public var main: Int
    /// At the DR site.
    public var dr: Int
    /// Nowhere.
    public var loggedOut: Int

    /// Makes counts.
    public init(main: Int, dr: Int, loggedOut: Int) {
        self.main = main
        self.dr = dr
        self.loggedOut = loggedOut
    }

    /// Those of one site.
    func at(_ site: CentreSite) -> Int { site == .main ? main : dr }
}
