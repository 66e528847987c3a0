import Foundation
import KirikaeTestSupport

@testable import KirikaeCLI

/// Ours, not the one of the testing library.
typealias ExitStatus = KirikaeCLI.ExitStatus

/// The programs as they were built, run as a user runs them.
enum BuiltProgram {
    struct Ending {
        var status: Int32
        var signal: Int32
        var output: String
        var error: String
    }

    /// The folder of the built programs: that of the test program itself.
    static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Runs a program to its end, without a terminal.
    ///
    /// - Parameter limitSeconds: after this it is killed, and the test fails by the signal.
    static func run(
        program: String = path("kirikae"), _ arguments: [String], environment: [String: String] = [:],
        limitSeconds: Double = 60
    ) async throws -> Ending {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = ProjectFolder.root
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let folder = try TemporaryFolder()
        let outputFile = try folder.write("", to: "out")
        let errorFile = try folder.write("", to: "err")
        process.standardOutput = FileHandle(forWritingAtPath: outputFile)
        process.standardError = FileHandle(forWritingAtPath: errorFile)
        try process.run()
        let deadline = Date().addingTimeInterval(limitSeconds)
        while process.isRunning {
            if Date() > deadline { kill(process.processIdentifier, SIGKILL) }
            // Never by blocking: other tests wait for their children on the same few threads.
            try await Task.sleep(for: .milliseconds(5))
        }
        let wasSignalled = process.terminationReason == .uncaughtSignal
        return Ending(
            status: wasSignalled ? -1 : process.terminationStatus, signal: wasSignalled ? process.terminationStatus : 0,
            output: try folder.read("out"), error: try folder.read("err"))
    }
}

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
