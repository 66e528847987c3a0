/// The client PCs whose DNS servers are changed by hand (manual, 3.3): each holds a setting of its own.
///
/// The model knows only whether all of them are set for one site; that follows from them, and they follow it where it is set
/// from outside.
struct ClientPCs {
    /// The variable of the service model that follows from all of them.
    static let variable = "dns.setting"

    /// Their names, in order.
    let names: [String]
    /// The address of each site's DNS server.
    let servers: [CentreSite: String]
    private var settings: [String: String]
    /// The value that the variable had when it was last looked at.
    private var lastSetting: String?

    /// Makes PCs that are all set for the main site.
    init(names: [String], servers: [CentreSite: String]) {
        self.names = names
        self.servers = servers
        settings = Dictionary(names.map { ($0, servers[.main] ?? "") }, uniquingKeysWith: { $1 })
    }

    /// The DNS server that a PC is set to; nil if there is no such PC.
    func setting(of name: String) -> String? { settings[name] }

    /// The site whose DNS server an address is; nil if it is neither's.
    func site(of address: String) -> CentreSite? { CentreSite.allCases.first { servers[$0] == address } }

    /// Changes the setting of a PC that there is.
    mutating func set(_ name: String, to address: String) {
        if settings[name] != nil { settings[name] = address }
    }

    /// The value of the variable that follows from all settings.
    var value: String {
        let sites = Set(names.map { settings[$0].flatMap(site) })
        return sites.count == 1 ? (sites.first ?? nil)?.rawValue ?? "mixed" : "mixed"
    }

    /// Changes the settings where the variable has been set anew to something that does not follow from them.
    mutating func follow(_ setting: String?) {
        guard setting != lastSetting else { return }
        lastSetting = setting
        guard let setting, setting != value else { return }
        for (index, name) in names.enumerated() {
            let site = CentreSite(rawValue: setting) ?? (index == 0 ? .dr : .main)
            settings[name] = servers[site]
        }
    }
}
