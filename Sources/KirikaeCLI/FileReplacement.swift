import Glibc
import KirikaeForms

/// Writes a file in one piece: whoever reads it meanwhile sees the old one or the new one, and a crash leaves no half.
enum FileReplacement {
    /// Puts bytes in the place of a file; it keeps its mode.
    ///
    /// - Throws: ``FormsMessage/fileNotWritten(_:reason:)``.
    static func write(_ bytes: [UInt8], to path: String) throws(FormsFailure) {
        var status = stat()
        let mode = stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0o644
        let draft = "\(path).\(getpid()).draft"
        // What is left of a process that had this number before is in nobody's hands.
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        let isWritten = writeAll(bytes, to: descriptor) && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
        // The reason is that of the first call that failed.
        let reason = isWritten ? nil : failure(path)
        close(descriptor)
        if let reason {
            unlink(draft)
            throw reason
        }
        guard rename(draft, path) == 0 else {
            let reason = failure(path)
            unlink(draft)
            throw reason
        }
    }

    static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    private static func failure(_ path: String) -> FormsFailure {
        FormsFailure(message: .fileNotWritten(path, reason: String(cString: strerror(errno))))
    }
}

/// What ends a command that writes files.
struct FormsFailure: Error {
    /// What is wrong.
    var message: FormsMessage
}
