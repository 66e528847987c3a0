import Glibc

/// Processor time of programs, in milliseconds.
enum ProcessorTime {
    /// Runs a program to its end; the processor time of it and of all its children that it has waited for.
    ///
    /// - Parameters:
    ///   - path: the program.
    ///   - arguments: its arguments.
    /// - Returns: its exit code, and the time.
    /// - Throws: `BenchmarkFailure` if it cannot be started or waited for.
    static func run(_ path: String, _ arguments: [String]) throws(BenchmarkFailure) -> (
        code: Int32, milliseconds: Double
    ) {
        let pid = try PlainProcess.start(path, arguments)
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) == -1 {
            try BenchmarkFailure.require(errno == EINTR, "\(path) cannot be waited for: errno \(errno)")
        }
        let signal = status & 0x7F
        let time = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime)
        return (signal == 0 ? status >> 8 & 0xFF : 128 + signal, time)
    }

    private static func milliseconds(_ time: timeval) -> Double {
        Double(time.tv_sec) * 1_000 + Double(time.tv_usec) / 1_000
    }

    /// The processor time so far of every `ssh` whose arguments name a path, by its number: what holds a kept connection is nobody's child.
    static func ofSSH(about path: String) -> [pid_t: Double] {
        guard let directory = opendir("/proc") else { return [:] }
        defer { closedir(directory) }
        let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        var times: [pid_t: Double] = [:]
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let pid = pid_t(name), let fields = fields(of: pid), fields.count > 12,
                LoopbackServer.text("/proc/\(pid)/cmdline").contains(path)
            else { continue }
            // Behind the name: user and system time are fields 14 and 15 (proc(5)).
            times[pid] = ((Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)) * 1e3 / ticks
        }
        return times
    }

    private static func fields(of pid: pid_t) -> [Substring]? {
        let descriptor = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let text = String(decoding: buffer.prefix(count), as: UTF8.self)
        guard text.contains("(ssh)"), let end = text.lastIndex(of: ")") else { return nil }
        return text[text.index(after: end)...].split(separator: " ")
    }
}
