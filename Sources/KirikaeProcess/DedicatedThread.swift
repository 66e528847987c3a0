import Glibc

/// A thread for work that blocks, so that Swift's cooperative pool (one thread per core) never does.
package enum DedicatedThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a detached thread with every signal blocked.
    ///
    /// Signals belong to the main thread. Blocking them here also keeps a `SIGPIPE` that a library could not prevent
    /// from ending the program.
    package static func start(_ run: @escaping @Sendable () -> Void) throws(SystemCallError) {
        var attributes = pthread_attr_t()
        var result = pthread_attr_init(&attributes)
        guard result == 0 else { throw SystemCallError(call: "pthread_attr_init", errorNumber: result) }
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))

        var allSignals = sigset_t()
        var previousSignals = sigset_t()
        sigfillset(&allSignals)
        // A new thread inherits the mask, so it is blocked from its first instruction on.
        pthread_sigmask(SIG_BLOCK, &allSignals, &previousSignals)
        defer { pthread_sigmask(SIG_SETMASK, &previousSignals, nil) }

        let body = Unmanaged.passRetained(Body(run: run))
        var thread = pthread_t()
        result = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        guard result == 0 else {
            body.release()
            throw SystemCallError(call: "pthread_create", errorNumber: result)
        }
    }
}
