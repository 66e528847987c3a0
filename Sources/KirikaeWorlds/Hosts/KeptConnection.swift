import Glibc
import KirikaeEngine
import KirikaeProcess

/// A connection that several programs use one after the other or side by side, opened by the first of them.
///
/// The ssh that holds it belongs to nobody: it has no part in the group of any program, holds no pipe of the engine, and carries no
/// step key. It ends by itself when nobody has used it for the time that the environment says.
struct KeptConnection: Sendable {
    let socket: String

    /// How often the lock of another that is opening it is looked at.
    private static let pauseMilliseconds = 10
    private static let graceMilliseconds = 500

    /// Whether somebody listens behind the socket.
    ///
    /// A socket whose owner died is removed: it would stand in the way of the next.
    func isOpen() -> Bool {
        let number = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return false }
        defer { close(number) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(socket.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                connect(number, raw, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if result != 0, errno == ECONNREFUSED { unlink(socket) }
        return result == 0
    }

    /// Opens it unless it is open; how that ended, or nil if it is open.
    ///
    /// - Parameters:
    ///   - line: the ssh that is to hold it.
    ///   - files: what that ssh reads and writes.
    ///   - environment: what it finds in its environment.
    ///   - limitMilliseconds: how long it may take.
    func open(
        _ line: SSHCommandLine, _ files: SSHFiles, environment: [(String, String)], limitMilliseconds: Int
    ) async throws(ChildProcessError) -> SSHLog.End? {
        if isOpen() { return nil }
        // Two that opened it at once would leave one that nobody can reach and that never ends.
        let lock = Glibc.open("\(socket).lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw .systemCall(SystemCallError(call: "open", errorNumber: errno)) }
        defer { close(lock) }
        let deadline = MonotonicClock.nowMilliseconds() + limitMilliseconds
        while flock(lock, LOCK_EX | LOCK_NB) != 0 {
            guard MonotonicClock.nowMilliseconds() < deadline else { return timedOut(line) }
            // Woken early when the task is cancelled: then the deadline ends the loop.
            try? await Task.sleep(for: .milliseconds(Self.pauseMilliseconds))
        }
        if isOpen() { return nil }
        let child = try ChildProcess.start(
            ChildProcessConfiguration(
                executablePath: SSHCommandLine.executablePath, arguments: line.arguments, environment: environment))
        var isLate = false
        for await event in child.events {
            if case .exited(let exit) = event {
                if exit == .code(0) { return nil }
                return isLate ? timedOut(line) : files.log.beforeTheProgram
            }
            if !isLate, MonotonicClock.nowMilliseconds() > deadline {
                isLate = true
                child.terminate(graceMilliseconds: Self.graceMilliseconds)
            }
        }
        return files.log.beforeTheProgram
    }

    private func timedOut(_ line: SSHCommandLine) -> SSHLog.End {
        .notReached(host: line.hops.last?.name ?? "", .timedOut, detail: "")
    }
}
