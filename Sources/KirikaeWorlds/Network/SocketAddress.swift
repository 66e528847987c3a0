import Glibc
import KirikaeRunbook

/// One of the addresses that the name of a host stands for, with a port.
struct SocketAddress {
    private let storage: sockaddr_storage
    private let length: socklen_t
    private let family: Int32
    /// The written form, an IPv6 address in brackets.
    let written: String

    private init?(_ entry: addrinfo) {
        guard let address = entry.ai_addr, Int(entry.ai_addrlen) <= MemoryLayout<sockaddr_storage>.size else {
            return nil
        }
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen)))
        }
        self.storage = storage
        length = entry.ai_addrlen
        family = entry.ai_family
        written = Self.written(address, entry.ai_addrlen) ?? ""
    }

    /// The addresses of a host, in the order in which the system wants them tried; never none.
    ///
    /// This asks the system's resolver and blocks until it answers.
    static func all(of address: NetworkAddress, isStream: Bool) throws(NetworkFailure) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(isStream ? SOCK_STREAM.rawValue : SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(address.host, String(address.port), &hints, &list)
        guard result == 0 else { throw .unresolved(String(cString: gai_strerror(result))) }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next {
            if let address = SocketAddress(entry.pointee) { addresses.append(address) }
            next = entry.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw .unresolved("no address") }
        return addresses
    }

    /// A socket of the kind that the address needs, which never blocks.
    func makeSocket(isStream: Bool) -> Int32 {
        let kind = isStream ? SOCK_STREAM : SOCK_DGRAM
        return socket(family, Int32(kind.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    }

    /// Begins to connect a socket; what `connect` returns.
    func connect(_ descriptor: Int32) -> Int32 {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, length) }
        }
    }

    /// This side of a connected socket; nil if the system does not say.
    static func local(of descriptor: Int32) -> String? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(descriptor, address, &length) == 0 ? written(address, length) : nil
            }
        }
    }

    private static func written(_ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> String? {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        guard
            getnameinfo(
                address, length, &host, socklen_t(host.count), &port, socklen_t(port.count),
                NI_NUMERICHOST | NI_NUMERICSERV) == 0
        else { return nil }
        func text(_ characters: [CChar]) -> String {
            String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return text(host).contains(":") ? "[\(text(host))]:\(text(port))" : "\(text(host)):\(text(port))"
    }
}
