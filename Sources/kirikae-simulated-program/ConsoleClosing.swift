import Glibc

/// The closing of the console window (SIGHUP), held back so that the program can act on it.
enum ConsoleClosing {
    /// Holds it back from now on.
    static func hold() { change(SIG_BLOCK) }

    /// Lets it through; a console that was closed meanwhile ends the program here.
    static func release() { change(SIG_UNBLOCK) }

    /// Whether the console was closed meanwhile.
    static var isPending: Bool {
        var pending = sigset_t()
        return sigpending(&pending) == 0 && sigismember(&pending, SIGHUP) == 1
    }

    private static func change(_ how: Int32) {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGHUP)
        // Cannot fail: the two values of `how` are valid.
        pthread_sigmask(how, &signals, nil)
    }
}
