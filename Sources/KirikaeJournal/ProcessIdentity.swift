import Glibc

/// A process that cannot be confused with a later one: its number is reused, its start time and boot are not.
public struct ProcessIdentity: Hashable, Sendable {
    /// Whether a process still runs.
    public enum Liveness: Equatable, Sendable {
        /// This very process runs.
        case running
        /// It has ended (also as a zombie), or the machine was started again.
        case ended
        /// `/proc` could not be read.
        case undetermined(JournalError)
    }

    /// The process number.
    public let processIdentifier: Int32
    /// When it started, in clock ticks after boot: field 22 of `/proc/PID/stat`, proc(5).
    public let startTimeTicks: Int64
    /// `/proc/sys/kernel/random/boot_id`: 36 characters, new at every boot.
    public let bootIdentifier: String

    /// A process as recorded earlier.
    public init(processIdentifier: Int32, startTimeTicks: Int64, bootIdentifier: String) {
        self.processIdentifier = processIdentifier
        self.startTimeTicks = startTimeTicks
        self.bootIdentifier = bootIdentifier
    }

    /// The process that runs now under a number.
    ///
    /// - Throws: `JournalError.missing` when there is none; `.processStatusUnreadable`.
    public init(runningAs processIdentifier: Int32) throws(JournalError) {
        let status = try Self.status(of: processIdentifier, calls: .live)
        self.init(
            processIdentifier: processIdentifier, startTimeTicks: status.startTimeTicks,
            bootIdentifier: try Self.currentBootIdentifier(calls: .live))
    }

    /// This process.
    ///
    /// - Throws: `JournalError` when `/proc` is not there.
    public static func current() throws(JournalError) -> ProcessIdentity {
        try ProcessIdentity(runningAs: getpid())
    }

    /// Whether this very process still runs.
    public var liveness: Liveness {
        do throws(JournalError) {
            guard try Self.currentBootIdentifier(calls: .live) == bootIdentifier else { return .ended }
            let status = try Self.status(of: processIdentifier, calls: .live)
            return status.startTimeTicks == startTimeTicks && !status.hasEnded ? .running : .ended
        } catch .missing {
            return .ended
        } catch .systemCall(_, _, ESRCH) {
            // It ended between opening its file and reading it.
            return .ended
        } catch {
            return .undetermined(error)
        }
    }

    /// Whether this very process is known to run.
    public var isAlive: Bool { liveness == .running }

    /// Whether this very process is known to be stopped, as by SIGSTOP or a debugger, until somebody continues it.
    public var isStopped: Bool {
        do throws(JournalError) {
            let status = try Self.status(of: processIdentifier, calls: .live)
            return status.isStopped && status.startTimeTicks == startTimeTicks && isOfThisBoot
        } catch {
            return false
        }
    }

    /// Whether it was started since this machine, or this container, was.
    ///
    /// One that was not runs on another machine, or has ended.
    public var isOfThisBoot: Bool {
        do throws(JournalError) {
            return try Self.currentBootIdentifier(calls: .live) == bootIdentifier
        } catch {
            return false
        }
    }

    struct Status: Equatable {
        var startTimeTicks: Int64
        /// A zombie, or being removed.
        var hasEnded: Bool
        /// Stopped by a signal or a debugger.
        var isStopped = false
    }

    /// Reads the line of `/proc/PID/stat`.
    ///
    /// The name, field 2, may contain spaces and brackets, so fields count from the last `)`.
    static func status(parsing stat: [UInt8]) -> Status? {
        guard let nameEnd = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = stat[(nameEnd + 1)...].split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == 0x0A })
        guard fields.count > 19, let state = fields[0].first,
            let startTime = Int64(String(decoding: fields[19], as: UTF8.self)), startTime >= 0
        else { return nil }
        return Status(
            startTimeTicks: startTime,
            hasEnded: [UInt8(ascii: "Z"), UInt8(ascii: "X"), UInt8(ascii: "x")].contains(state),
            isStopped: [UInt8(ascii: "T"), UInt8(ascii: "t")].contains(state))
    }

    private static func status(of processIdentifier: Int32, calls: FileSystemCalls) throws(JournalError) -> Status {
        let path = "/proc/\(processIdentifier)/stat"
        guard let status = status(parsing: try contents(path, calls: calls)) else {
            throw .processStatusUnreadable(path: path)
        }
        return status
    }

    private static func currentBootIdentifier(calls: FileSystemCalls) throws(JournalError) -> String {
        let path = "/proc/sys/kernel/random/boot_id"
        let bytes = try contents(path, calls: calls).prefix { $0 != 0x0A }
        guard bytes.count == 36 else { throw .processStatusUnreadable(path: path) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func contents(_ path: String, calls: FileSystemCalls) throws(JournalError) -> [UInt8] {
        try FileDescriptor.open(path, flags: O_RDONLY, calls: calls).readAll()
    }
}
