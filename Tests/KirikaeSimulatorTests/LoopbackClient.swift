import Glibc

/// A plain HTTP client for the tests: every header is the test's own, and every wait is bounded.
struct LoopbackClient: Sendable {
    struct Answer: Sendable {
        var status: Int
        var headers: [String: String]
        var body: String
    }

    enum Failure: Error, Equatable {
        case notConnected
        case timedOut
        case closed
    }

    let port: UInt16
    var timeoutSeconds = 10

    init(_ address: String, timeoutSeconds: Int = 10) throws {
        let digits = address.dropFirst("http://127.0.0.1:".count).prefix { $0.isNumber }
        guard let port = UInt16(digits) else { throw Failure.notConnected }
        self.port = port
        self.timeoutSeconds = timeoutSeconds
    }

    func get(_ path: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send("GET", path, headers: headers, body: "")
    }

    /// Sets a variable as a drill leader does.
    func post(_ path: String, _ body: String = "", headers: [String: String] = [:]) async throws -> Answer {
        let own = ["Content-Type": "text/plain", "X-Kirikae-Simulator": "1"]
        return try await send("POST", path, headers: own.merging(headers) { $1 }, body: body)
    }

    /// Blocking calls run on a thread of their own, so that they never take the threads the servers need.
    func send(_ method: String, _ path: String, headers: [String: String], body: String) async throws -> Answer {
        try await SimulatorTests.blocking { try exchange(method, path, headers: headers, body: body) }
    }

    private func exchange(_ method: String, _ path: String, headers: [String: String], body: String) throws -> Answer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Failure.notConnected }
        var fields = ["Host": "127.0.0.1:\(port)", "Connection": "close", "Content-Length": "\(body.utf8.count)"]
        fields.merge(headers) { $1 }
        let head = fields.map { "\($0): \($1)\r\n" }.joined()
        let bytes = Array("\(method) \(path) HTTP/1.1\r\n\(head)\r\n\(body)".utf8)
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure.closed
        }
        return try receive(from: descriptor)
    }

    private func receive(from descriptor: Int32) throws -> Answer {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count < 0 { throw errno == EAGAIN ? Failure.timedOut : Failure.closed }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { throw Failure.closed }
        var headers: [String: String] = [:]
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts[1].trimmingPrefix { $0 == " " }.description
        }
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        return Answer(status: status, headers: headers, body: String(text[end.upperBound...]))
    }
}
