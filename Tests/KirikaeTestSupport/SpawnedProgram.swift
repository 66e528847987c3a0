import Foundation
import KirikaeProcess
import Synchronization

/// A program started without Foundation's `Process`.
///
/// That one learns of an end by a socket that every child inherits which another thread starts at that moment: beside a server that
/// goes on it waits for ever. It also leaves most signals blocked in the child.
public final class SpawnedProgram: Sendable {
    private struct State {
        var said: [UInt8] = []
        var code: Int32?
    }

    private let child: ChildProcess
    private let state = Mutex(State())
    private let end: Mutex<Task<Void, Never>?> = Mutex(nil)

    /// Starts a program with a small environment and no input.
    ///
    /// - Parameters:
    ///   - path: the program.
    ///   - arguments: its arguments.
    ///   - directory: where it works.
    /// - Throws: why it could not be started.
    public init(_ path: String, _ arguments: [String], in directory: String) throws {
        child = try ChildProcess.start(
            ChildProcessConfiguration(
                executablePath: path, arguments: arguments,
                environment: [("PATH", "/usr/sbin:/usr/bin:/bin"), ("LANG", "C.UTF-8"), ("TZ", "UTC")],
                workingDirectory: directory))
        let task = Task { [child, weak self] in
            for await event in child.events {
                self?.state.withLock { state in
                    switch event {
                    case .output(let bytes): state.said += bytes
                    case .silence: break
                    case .exited(.code(let code)): state.code = code
                    case .exited: state.code = -1
                    }
                }
            }
        }
        end.withLock { $0 = task }
    }

    deinit { stop() }

    /// What it has said so far.
    public var output: [UInt8] { state.withLock(\.said) }
    /// The same as text.
    public var said: String { String(decoding: output, as: UTF8.self) }
    /// Whether it has not ended yet.
    public var isRunning: Bool { state.withLock { $0.code == nil } }

    /// Waits for its end.
    ///
    /// - Returns: its exit code; -1 if a signal ended it.
    public func wait() async -> Int32 {
        await end.withLock { $0 }?.value
        return state.withLock { $0.code ?? -1 }
    }

    /// Ends it at once.
    public func stop() {
        if isRunning { child.terminate(graceMilliseconds: 0) }
    }
}
