import Glibc

/// Core dumps of this program and of all that it starts.
public enum CoreDumps {
    /// Small enough that no dump fits, and 1 because of core(5): for a limit of 0 the kernel would still hand the dump to a program
    /// that `core_pattern` names.
    private static let limitBytes: rlim_t = 1

    /// Turns them off: a dump would put secrets on a disk.
    ///
    /// It stays so for the rest of this process and is inherited.
    public static func turnOff() throws(SystemCallError) {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limits) == 0 else {
            throw SystemCallError(call: "getrlimit", errorNumber: errno)
        }
        limits.rlim_cur = min(limitBytes, limits.rlim_max)
        guard setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limits) == 0 else {
            throw SystemCallError(call: "setrlimit", errorNumber: errno)
        }
    }
}
