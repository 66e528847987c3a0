import KirikaeConsolePrograms
import KirikaeSimulator

/// When a process was started, in clock ticks since the boot.
///
/// With the number of the process it tells one process from a
/// later one that got the same number.
struct ProcessStart: Equatable {
    private let ticks: String

    /// Nil when there is no such process, or only what is left of it until its parent asks (a zombie).
    init?(of process: Int32) {
        // proc(5): the second field is the name in parentheses, which may hold anything; state is field 3, start time 22.
        guard let bytes = try? FileSystem.read("/proc/\(process)/stat"),
            let nameEnd = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = String(decoding: bytes[(nameEnd + 1)...], as: UTF8.self).split(separator: " ")
        guard fields.count > 19, !["Z", "X"].contains(fields[0]) else { return nil }
        ticks = String(fields[19])
    }
}
