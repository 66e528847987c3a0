import Foundation
import KirikaeTestSupport

/// A program that is started by `posix_spawn` and waited for on a thread of its own.
///
/// The matrix starts thousands of programs, two at a time; Foundation's `Process` does not bear that.
enum StartedProgram {
    /// The system refused to start it.
    struct NotStarted: Error {
        var program: String
        var errorNumber: Int32
    }

    /// How a program ended, and what it printed.
    struct Ending: Sendable {
        /// Its exit code; -1 if a signal ended it.
        var status: Int32
        /// The signal that ended it; 0 if none did.
        var signal: Int32 = 0
        var output = ""
        var error = ""
    }

    private static let pollMicroseconds: UInt32 = 2_000

    /// Runs a program to its end, with empty input.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - arguments: its arguments.
    ///   - environment: what is added to a small environment.
    ///   - limitSeconds: after this it is killed.
    static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], limitSeconds: Double = 60
    ) async throws -> StartedProgram.Ending {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result { try runBlocking(program, arguments, environment, limitSeconds) })
            }
        }
    }

    private static func runBlocking(
        _ program: String, _ arguments: [String], _ added: [String: String], _ limitSeconds: Double
    ) throws -> StartedProgram.Ending {
        let folder = try TemporaryFolder()
        let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"]
            .merging(added) { $1 }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, folder.path + "/out", O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, folder.path + "/err", O_WRONLY | O_CREAT, 0o600)
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var pairs = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + pairs { free(text) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, program, &actions, nil, &words, &pairs)
        guard failure == 0 else { throw NotStarted(program: program, errorNumber: failure) }
        let status = wait(for: pid, limitSeconds)
        let signal = status & 0x7F
        return StartedProgram.Ending(
            status: signal == 0 ? status >> 8 & 0xFF : -1, signal: signal, output: text(folder.path + "/out"),
            error: text(folder.path + "/err"))
    }

    private static func wait(for pid: pid_t, _ limitSeconds: Double) -> Int32 {
        let deadline = Date().addingTimeInterval(limitSeconds)
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 {
            if Date() > deadline { kill(pid, SIGKILL) }
            usleep(pollMicroseconds)
        }
        return status
    }

    private static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Makes an empty file, or one with these bytes.
    static func touch(_ path: String, _ bytes: Data = Data()) {
        if !FileManager.default.createFile(atPath: path, contents: bytes) { perror(path) }
    }
}
