import Foundation
import KirikaeTestSupport

@testable import KirikaeCLI

/// Ours, not the one of the testing library.
typealias ExitStatus = KirikaeCLI.ExitStatus

/// A simulator as a program of its own, for as long as a test needs it.
final class RunningSimulator {
    let folder: TemporaryFolder
    private let process = Process()
    private(set) var control = ""

    var file: String { folder.path + "/simulator.json" }

    init(speed: Int, start: [String] = []) async throws {
        folder = try TemporaryFolder()
        process.executableURL = URL(fileURLWithPath: BuiltProgram.path("kirikae-simulator"))
        process.arguments =
            [
                "--service", ProjectFolder.runbooks.path + "/service.yaml", "--directory", folder.path, "--speed",
                "\(speed)", "--parent", "\(getpid())", "--life", "300",
            ] + start.flatMap { ["--set", $0] }
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        for _ in 0..<400 where !FileManager.default.fileExists(atPath: file) {
            try await Task.sleep(for: .milliseconds(25))
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: file))
        let members = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        control = members?["control"] as? String ?? ""
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// Ends it and waits until it has ended.
    func stop() async {
        guard process.isRunning else { return }
        process.terminate()
        while process.isRunning { try? await Task.sleep(for: .milliseconds(5)) }
    }

    /// How often each program was started.
    func starts() async throws -> [String: Int] {
        let ending = try await BuiltProgram.run(program: "/usr/bin/curl", ["-sf", control + "/state"])
        let object = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
        return object?["starts"] as? [String: Int] ?? [:]
    }
}
