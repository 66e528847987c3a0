import KirikaeDiagnostics
import KirikaeProcess
import Synchronization

/// One thing to look at.
struct ReadinessLook: Sendable {
    /// Its line of the report, as long as all is well.
    var finding: ReadinessFinding
    /// How long looking may take.
    var timeoutMilliseconds: Int
    /// The machine that is asked, where only a few may ask it at once; nil where that does not matter.
    var lane: String?
    /// Looks; the argument is how long that may take now.
    var problem: @Sendable (Int) async -> ReadinessProblem?

    /// How long a look that says nothing of it may take.
    static let usualTimeoutMilliseconds = 10_000
    /// How much longer than it may take a look is waited for, so that it can say itself why it is late.
    static let graceMilliseconds = 1_500

    init(
        _ kind: ReadinessFinding.Kind, _ subject: String, title: LocalizedText? = nil, expected: LocalizedText,
        timeoutMilliseconds: Int = ReadinessLook.usualTimeoutMilliseconds,
        problem: @escaping @Sendable (Int) async -> ReadinessProblem?
    ) {
        finding = ReadinessFinding(kind: kind, subject: subject, title: title, expected: expected)
        self.timeoutMilliseconds = timeoutMilliseconds
        self.problem = problem
    }

    /// Looks, and says so if that takes too long.
    ///
    /// - Parameter deadline: when all looks must be over, by the monotonic clock.
    func look(deadline: Int) async -> ReadinessFinding {
        var finding = finding
        let left = deadline - MonotonicClock.nowMilliseconds()
        let limit = min(timeoutMilliseconds, left)
        guard limit > 0 else {
            finding.problem = .late
            return finding
        }
        let look = problem
        // Nothing stops a system call; what is late is left behind, with a time limit of its own.
        let grace = min(Self.graceMilliseconds, max(0, left - limit))
        finding.problem = await TimeLimit.run(milliseconds: limit + grace, otherwise: .late) { await look(limit) }
        return finding
    }
}

/// Waits for something no longer than a given time.
enum TimeLimit {
    /// What the body returns, or `otherwise` once the time is over; then the body goes on by itself.
    static func run<Value: Sendable>(
        milliseconds: Int, otherwise: Value, _ body: @escaping @Sendable () async -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            let first = First(continuation)
            let timer = Task {
                do {
                    try await Task.sleep(for: .milliseconds(milliseconds))
                    first.resume(otherwise)
                } catch {
                    // The body was faster.
                }
            }
            Task {
                first.resume(await body())
                timer.cancel()
            }
        }
    }

    /// Takes the first of several values.
    private final class First<Value: Sendable>: Sendable {
        private let continuation: Mutex<CheckedContinuation<Value, Never>?>

        init(_ continuation: CheckedContinuation<Value, Never>) {
            self.continuation = Mutex(continuation)
        }

        func resume(_ value: Value) {
            let waiting = continuation.withLock { continuation in
                defer { continuation = nil }
                return continuation
            }
            waiting?.resume(returning: value)
        }
    }
}
