import Glibc

/// A request to a server on this machine, with bare system calls.
struct LoopbackRequest {
    let port: UInt16

    /// The body of the answer.
    ///
    /// - Throws: `BenchmarkFailure` if nothing can be had, or the status is not 200.
    func send(_ method: String, _ path: String, body: String = "") throws(BenchmarkFailure) -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try BenchmarkFailure.require(descriptor >= 0, "no socket: errno \(errno)")
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        try BenchmarkFailure.require(isConnected, "no connection to port \(port): errno \(errno)")
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\nContent-Type: text/plain\r\n"
            + "X-Kirikae-Simulator: 1\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        let bytes = Array((head + body).utf8)
        let sent = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        try BenchmarkFailure.require(sent == bytes.count, "\(path) could not be sent")
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            try BenchmarkFailure.require(count >= 0, "\(path) was not answered: errno \(errno)")
            if count == 0 { break }
            answer += chunk[..<count]
        }
        let text = String(decoding: answer, as: UTF8.self)
        guard text.hasPrefix("HTTP/1.1 200"), let end = text.firstRange(of: "\r\n\r\n") else {
            throw BenchmarkFailure("\(method) \(path): \(text.prefix(200))")
        }
        return String(text[end.upperBound...])
    }
}
