import Glibc
import Synchronization

/// Lines typed at the terminal, read so that a wish to stop is noticed while a question is open.
final class TerminalInput: Sendable {
    /// How often a wish to stop is looked for, in milliseconds.
    private static let pollMilliseconds: Int32 = 100

    private let descriptor: Int32
    private let pending = Mutex<[UInt8]>([])

    /// Reads from this descriptor.
    init(descriptor: Int32 = STDIN_FILENO) {
        self.descriptor = descriptor
    }

    /// The next line without its end; nil at the end of input, after an error, or once `isStopRequested` says so.
    func line(unless isStopRequested: () -> Bool) -> String? {
        while true {
            if let line = takeLine() { return line }
            if isStopRequested() { return nil }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Self.pollMilliseconds) > 0 else { continue }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            pending.withLock { $0 += buffer[..<count] }
        }
    }

    private func takeLine() -> String? {
        pending.withLock { bytes in
            guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            let line = String(decoding: bytes[..<end], as: UTF8.self)
            bytes.removeFirst(end + 1)
            return line
        }
    }
}
