import Glibc

/// One process, told apart from a later one that was given the same number.
public struct ProcessIdentity: Hashable, Sendable {
    /// The number of the process.
    public let pid: Int32
    /// When it started, in clock ticks since boot (proc(5), field 22 of `/proc/PID/stat`).
    public let startTimeTicks: UInt64

    /// A process as it was recorded.
    public init(pid: Int32, startTimeTicks: UInt64) {
        self.pid = pid
        self.startTimeTicks = startTimeTicks
    }

    /// The process that has this number now; `nil` if there is none.
    public init?(pid: Int32) {
        guard let contents = ProcessFiles.contents("/proc/\(pid)/stat"),
            let ticks = Self.startTimeTicks(statistics: contents)
        else { return nil }
        self.init(pid: pid, startTimeTicks: ticks)
    }

    /// Whether this very process still exists.
    ///
    /// One that has ended but was not collected yet does exist.
    public var exists: Bool { ProcessIdentity(pid: pid) == self }

    /// Field 22.
    ///
    /// Fields are counted from the last `)`: the name before it may hold spaces and parentheses.
    package static func startTimeTicks(statistics: [UInt8]) -> UInt64? {
        guard let nameEnd = statistics.lastIndex(of: 0x29) else { return nil }
        let fields = statistics[(nameEnd + 1)...].split(separator: 0x20)
        // The first field behind the name is field 3.
        guard fields.count > 19 else { return nil }
        return UInt64(String(decoding: fields[19], as: UTF8.self))
    }
}
