import CLibSpawn
import Glibc

/// A file without a name, in memory, that only its owner may read: how a secret reaches a program.
package enum MemoryFile {
    /// High enough that no descriptor a child is given has this number.
    private static let lowestDescriptor: Int32 = 200

    /// A descriptor of a file with this content.
    ///
    /// It is closed when a program is started, unless it is handed on.
    package static func make(_ content: [UInt8]) throws(SystemCallError) -> Int32 {
        let made = clibspawn_make_memory_file("kirikae")
        guard made >= 0 else { throw SystemCallError(call: "memfd_create", errorNumber: errno) }
        let descriptor = fcntl(made, F_DUPFD_CLOEXEC, lowestDescriptor)
        let errorNumber = errno
        close(made)
        guard descriptor >= 0 else { throw SystemCallError(call: "fcntl", errorNumber: errorNumber) }
        do throws(SystemCallError) {
            // Programs such as libpq refuse a password file that others could read.
            guard fchmod(descriptor, 0o600) == 0 else { throw SystemCallError(call: "fchmod", errorNumber: errno) }
            guard write(descriptor, content, content.count) == content.count else {
                throw SystemCallError(call: "write", errorNumber: errno)
            }
            // As standard input it is read from where the descriptor stands.
            guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw SystemCallError(call: "lseek", errorNumber: errno) }
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }
}
