import Glibc

/// One request to the control server and its answer, over a connection of its own: as little of HTTP/1.1 (RFC 9112) as
/// this program needs.
struct HTTPExchange {
    /// What came back.
    struct Response {
        /// The status code.
        var status: Int
        /// The body.
        var body: String
    }

    /// Where to.
    let settings: ProgramSettings
    /// GET or POST.
    let method: String
    /// The path.
    let path: String

    private static let timeoutSeconds = 10
    private static let limitBytes = 64 * 1024

    /// Sends the request; nil when there is no answer within ten seconds, or none that can be read.
    func response() -> Response? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard limitTime(of: descriptor), connect(descriptor), send(to: descriptor) else { return nil }
        return receive(from: descriptor)
    }

    private func limitTime(of descriptor: Int32) -> Bool {
        var limit = timeval(tv_sec: Self.timeoutSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        return setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size) == 0
            && setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size) == 0
    }

    private func connect(_ descriptor: Int32) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = settings.port.bigEndian
        guard inet_pton(AF_INET, settings.host, &address.sin_addr) == 1 else { return false }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private func send(to descriptor: Int32) -> Bool {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: \(settings.host):\(settings.port)\r\nConnection: close\r\n"
        if method == "POST" {
            head += "Content-Type: text/plain\r\nContent-Length: 0\r\nX-Kirikae-Simulator: 1\r\n"
        }
        var rest = Array((head + "\r\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func receive(from descriptor: Int32) -> Response? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count < Self.limitBytes {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count >= 0 else { return nil }
            if count == 0 { return Self.parsed(bytes) }
            bytes.append(contentsOf: chunk[..<count])
        }
        return nil
    }

    private static func parsed(_ bytes: [UInt8]) -> Response? {
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.prefix { $0 != "\r\n" }.split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]),
            let bodyStart = Self.bodyStart(bytes)
        else { return nil }
        return Response(status: status, body: String(decoding: bytes[bodyStart...], as: UTF8.self))
    }

    private static func bodyStart(_ bytes: [UInt8]) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= mark.count else { return nil }
        return (0...bytes.count - mark.count).first { bytes[$0..<$0 + mark.count].elementsEqual(mark) }.map {
            $0 + mark.count
        }
    }
}
