import KirikaeEngine
import KirikaeProcess

/// A program that was started to see what it says.
struct ProgramRun: Sendable {
    /// How it ended.
    enum Ending: Sendable, Equatable {
        /// By itself.
        case exited(ChildExit)
        /// It had to be stopped.
        case late
        /// The host was not reached, or the connection was lost.
        case unreached(ActionFailure)
        /// It was never begun: the system's reason.
        case notStarted(String)
    }

    /// How it ended.
    var ending: Ending
    /// The beginning of what it printed.
    var bytes: [UInt8]

    /// What it printed, without white space at both ends.
    var printed: String { String(decoding: bytes, as: UTF8.self)[...].trimmed }

    /// The first line of that, no longer than a person reads.
    var firstLine: String { String(printed.prefix { !$0.isNewline }.prefix(120)) }

    /// More is no answer to a question that can be asked before the day.
    private static let maximumBytes = 64 * 1024
    private static let graceMilliseconds = 500

    /// Waits for the end of a program.
    ///
    /// - Parameters:
    ///   - child: the program.
    ///   - timeoutMilliseconds: how long it may take.
    static func of(_ child: ChildProcess, timeoutMilliseconds: Int) async -> ProgramRun {
        let deadline = MonotonicClock.nowMilliseconds() + timeoutMilliseconds
        var bytes: [UInt8] = []
        var isLate = false
        for await event in child.events {
            switch event {
            case .output(let more): if bytes.count < maximumBytes { bytes += more }
            case .silence: break
            case .exited(let exit): return ProgramRun(ending: isLate ? .late : .exited(exit), bytes: bytes)
            }
            if !isLate, MonotonicClock.nowMilliseconds() > deadline {
                isLate = true
                child.terminate(graceMilliseconds: graceMilliseconds)
            }
        }
        return ProgramRun(ending: .late, bytes: bytes)
    }
}
