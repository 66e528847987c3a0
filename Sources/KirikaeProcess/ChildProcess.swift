import CLibSpawn
import Glibc

/// A program that was started and is being watched.
///
/// It runs in a session of its own. Dropping the object does not end it: a thread watches and collects it until it ends.
public final class ChildProcess: Sendable {
    /// Number and start time, to be recorded before anything else.
    public let identity: ProcessIdentity
    /// What the child does, ending with ``ChildEvent/exited(_:)``.
    ///
    /// To be read by one task only.
    public let events: ChildEvents

    private let monitor: ChildMonitor

    private init(identity: ProcessIdentity, events: ChildEvents, monitor: ChildMonitor) {
        self.identity = identity
        self.events = events
        self.monitor = monitor
    }

    /// The number of the process.
    public var pid: Int32 { identity.pid }

    /// When the process started, in clock ticks since boot (proc(5), field 22 of `/proc/PID/stat`).
    public var startTimeTicks: UInt64 { identity.startTimeTicks }

    /// Checks the configuration and starts the program.
    ///
    /// After any error but ``ChildProcessError/killedAfterStart(_:)`` nothing has been started.
    public static func start(_ configuration: ChildProcessConfiguration) throws(ChildProcessError) -> ChildProcess {
        try CommandCheck.check(configuration)
        let channel: ChildChannel
        do {
            // Shows that this kernel can do it, before there is a child that could not be watched.
            _ = try OwnedDescriptor(adopting: clibspawn_open_process(getpid()), call: "pidfd_open")
            channel = try ChildChannel.open(for: configuration)
        } catch {
            throw .systemCall(error)
        }
        let pid = try ChildSpawner.spawn(configuration, side: channel.childSide)
        do {
            return try watch(pid, configuration, channel: channel.closingChildEnd())
        } catch {
            // Not collected by anybody yet, so the number is still the child's.
            kill(configuration.sharesTerminal ? pid : -pid, SIGKILL)
            var status: Int32 = 0
            while waitpid(pid, &status, 0) == -1, errno == EINTR {}
            throw .killedAfterStart(error)
        }
    }

    private static func watch(
        _ pid: pid_t, _ configuration: ChildProcessConfiguration, channel: consuming OwnedDescriptor
    ) throws(SystemCallError) -> ChildProcess {
        let processDescriptor = try OwnedDescriptor(adopting: clibspawn_open_process(pid), call: "pidfd_open")
        guard let identity = ProcessIdentity(pid: pid) else {
            throw SystemCallError(call: "read /proc/\(pid)/stat", errorNumber: ESRCH)
        }
        let (stream, continuation) = AsyncStream.makeStream(of: ChildEvent.self, bufferingPolicy: .unbounded)
        let monitor = ChildMonitor(
            pid: pid, leadsGroup: !configuration.sharesTerminal, hasTerminal: configuration.terminal, channel: channel,
            processDescriptor: processDescriptor,
            continuation: continuation)
        try DedicatedThread.start { monitor.run() }
        return ChildProcess(
            identity: identity, events: ChildEvents(stream: stream, monitor: monitor), monitor: monitor)
    }

    /// Types bytes into the child's terminal.
    ///
    /// Waits for a terminal whose input is full until the time is over. Throws ``ChildProcessError/noTerminal``,
    /// ``ChildProcessError/notRunning`` or ``ChildProcessError/writeFailed(writtenCount:error:)`` (with `ETIMEDOUT` when
    /// the time was over).
    public func write(_ bytes: [UInt8], timeoutMilliseconds: Int = 5_000) throws(ChildProcessError) {
        let descriptor = try monitor.writingDescriptor()
        let deadline = MonotonicClock.nowMilliseconds() + timeoutMilliseconds
        var writtenCount = 0
        while writtenCount < bytes.count {
            let count = bytes[writtenCount...].withUnsafeBytes { rest in
                Glibc.write(descriptor.rawValue, rest.baseAddress, rest.count)
            }
            let errorNumber = errno
            if count > 0 {
                writtenCount += count
            } else if count == 0 || errorNumber == EAGAIN {
                guard Self.waitUntilWritable(descriptor.rawValue, deadline: deadline) else {
                    throw .writeFailed(
                        writtenCount: writtenCount, error: SystemCallError(call: "write", errorNumber: ETIMEDOUT))
                }
            } else if errorNumber != EINTR {
                throw .writeFailed(
                    writtenCount: writtenCount, error: SystemCallError(call: "write", errorNumber: errorNumber))
            }
        }
    }

    private static func waitUntilWritable(_ descriptor: Int32, deadline: Int) -> Bool {
        let leftMilliseconds = deadline - MonotonicClock.nowMilliseconds()
        guard leftMilliseconds > 0 else { return false }
        var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        // An interrupted wait counts as ready: the next write finds out.
        return poll(&watched, 1, Int32(clamping: leftMilliseconds)) != 0
    }

    /// Asks the child and its process group to end (`SIGTERM`, for a terminal also `SIGHUP`), and ends by `SIGKILL`
    /// whatever of them is left after the grace.
    ///
    /// Returns at once; the end arrives as an event.
    ///
    /// A child that has been collected is never signalled: its number may belong to another process by now.
    public func terminate(graceMilliseconds: Int) {
        monitor.terminate(graceMilliseconds: graceMilliseconds)
    }
}
