import CLibSpawn
import Glibc

/// Starts a program by `posix_spawn`, which unlike `fork` does not copy the tables of a large parent.
enum ChildSpawner {
    /// Starts the program as leader of a session of its own, unless it shares the terminal, and returns its number.
    ///
    /// It gets the three standard streams and nothing else that is open here, default handling of every signal, and no
    /// signal blocked.
    static func spawn(
        _ configuration: ChildProcessConfiguration, side: ChildChannel.ChildSide
    ) throws(ChildProcessError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var files: [Int32] = []
        var input: Int32?
        defer { for file in files + [input].compactMap(\.self) { close(file) } }
        do {
            for content in configuration.files { files.append(try MemoryFile.make(content)) }
            if let content = configuration.standardInput { input = try MemoryFile.make(content) }
            try add(side, files: files, input: input, configuration, to: &actions)
            try setSignals(&attributes, hasOwnSession: !configuration.sharesTerminal)
        } catch {
            throw .systemCall(error)
        }

        let arguments = CStringArray([configuration.argumentZero] + configuration.arguments)
        let environment = CStringArray(configuration.environment.map { "\($0)=\($1)" })
        var pid: pid_t = 0
        let result = arguments.withPointers { arguments in
            environment.withPointers { environment in
                posix_spawn(&pid, configuration.executablePath, &actions, &attributes, arguments, environment)
            }
        }
        guard result == 0 else {
            throw .spawnFailed(
                path: configuration.executablePath, error: SystemCallError(call: "posix_spawn", errorNumber: result))
        }
        return pid
    }

    private static func add(
        _ side: ChildChannel.ChildSide, files: [Int32], input: Int32?, _ configuration: ChildProcessConfiguration,
        to actions: inout posix_spawn_file_actions_t
    ) throws(SystemCallError) {
        switch side {
        case .terminal(let path):
            // The child is a session leader by then (glibc makes the session first), so opening the terminal without
            // O_NOCTTY makes it its controlling terminal.
            try check(posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0), "addopen")
            try check(posix_spawn_file_actions_adddup2(&actions, 0, 1), "adddup2")
            try check(posix_spawn_file_actions_adddup2(&actions, 0, 2), "adddup2")
        case .pipe(let descriptor):
            if let input {
                try check(posix_spawn_file_actions_adddup2(&actions, input, 0), "adddup2")
            } else {
                try check(posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0), "addopen")
            }
            try check(posix_spawn_file_actions_adddup2(&actions, descriptor, 1), "adddup2")
            switch configuration.errors {
            case .withOutput: try check(posix_spawn_file_actions_adddup2(&actions, descriptor, 2), "adddup2")
            case .discarded:
                try check(posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0), "addopen")
            case .shared: break
            }
        }
        let first = ChildProcessConfiguration.firstFileDescriptor
        for (index, file) in files.enumerated() {
            try check(posix_spawn_file_actions_adddup2(&actions, file, first + Int32(index)), "adddup2")
        }
        try check(clibspawn_add_close_from(&actions, first + Int32(files.count)), "addclosefrom")
        if let workingDirectory = configuration.workingDirectory {
            try check(clibspawn_add_change_directory(&actions, workingDirectory), "addchdir")
        }
    }

    private static func setSignals(
        _ attributes: inout posix_spawnattr_t, hasOwnSession: Bool
    ) throws(SystemCallError) {
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        let session = hasOwnSession ? clibspawn_set_session_flag() : 0
        let flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | session
        try check(posix_spawnattr_setsigmask(&attributes, &none), "posix_spawnattr_setsigmask")
        try check(posix_spawnattr_setsigdefault(&attributes, &all), "posix_spawnattr_setsigdefault")
        try check(posix_spawnattr_setflags(&attributes, flags), "posix_spawnattr_setflags")
    }

    private static func check(_ result: Int32, _ call: String) throws(SystemCallError) {
        guard result == 0 else { throw SystemCallError(call: call, errorNumber: result) }
    }
}
