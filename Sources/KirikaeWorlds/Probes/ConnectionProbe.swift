import Glibc
import KirikaeProcess
import KirikaeRunbook

/// Whether a connection can be opened.
enum ConnectionProbe {
    /// Tries every address of the host until one accepts; nothing is sent.
    static func canConnect(_ address: NetworkAddress, timeoutMilliseconds: Int) async throws(SystemCallError) -> Bool {
        let result: Result<Bool, SystemCallError> = await withCheckedContinuation { continuation in
            do throws(SystemCallError) {
                // Resolving a name blocks, and so gets a thread of its own.
                try DedicatedThread.start {
                    continuation.resume(returning: .success(connect(address, timeoutMilliseconds)))
                }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        return try result.get()
    }

    private static func connect(_ address: NetworkAddress, _ timeoutMilliseconds: Int) -> Bool {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address.host, String(address.port), &hints, &list) == 0 else { return false }
        defer { freeaddrinfo(list) }
        let deadline = MonotonicClock.nowMilliseconds() + timeoutMilliseconds
        var next = list
        while let entry = next {
            if connect(entry.pointee, deadline: deadline) { return true }
            next = entry.pointee.ai_next
        }
        return false
    }

    private static func connect(_ entry: addrinfo, deadline: Int) -> Bool {
        let descriptor = socket(
            entry.ai_family, entry.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue),
            entry.ai_protocol)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        if Glibc.connect(descriptor, entry.ai_addr, entry.ai_addrlen) == 0 { return true }
        guard errno == EINPROGRESS else { return false }
        while true {
            let left = deadline - MonotonicClock.nowMilliseconds()
            guard left > 0 else { return false }
            var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let count = poll(&watched, 1, Int32(clamping: left))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            var problem: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &size) == 0 && problem == 0
        }
    }
}
