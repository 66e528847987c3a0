import JournalTestSupport
import Glibc
import Testing

/// A real second process that locks a file and then waits until it is ended.
final class ChildProcess {
    private static let program = """
        import fcntl, os, sys
        descriptor = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.write(1, b"locked")
        sys.stdin.read()
        """

    let processIdentifier: pid_t
    private var hasBeenWaitedFor = false
    /// Closing it ends the child, also when this process dies.
    private let input: Int32

    /// Returns when the child holds the lock.
    init(locking path: String) throws {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        try #require(pipe(&toChild) == 0)
        try #require(pipe(&fromChild) == 0)
        for descriptor in toChild + fromChild { try #require(fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], STDOUT_FILENO)
        let words: [String] = ["python3", "-c", Self.program, path]
        let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        defer { arguments.forEach { free($0) } }
        var child: pid_t = 0
        let result = posix_spawnp(&child, "python3", &actions, nil, arguments + [nil], environ)
        close(toChild[0])
        close(fromChild[1])
        defer { close(fromChild[0]) }
        processIdentifier = child
        input = toChild[1]
        try #require(result == 0, "python3 could not be started: \(result)")
        var waiting = pollfd(fd: fromChild[0], events: Int16(POLLIN), revents: 0)
        try #require(poll(&waiting, 1, 20_000) == 1, "the child did not lock in time")
        var answer = [UInt8](repeating: 0, count: 6)
        try #require(read(fromChild[0], &answer, 6) == 6)
        try #require(answer == Array("locked".utf8))
    }

    /// Kills the child without waiting for it: it is a zombie when this returns.
    func killLeavingZombie() {
        kill(processIdentifier, SIGKILL)
        var information = siginfo_t()
        #expect(waitid(P_PID, id_t(processIdentifier), &information, WEXITED | WNOWAIT) == 0)
    }

    func waitForEnd() {
        guard !hasBeenWaitedFor else { return }
        hasBeenWaitedFor = true
        var status: Int32 = 0
        #expect(waitpid(processIdentifier, &status, 0) == processIdentifier)
    }

    deinit {
        close(input)
        if processIdentifier > 0, !hasBeenWaitedFor {
            kill(processIdentifier, SIGKILL)
            waitForEnd()
        }
    }
}
