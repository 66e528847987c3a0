import Glibc

/// A program started and waited for with nothing around it.
enum PlainProcess {
    /// Runs a program with its standard output going nowhere.
    ///
    /// - Returns: its exit code; 128 and the signal's number if a signal ended it.
    /// - Throws: `BenchmarkFailure` if it cannot be started or waited for.
    static func run(_ path: String, arguments: [String] = []) throws(BenchmarkFailure) -> Int32 {
        try end(of: start(path, arguments), path)
    }

    /// How often a program called write(2), on whatever: the kernel counts, for as long as nobody has asked how it ended.
    ///
    /// - Throws: `BenchmarkFailure` if it cannot be started or does not end with 0, or where the kernel does not tell.
    static func writes(of path: String, arguments: [String]) throws(BenchmarkFailure) -> Int {
        let pid = try start(path, arguments)
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) == -1 {
            try BenchmarkFailure.require(errno == EINTR, "\(path) cannot be waited for: errno \(errno)")
        }
        let text = contents(of: "/proc/\(pid)/io")
        let code = try end(of: pid, path)
        try BenchmarkFailure.require(code == 0, "\(path) ended with \(code)")
        let line = text.split(separator: "\n").first { $0.hasPrefix("syscw: ") }
        guard let count = line.flatMap({ Int($0.dropFirst("syscw: ".count)) }) else {
            throw BenchmarkFailure("the kernel does not count the calls of a program")
        }
        return count
    }

    private static func contents(of path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    /// Starts a program with its standard output going nowhere.
    ///
    /// - Throws: `BenchmarkFailure` if it cannot be started.
    static func start(_ path: String, _ arguments: [String]) throws(BenchmarkFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)

        var argumentPointers = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers { free(pointer) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, path, &actions, nil, &argumentPointers, environ)
        try BenchmarkFailure.require(result == 0, "\(path) cannot be started: errno \(result)")
        return pid
    }

    /// Waits for the end of a program.
    ///
    /// - Throws: `BenchmarkFailure` if it cannot be waited for.
    static func end(of pid: pid_t, _ path: String) throws(BenchmarkFailure) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1 {
            try BenchmarkFailure.require(errno == EINTR, "\(path) cannot be waited for: errno \(errno)")
        }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }
}
