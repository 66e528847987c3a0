import Glibc

/// A program started and waited for with nothing around it.
enum PlainProcess {
    /// Runs a program with its standard output going nowhere.
    ///
    /// - Returns: its exit code; 128 and the signal's number if a signal ended it.
    /// - Throws: `BenchmarkFailure` if it cannot be started or waited for.
    static func run(_ path: String, arguments: [String] = []) throws(BenchmarkFailure) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)

        var argumentPointers = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers { free(pointer) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, path, &actions, nil, &argumentPointers, environ)
        try BenchmarkFailure.require(result == 0, "\(path) cannot be started: errno \(result)")
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1 {
            try BenchmarkFailure.require(errno == EINTR, "\(path) cannot be waited for: errno \(errno)")
        }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }
}
