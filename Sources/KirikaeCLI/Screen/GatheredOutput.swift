import Glibc
import Synchronization

/// Standard output for a command that writes many lines and waits for nothing.
///
/// On a terminal each text is written at once. Elsewhere lines are gathered, because a call for each of them takes longer than
/// making it. Nothing is lost: whatever ends ``gathering(_:)`` writes out what is left, and a signal that would end the program
/// does so after that. Not for a live run: whoever follows it through a pipe must see each line when it happens.
final class GatheredOutput: TextOutput {
    private static let limitBytes = 64 * 1024
    private static let endingSignals = [SIGINT, SIGTERM, SIGHUP]
    /// The signal that came while lines were gathered; 0 for none.
    private static let received = Atomic<Int32>(0)

    private let stream = StreamOutput.standard
    private let gathered = Mutex("")
    private let isImmediate = isatty(STDOUT_FILENO) == 1

    private init() {}

    /// Does what `body` says with an output that gathers lines.
    static func gathering<Result>(_ body: (GatheredOutput) async throws -> Result) async rethrows -> Result {
        let output = GatheredOutput()
        guard !output.isImmediate else { return try await body(output) }
        let before = endingSignals.map { number in
            let handler = signal(number) { GatheredOutput.received.store($0, ordering: .relaxed) }
            // What whoever started the program wants ignored stays so, as under `nohup`.
            if isIgnored(handler) { signal(number, SIG_IGN) }
            return (number, handler)
        }
        defer {
            output.flush()
            for (number, handler) in before { signal(number, handler) }
            endIfAsked()
        }
        return try await body(output)
    }

    private static func isIgnored(_ handler: __sighandler_t?) -> Bool {
        unsafeBitCast(handler, to: Int.self) == unsafeBitCast(Optional(SIG_IGN), to: Int.self)
    }

    func write(_ text: String) {
        if isImmediate { return stream.write(text) }
        gathered.withLock { $0 += text }
        if Self.received.load(ordering: .relaxed) != 0 {
            flush()
            Self.endIfAsked()
        } else if gathered.withLock({ $0.utf8.count >= Self.limitBytes }) {
            flush()
        }
    }

    private func flush() {
        // Under the lock, so that what two threads write does not change places.
        gathered.withLock { text in
            stream.write(text)
            text = ""
        }
    }

    /// Ends the program as the signal would have ended it.
    private static func endIfAsked() {
        let number = received.load(ordering: .relaxed)
        guard number != 0 else { return }
        signal(number, SIG_DFL)
        raise(number)
    }
}
