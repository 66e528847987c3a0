import Glibc
import KirikaeProcess
import KirikaeRunbook

/// A socket that speaks with one address and never waits past a deadline.
///
/// Deadlines are those of ``MonotonicClock``. Every call may block until then, and so belongs on a thread of its own.
struct ConnectedSocket: ~Copyable {
    private let descriptor: OwnedDescriptor
    /// The address it speaks with.
    let peer: String
    /// This side.
    let local: String

    /// Connects to one address: a stream once the other side accepts, a datagram socket at once.
    init(to address: SocketAddress, isStream: Bool, deadline: Int) throws(NetworkFailure) {
        descriptor = try Self.open(address, isStream: isStream, deadline: deadline)
        peer = address.written
        local = SocketAddress.local(of: descriptor.rawValue) ?? ""
    }

    private static func open(
        _ address: SocketAddress, isStream: Bool, deadline: Int
    ) throws(NetworkFailure) -> OwnedDescriptor {
        let descriptor: OwnedDescriptor
        do throws(SystemCallError) {
            descriptor = try OwnedDescriptor(adopting: address.makeSocket(isStream: isStream), call: "socket")
        } catch {
            throw .system(call: error.call, errorNumber: error.errorNumber)
        }
        if address.connect(descriptor.rawValue) != 0 {
            guard errno == EINPROGRESS else { throw NetworkFailure(call: "connect", errorNumber: errno) }
            guard try wait(descriptor.rawValue, POLLOUT, deadline: deadline) else { throw .timedOut }
            if let number = pendingError(descriptor.rawValue) {
                throw NetworkFailure(call: "connect", errorNumber: number)
            }
        }
        return descriptor
    }

    /// Sends all of the bytes.
    func send(_ bytes: [UInt8], deadline: Int) throws(NetworkFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor.rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                guard try Self.wait(descriptor.rawValue, POLLOUT, deadline: deadline) else { throw .timedOut }
            } else if errno != EINTR {
                throw NetworkFailure(call: "send", errorNumber: errno)
            }
        }
    }

    /// What came next, empty where a stream has ended; nil if nothing came until the deadline.
    ///
    /// - Parameters:
    ///   - mostBytes: how much of it is taken. The rest of a datagram is lost.
    ///   - deadline: how long to wait.
    func receive(mostBytes: Int, deadline: Int) throws(NetworkFailure) -> [UInt8]? {
        while true {
            var bytes = [UInt8](repeating: 0, count: mostBytes)
            let count = bytes.withUnsafeMutableBytes { recv(descriptor.rawValue, $0.baseAddress, $0.count, 0) }
            if count >= 0 { return Array(bytes.prefix(count)) }
            if errno == EAGAIN {
                guard try Self.wait(descriptor.rawValue, POLLIN, deadline: deadline) else { return nil }
            } else if errno != EINTR {
                throw NetworkFailure(call: "recv", errorNumber: errno)
            }
        }
    }

    /// Whether something can be done before the deadline.
    private static func wait(_ descriptor: Int32, _ events: Int32, deadline: Int) throws(NetworkFailure) -> Bool {
        while true {
            let left = deadline - MonotonicClock.nowMilliseconds()
            guard left > 0 else { return false }
            var watched = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            let count = poll(&watched, 1, Int32(clamping: left))
            if count > 0 { return true }
            if count < 0, errno != EINTR { throw .system(call: "poll", errorNumber: errno) }
        }
    }

    private static func pendingError(_ descriptor: Int32) -> Int32? {
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size) == 0 else { return errno }
        return number == 0 ? nil : number
    }
}
