import KirikaeRunbook

extension HTTPRequest {
    /// The ports for which an override of the URL's own host holds, beside that of the URL: a redirect from one to the other
    /// stays at the same server.
    private static let usualPorts: [UInt16] = [80, 443]

    /// Takes over where a name is to lead, and which authorities count.
    ///
    /// Probes and steps come here both, so that what a probe looked at is where a step goes.
    mutating func apply(_ settings: ConnectionSettings) {
        authorities = settings.authorities?.bytes
        // A URL that is none is refused when it is sent.
        let own = try? WebAddress(url)
        resolveOverrides = settings.overrides.flatMap { override -> [ResolveOverride] in
            if let server = override.server {
                return [.init(host: server.host, port: server.port, address: override.address)]
            }
            guard let own else { return [] }
            let ports = [own.port] + Self.usualPorts.filter { $0 != own.port }
            return ports.map { .init(host: own.host, port: $0, address: override.address) }
        }
    }
}
