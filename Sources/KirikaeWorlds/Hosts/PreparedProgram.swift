import Glibc
import KirikaeEngine
import KirikaeProcess

/// A program that can be started: on the engine's own machine, or on a remote host through ssh.
///
/// It must be kept until its child has ended: what ssh reads and writes lives as long as it does.
struct PreparedProgram: Sendable {
    /// What is started here.
    var configuration: ChildProcessConfiguration
    /// What ssh writes down; nil for a program of the engine's own machine.
    let files: SSHFiles?
    /// The host.
    let host: String

    /// A remote host could not be reached: nothing was started there.
    struct NotReached: Error {
        var host: String
        var failure: ConnectionFailure
        var detail: String

        /// What the record says of it.
        var outcome: ActionFailure { .notReached(host: host, failure, detail: detail) }
    }

    /// Starts it.
    ///
    /// - Throws: `NotReached` where this machine has no ssh, else `ChildProcessError`.
    func start() throws -> ChildProcess {
        do throws(ChildProcessError) {
            return try ChildProcess.start(configuration)
        } catch {
            if files != nil, case .executableUnusable(let path, _) = error {
                throw NotReached(host: host, failure: .clientMissing, detail: path)
            }
            throw error
        }
    }

    /// How a connection ended whose ssh ended so; nil if the ending is the program's own.
    func connectionEnd(_ exit: ChildExit) -> ActionFailure? {
        guard let files else { return nil }
        switch files.log.end(exit) {
        case .program: return nil
        case .notReached(let host, let failure, let detail): return .notReached(host: host, failure, detail: detail)
        case .lost(let loss): return .connectionLost(host: host, loss)
        }
    }

    /// What became of the step, from what became of the child: what ended ssh need not have ended the program.
    func settled(_ outcome: Outcome) -> Outcome {
        guard files != nil, case .failed(let failure) = outcome else { return outcome }
        switch failure {
        case .timedOut(let after, _):
            switch connectionEnd(.signal(SIGTERM)) {
            // It ended while it was being given up.
            case nil: return outcome
            // It was still on its way there.
            case .notReached(let host, _, let detail)?:
                return .failed(.notReached(host: host, .timedOut, detail: detail))
            default: return .failed(.leftRunning(host: host, afterMilliseconds: after))
            }
        case .silentPast(let limit, var stopped):
            stopped.leftOn = host
            return .failed(.silentPast(limitMilliseconds: limit, stopped: stopped))
        case .unexpectedText(let text, var stopped):
            stopped.leftOn = host
            return .failed(.unexpectedText(text, stopped: stopped))
        case .exitCode(let code): return connectionEnd(.code(code)).map { .failed($0) } ?? outcome
        case .signal(let signal): return connectionEnd(.signal(signal)).map { .failed($0) } ?? outcome
        // A conversation that stopped short may have been cut off; ssh has 255 then.
        case .conversationIncomplete: return connectionEnd(.code(255)).map { .failed($0) } ?? outcome
        default: return outcome
        }
    }
}
