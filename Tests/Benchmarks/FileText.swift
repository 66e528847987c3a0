import Glibc

/// The bytes of a file that a measurement needs.
enum FileText {
    /// All bytes of a file.
    static func bytes(of path: String) throws(BenchmarkFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        try BenchmarkFailure.require(descriptor >= 0, "\(path) cannot be read: errno \(errno)")
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            try BenchmarkFailure.require(count >= 0, "\(path) cannot be read: errno \(errno)")
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }
}
