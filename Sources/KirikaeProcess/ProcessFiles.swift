import Glibc

/// Reads the small files in which Linux describes a process.
package enum ProcessFiles {
    /// The whole file, or `nil` if it cannot be read: the process is gone or belongs to somebody else.
    package static func contents(_ path: String) -> [UInt8]? {
        guard
            let file = try? OwnedDescriptor(
                adopting: open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), call: "open")
        else { return nil }
        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(file.rawValue, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { return contents }
            contents.append(contentsOf: buffer[..<count])
        }
    }
}
