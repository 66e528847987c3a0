/// Keeps pages of other origins away from the simulated sites, as a real site would.
enum RequestGuard {
    /// The refusal of a request that another origin caused; nil if it is in order.
    ///
    /// The host must be this machine's own name with the right port (a foreign name that resolves to it would otherwise make
    /// its pages of the same origin), and a POST with an origin must come from the site itself (RFC 6454).
    static func refusal(of request: SiteRequest) -> SiteAnswer? {
        let host = request.headers["host"] ?? ""
        let hosts = ["127.0.0.1:\(request.port)", "localhost:\(request.port)"]
        guard hosts.contains(host.lowercased()) else {
            return .text(status: 421, "The host must be 127.0.0.1 or localhost with port \(request.port).\n")
        }
        if request.method == "POST", let origin = request.headers["origin"],
            !hosts.contains(where: { origin.lowercased() == "http://\($0)" })
        {
            return .text(status: 403, "A page of another origin may not do this.\n")
        }
        guard ["GET", "POST"].contains(request.method) else {
            return .text(status: 405, "Only GET and POST are answered.\n")
        }
        return nil
    }
}
