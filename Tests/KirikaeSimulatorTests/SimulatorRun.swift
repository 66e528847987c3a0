import Foundation
import KirikaeConsolePrograms
import KirikaeService
import KirikaeSimulator
import KirikaeTestSupport

/// A simulator for one test, in a folder of its own, stopped and removed at the end.
enum SimulatorRun {
    /// Beside the test program lie the other programs of the package.
    static let programs = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .path
    static let batchProgram = "\(programs)/kirikae-simulated-program"
    static let simulatorProgram = "\(programs)/kirikae-simulator"

    static func with(
        speed: Double = 600, start: [String: String?] = [:], warning: Bool = false, model: ServiceModel? = nil,
        _ body: (Simulator, LoopbackClient) async throws -> Void
    ) async throws {
        try await withDirectory { directory in
            var configuration = SimulatorConfiguration(
                model: try model ?? TestService.model(), directory: directory, batchProgram: batchProgram)
            configuration.speed = speed
            configuration.start = start
            configuration.showsSecurityWarning = warning
            let simulator = try await Simulator.start(configuration)
            do {
                try await body(simulator, try LoopbackClient(simulator.addresses.control))
            } catch {
                try await simulator.stop()
                throw error
            }
            try await simulator.stop()
        }
    }

    /// The service model of the manual.
    static func shippedModel() throws -> ServiceModel {
        let file = try ServiceFile(ProjectFolder.runbooks.appendingPathComponent("service.yaml").path)
        guard let model = file.model else { throw TestService.Broken(findings: ["service.yaml"]) }
        return model
    }

    static func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = try FileSystem.makeTemporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await body(directory)
    }

    /// Looks at a variable until it has a value; bounded to ten seconds.
    static func wait(for variable: String, _ value: String, at control: LoopbackClient) async throws -> Bool {
        for _ in 0..<400 {
            if try await control.get("/state/\(variable)").body == value { return true }
            try await Task.sleep(for: .milliseconds(25))
        }
        return false
    }
}
