import Glibc

/// How much memory this process has and had, as the kernel counts it.
enum PeakMemory {
    /// Bytes that `body` needs at most beyond what the process has before it.
    ///
    /// - Throws: `BenchmarkFailure` where the kernel does not tell.
    static func bytes(of body: () -> Void) throws(BenchmarkFailure) -> Int {
        // What was freed before must not hide what is taken now.
        try trim()
        try forget()
        let before = try status("VmRSS:")
        body()
        return max(0, try status("VmHWM:") - before)
    }

    /// Gives freed memory back; the C library's `malloc_trim` is in no module that Swift sees.
    private static func trim() throws(BenchmarkFailure) {
        guard let address = dlsym(nil, "malloc_trim") else { throw BenchmarkFailure("there is no malloc_trim") }
        _ = unsafeBitCast(address, to: (@convention(c) (Int) -> CInt).self)(0)
    }

    /// Makes the highest value the present one.
    private static func forget() throws(BenchmarkFailure) {
        let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        try BenchmarkFailure.require(descriptor >= 0, "the kernel does not forget the peak of the memory")
        defer { close(descriptor) }
        try BenchmarkFailure.require(
            write(descriptor, "5", 1) == 1, "the kernel does not forget the peak of the memory")
    }

    /// A line of `/proc/self/status`, which is in kibibytes.
    private static func status(_ name: String) throws(BenchmarkFailure) -> Int {
        let descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        try BenchmarkFailure.require(descriptor >= 0, "the kernel does not show the memory")
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = read(descriptor, &buffer, buffer.count)
        let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        let kibibytes = line.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Int($0) }
        guard let kibibytes else { throw BenchmarkFailure("the kernel does not show \(name)") }
        return kibibytes * 1024
    }
}
