import Glibc
import KirikaeConsolePrograms
import KirikaeDiagnostics
import KirikaeService

/// A running contact centre of two sites on this machine: its web, DNS and SIP servers and its programs over one service model.
public struct Simulator: Sendable {
    /// The contact centre behind them.
    public let service: SimulatedService
    /// Where it can be reached.
    public let addresses: SimulatorAddresses
    private let servers: SimulatorServers
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
            clock: ScaledClock(speed: configuration.speed))
        try await service.install(behaviours: configuration.behaviours) { try directory.makePCs($0) }
        let servers = try await SimulatorServers.start(for: service, configuration: configuration)
        do {
            var addresses = servers.addresses(batches: await service.pcs?.batches ?? "")
            addresses.pcs = directory.pcs
            addresses.media = directory.media
            try directory.publish(addresses, showsSecurityWarning: configuration.showsSecurityWarning)
            return Simulator(service: service, addresses: addresses, servers: servers, directory: directory)
        } catch {
            await servers.stop()
            throw error
        }
    }

    /// Stops all servers and takes away what was written.
    ///
    /// - Throws: `SystemCallError` when a file cannot be removed; the servers have stopped then as well.
    public func stop() async throws {
        await servers.stop()
        try directory.remove()
    }
}
