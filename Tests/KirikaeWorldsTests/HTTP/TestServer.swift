import Glibc
import KirikaeProcess
import Testing

@testable import KirikaeWorlds

/// A web server on an ephemeral port of the loopback interface, for one test.
enum TestServer {
    private static let program = """
        import http.server, os, threading, time
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def log_message(self, *arguments): pass
            def answer(self):
                length = int(self.headers.get('Content-Length') or 0)
                sent = self.rfile.read(length)
                status, headers, body = 200, [], b''
                path = self.path
                if path == '/plain': body = 'ポータル'.encode()
                elif path == '/echo':
                    body = (self.command + ' ' + str(self.headers.get('Content-Length')) + ' ').encode() + sent
                    body += b''.join(b'\\n' + str(i).encode() for i in sorted(self.headers.items()) if i[0].startswith('X-'))
                elif path == '/missing': status, body = 404, b'no'
                elif path == '/set': headers = [('Set-Cookie', 'session=abc; Path=/')]
                elif path == '/cookie': body = (self.headers.get('Cookie') or 'none').encode()
                elif path.startswith('/big/'): body = b'x' * int(path[5:])
                elif path.startswith('/redirect/'):
                    n = int(path[10:])
                    status, headers, body = 302, [('Location', '/redirect/%d' % (n - 1) if n > 1 else '/plain')], b'moved'
                elif path == '/to-file': status, headers = 302, [('Location', 'file:///etc/passwd')]
                elif path == '/to-ftp': status, headers = 302, [('Location', 'ftp://127.0.0.1/x')]
                elif path == '/host': body = self.headers['Host'].encode()
                elif path == '/half':
                    self.send_response(200); self.send_header('Content-Length', '100'); self.end_headers()
                    self.wfile.write(b'half'); self.wfile.flush(); self.close_connection = True
                    return
                self.send_response(status)
                for name, value in headers: self.send_header(name, value)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                if self.command != 'HEAD': self.wfile.write(body)
            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        threading.Timer(60, lambda: os._exit(9)).start()
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """

    /// Starts the server, gives its port to the body and ends the server.
    static func with(_ body: (UInt16) async throws -> Void) async throws {
        let child = try ChildProcess.start(.python(program))
        defer { child.terminate(graceMilliseconds: 0) }
        var printed: [UInt8] = []
        for await event in child.events {
            if case .output(let bytes) = event { printed += bytes }
            if printed.last == 0x0A { break }
        }
        let port = try #require(UInt16(String(decoding: printed.dropLast(), as: UTF8.self)))
        try await body(port)
    }
}

/// A TCP socket that listens on an ephemeral port of the loopback interface and never accepts.
struct SilentListener: ~Copyable {
    private let descriptor: Int32
    let port: UInt16

    init(backlog: Int32) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = Self.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, backlog) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
        try #require(result)
    }

    deinit { close(descriptor) }

    /// Fills the queue of connections so that a further one is not even answered; returns the sockets to close.
    func fill(count: Int) -> [Int32] {
        (0..<count).map { _ in
            let client = socket(
                AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var address = Self.loopback(port: port)
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    _ = connect(client, address, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            return client
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        return address
    }
}
