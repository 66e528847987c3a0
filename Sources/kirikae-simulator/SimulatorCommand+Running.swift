import KirikaeConsolePrograms
import KirikaeService
import KirikaeSimulator

extension SimulatorCommand {
    /// Runs the simulator until its end and takes everything away again.
    func run(_ output: SimulatorOutput, model: ServiceModel, until end: EndOfRun) async throws {
        let folder = try directory ?? FileSystem.makeTemporaryDirectory()
        let simulator = try await Simulator.start(try configuration(model: model, directory: folder))
        output.announce(simulator.addresses, speed: speed)
        let reason = await end.reason()
        try await simulator.stop()
        if directory == nil { try FileSystem.removeDirectoryIfEmpty(folder) }
        output.sayGoodbye(reason)
    }

    private func configuration(model: ServiceModel, directory: String) throws -> SimulatorConfiguration {
        var configuration = SimulatorConfiguration(
            model: model, directory: directory,
            batchProgram: try FileSystem.programDirectory() + "/kirikae-simulated-program")
        configuration.speed = speed
        configuration.controlPort = port
        configuration.showsSecurityWarning = securityWarning
        for assignment in behaviours { configuration.behaviours[assignment.program] = assignment.behaviour }
        for setting in settings { configuration.start[setting.variable] = .some(setting.value) }
        for resolution in resolutions { configuration.resolutions[resolution.variable] = resolution.value }
        return configuration
    }
}
