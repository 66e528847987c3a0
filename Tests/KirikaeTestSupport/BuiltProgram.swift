import Foundation

/// The programs as they were built, run as a user runs them.
public enum BuiltProgram {
    /// How a program ended, and what it printed.
    public struct Ending: Sendable {
        /// Its exit code; -1 if a signal ended it.
        public var status: Int32
        /// The signal that ended it; 0 if none did.
        public var signal: Int32
        /// What it wrote to standard output.
        public var output: String
        /// What it wrote to standard error.
        public var error: String
    }

    /// The folder of the built programs: that of the test program itself.
    public static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()

    /// Where a built program lies.
    public static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Runs a program to its end, without a terminal.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - arguments: its arguments.
    ///   - environment: what is added to a small environment.
    ///   - limitSeconds: after this it is killed, and the test fails by the signal.
    ///   - isToBeKilled: asked every few milliseconds; once true, it is killed.
    /// - Throws: what Foundation throws if it cannot be started.
    public static func run(
        program: String = path("kirikae"), _ arguments: [String], environment: [String: String] = [:],
        limitSeconds: Double = 60, killedOnce isToBeKilled: () -> Bool = { false }
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
            if Date() > deadline || isToBeKilled() { kill(process.processIdentifier, SIGKILL) }
            // Never by blocking: other tests wait for their children on the same few threads.
            try await Task.sleep(for: .milliseconds(5))
        }
        let wasSignalled = process.terminationReason == .uncaughtSignal
        return Ending(
            status: wasSignalled ? -1 : process.terminationStatus, signal: wasSignalled ? process.terminationStatus : 0,
            output: try folder.read("out"), error: try folder.read("err"))
    }
}
