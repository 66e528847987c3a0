import Glibc
import Synchronization

/// Where text for people goes.
///
/// The command line is the only part that prints.
protocol TextOutput: Sendable {
    /// Writes a text as it is.
    func write(_ text: String)
    /// Writes a line that the next one is written over.
    func redraw(_ text: String)
    /// Writes what stands before the place where somebody types.
    func prompt(_ text: String)
    /// Says that nobody is typing any more.
    func promptAnswered()
}

extension TextOutput {
    func redraw(_ text: String) { write(text) }
    func prompt(_ text: String) { write(text) }
    func promptAnswered() {}

    /// Writes a line for people.
    ///
    /// Whatever it was made of, it cannot steer the terminal: of control sequences only those of `Style` get through.
    func line(_ text: String = "") { write(Style.safe(text) + "\n") }

    /// Writes a line for programs, as it is.
    func document(_ text: String) { write(text + "\n") }
}

/// Standard output or standard error.
struct StreamOutput: TextOutput {
    static let standard = StreamOutput(descriptor: STDOUT_FILENO)
    static let error = StreamOutput(descriptor: STDERR_FILENO)

    let descriptor: Int32

    /// A screen that went away must not take the run with it: what cannot be shown is in the journal.
    func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}

/// Keeps what is written.
final class TextCollector: TextOutput {
    private let collected = Mutex("")

    func write(_ text: String) { collected.withLock { $0 += text } }

    /// Everything written so far.
    var text: String { collected.withLock { $0 } }
}
