import KirikaeService

/// What the names of the two sites stand for, and who tells whom.
struct NameSource: Sendable {
    /// What a question about an address comes to.
    enum Result: Sendable, Hashable {
        case found(String)
        case notFound
        case silence
    }

    /// The address of each site's DNS server.
    let servers: [CentreSite: String]

    /// The names of the portals (manual, 3.4) and of the servers that the batches reach (manual, 3.1.2), in lower case.
    static let names = CentreSite.allCases.flatMap { site in
        ["accs.arcstarcc.net", "mmf01-0", "dbs02-0"].map { "\(site.prefix)-\($0)" }
    }

    /// The name that is gone where the model says that one does not resolve.
    private static let fragileName = "j2-dbs02-0"

    /// Whether a name stands for anything now.
    static func hasName(_ name: String, in state: ServiceState) -> Bool {
        let name = name.lowercased()
        return names.contains(name) && !(name == fragileName && state["batch-pc.names"] == "missing")
    }

    /// Asks the DNS server at an address.
    func address(of name: String, from server: String, in state: ServiceState) -> Result {
        guard let site = CentreSite.allCases.first(where: { servers[$0] == server }), site.answers(in: state) else {
            return .silence
        }
        let bare = name.hasSuffix(".") ? String(name.dropLast()) : name
        return Self.hasName(bare, in: state) ? .found("127.0.0.1") : .notFound
    }
}
