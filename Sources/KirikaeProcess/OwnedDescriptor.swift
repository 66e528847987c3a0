import Glibc

/// A file descriptor with one owner, closed when the owner is gone.
///
/// Every descriptor of this program is close-on-exec and above 2: a program started with closed standard streams would
/// otherwise hand the terminal of a child, or a journal, to whatever writes to "standard output".
package struct OwnedDescriptor: ~Copyable, Sendable {
    package let rawValue: Int32

    /// Takes ownership of a descriptor that was just opened close-on-exec.
    ///
    /// A number below 3 is moved up; the low number is closed again.
    package init(adopting descriptor: Int32, call: String) throws(SystemCallError) {
        guard descriptor >= 0 else { throw SystemCallError(call: call, errorNumber: errno) }
        guard descriptor < 3 else {
            rawValue = descriptor
            return
        }
        let raised = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        let errorNumber = errno
        close(descriptor)
        guard raised >= 0 else { throw SystemCallError(call: "fcntl", errorNumber: errorNumber) }
        rawValue = raised
    }

    deinit {
        close(rawValue)
    }

    /// A second descriptor of the same open file.
    package func duplicated() throws(SystemCallError) -> OwnedDescriptor {
        try OwnedDescriptor(adopting: fcntl(rawValue, F_DUPFD_CLOEXEC, 3), call: "fcntl")
    }

    /// Makes reads and writes return instead of waiting.
    package func setNonBlocking() throws(SystemCallError) {
        let flags = fcntl(rawValue, F_GETFL)
        guard flags >= 0, fcntl(rawValue, F_SETFL, flags | O_NONBLOCK) == 0 else {
            throw SystemCallError(call: "fcntl", errorNumber: errno)
        }
    }
}
