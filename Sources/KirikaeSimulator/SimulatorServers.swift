import Glibc

/// Everything of a simulator that listens.
struct SimulatorServers: Sendable {
    /// The parts with a web server of their own.
    enum Part: CaseIterable, Sendable {
        case control
        case gaxJ1
        case gaxJ2
        case carrier
        case testPC
        case realTimeReport
        case toolsJ1
        case toolsJ2
        case speechMiner
        case support
        case office
        case clientPCs
        case agentPCs
        case batchPC

        /// What answers there.
        func site(names: NameSource) -> any Site {
            switch self {
            case .control: ControlSite()
            case .gaxJ1: GAXSite(variable: "gax.j1")
            case .gaxJ2: GAXSite(variable: "gax.j2")
            case .carrier: CarrierSite()
            case .testPC: TestPCSite()
            case .realTimeReport: RealTimeReportSite()
            case .toolsJ1: PortalToolsSite(site: .main)
            case .toolsJ2: PortalToolsSite(site: .dr)
            case .speechMiner: SpeechMinerSite()
            case .support: SupportSite()
            case .office: OfficeSite()
            case .clientPCs: ClientPCSite(names: names)
            case .agentPCs: AgentPCSite()
            case .batchPC: BatchPCSite()
            }
        }
    }

    private var web: [Part: LoopbackServer] = [:]
    private var dns: [CentreSite: DNSServer] = [:]
    private var sip: [CentreSite: DatagramServer] = [:]

    /// Starts everything.
    ///
    /// - Throws: what the system says about a port that cannot be had; nothing is left running then.
    static func start(
        for service: SimulatedService, configuration: SimulatorConfiguration
    ) async throws -> SimulatorServers {
        var servers = SimulatorServers()
        do {
            for site in CentreSite.allCases {
                servers.dns[site] = try await .start(for: site, of: service)
                servers.sip[site] = try await .start { bytes, senderPort in
                    // A model that does not settle has no processes that could answer; the control server tells why.
                    guard let state = try? await service.state else { return nil }
                    return SIPResponder.reply(to: bytes, from: senderPort, at: site, in: state)
                }
            }
            let names = NameSource(servers: servers.dns.mapValues(\.address))
            try await service.connect(clientPCs: configuration.clientPCs, to: names.servers)
            for part in Part.allCases {
                servers.web[part] = try await .start(
                    part.site(names: names), of: service, port: part == .control ? configuration.controlPort : 0)
            }
            return servers
        } catch {
            await servers.stop()
            throw error
        }
    }

    /// Stops everything.
    func stop() async {
        for server in web.values { await server.stop() }
        for server in dns.values { await server.stop() }
        for server in sip.values { await server.stop() }
    }

    /// Where everything is that listens; the folders are somebody else's.
    var addresses: SimulatorAddresses {
        func at(_ part: Part, _ path: String = "") -> String {
            web[part].map { "http://127.0.0.1:\($0.port)\(path)" } ?? ""
        }
        func sipAddress(_ site: CentreSite) -> String { sip[site].map { "127.0.0.1:\($0.port)" } ?? "" }
        var addresses = SimulatorAddresses(
            control: at(.control), gaxJ1: at(.gaxJ1, "/gax"), gaxJ2: at(.gaxJ2, "/gax"), carrier: at(.carrier, "/"),
            wde: at(.testPC, "/"), processIdentifier: getpid())
        addresses.agentPCs = at(.agentPCs)
        addresses.realTimeReport = at(.realTimeReport, "/")
        addresses.pulseJ1 = at(.toolsJ1, "/pulse")
        addresses.pulseJ2 = at(.toolsJ2, "/pulse")
        addresses.speechMiner = at(.speechMiner, "/")
        addresses.support = at(.support, "/")
        addresses.office = at(.office, "/")
        addresses.clientPCs = at(.clientPCs, ClientPCSite.path)
        addresses.batchPC = at(.batchPC, "/")
        addresses.dnsJ1 = dns[.main]?.address ?? ""
        addresses.dnsJ2 = dns[.dr]?.address ?? ""
        addresses.sipJ1 = sipAddress(.main)
        addresses.sipJ2 = sipAddress(.dr)
        return addresses
    }
}
