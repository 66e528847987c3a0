import Glibc
import KirikaeConsolePrograms
import KirikaeDiagnostics
import KirikaeService

/// A running contact centre of two sites on this machine: seven web servers and the console programs over one service model.
public struct Simulator: Sendable {
    /// The contact centre behind them.
    public let service: SimulatedService
    /// Where it can be reached.
    public let addresses: SimulatorAddresses
    private let servers: [LoopbackServer]
    private let directory: SimulatorDirectory

    /// The model lacks what the pages and programs need, or what was set.
    public struct UnfitModel: Error, Sendable {
        /// What is wrong.
        public var diagnostics: Diagnostics
    }

    /// Starts everything; it returns when all servers listen and `simulator.json` is written.
    ///
    /// - Throws: `UnfitModel`, `ServiceSimulation.DoesNotSettle`, `SystemCallError`, or what the system says about a port that
    ///   cannot be had. Nothing is left running then.
    public static func start(_ configuration: SimulatorConfiguration) async throws -> Simulator {
        let diagnostics = configuration.check()
        guard !diagnostics.hasErrors else { throw UnfitModel(diagnostics: diagnostics) }
        let directory = try SimulatorDirectory(configuration.directory, program: configuration.batchProgram)
        let service = try SimulatedService(
            model: configuration.model, start: configuration.start, resolutions: configuration.resolutions,
            history: configuration.history, people: configuration.people,
            clock: configuration.clock ?? ScaledClock(speed: configuration.speed))
        try await service.install(behaviours: configuration.behaviours) { try directory.makePCs($0) }
        let sites: [(site: any Site, port: Int)] = [
            (ControlSite(), configuration.controlPort), (GAXSite(variable: "gax.j1"), 0),
            (GAXSite(variable: "gax.j2"), 0), (CarrierSite(), 0), (TestPCSite(), 0),
            (AgentPCSite(), 0), (BatchPCSite(), 0),
        ]
        var servers: [LoopbackServer] = []
        do {
            for (site, port) in sites { servers.append(try await .start(site, of: service, port: port)) }
            let origins = servers.map { "http://127.0.0.1:\($0.port)" }
            let addresses = SimulatorAddresses(
                control: origins[0], gaxJ1: "\(origins[1])/gax", gaxJ2: "\(origins[2])/gax",
                carrier: "\(origins[3])/", wde: "\(origins[4])/", agentPCs: origins[5], batchPC: "\(origins[6])/",
                batches: await service.pcs?.batches ?? "", pcs: directory.pcs, media: directory.media,
                processIdentifier: getpid())
            try directory.publish(addresses, showsSecurityWarning: configuration.showsSecurityWarning)
            return Simulator(service: service, addresses: addresses, servers: servers, directory: directory)
        } catch {
            for server in servers { await server.stop() }
            throw error
        }
    }

    /// Stops all servers and takes away what was written.
    ///
    /// - Throws: `SystemCallError` when a file cannot be removed; the servers have stopped then as well.
    public func stop() async throws {
        for server in servers { await server.stop() }
        try directory.remove()
    }
}
