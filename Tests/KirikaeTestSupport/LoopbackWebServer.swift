import Foundation

/// A real nginx on free ports of the loopback address: one port without TLS, and one for each kind of certificate.
public final class LoopbackWebServer: Sendable {
    /// The certificates of the TLS ports.
    public let certificates: TestCertificates
    /// The port without TLS.
    public let port: UInt16
    /// The port that speaks TLS 1.1 at most.
    public let oldPort: UInt16
    /// Where its files are; whatever lies in `files` is served below `/files/`.
    public let folder: TemporaryFolder
    private let tlsPorts: [TestCertificates.Kind: UInt16]
    private let program: SpawnedProgram

    /// nginx did not come up.
    public struct NotStarted: Error {
        /// What it said.
        public var text: String
    }

    /// The port of a kind of certificate.
    public func port(_ kind: TestCertificates.Kind) -> UInt16 { tlsPorts[kind] ?? 0 }

    /// Starts a server, gives it to the body, and ends it.
    ///
    /// - Parameters:
    ///   - locations: further lines for every server, in nginx's words; `FOLDER` stands for its folder.
    ///   - body: what is done with it.
    /// - Throws: `NotStarted`, or what the body throws.
    public static func with(
        locations: String = "", _ body: (LoopbackWebServer) async throws -> Void
    ) async throws {
        let server = try await LoopbackWebServer(locations: locations)
        defer { server.stop() }
        try await body(server)
    }

    private init(locations: String) async throws {
        certificates = try await TestCertificates()
        folder = try TemporaryFolder()
        let free = try Self.freePorts(TestCertificates.Kind.allCases.count + 2)
        port = free[0]
        oldPort = free[1]
        tlsPorts = Dictionary(uniqueKeysWithValues: zip(TestCertificates.Kind.allCases, free.dropFirst(2)))
        try folder.write("", to: "files/empty")
        let locations = locations.replacingOccurrences(of: "FOLDER", with: folder.path)
        var servers = "server { listen 127.0.0.1:\(port); \(Self.standard) \(locations) }\n"
        for (kind, port) in tlsPorts {
            servers += Self.secure(port, certificates.path(kind), certificates.key, "TLSv1.2 TLSv1.3", locations)
        }
        servers += Self.secure(oldPort, certificates.path(.good), certificates.key, "TLSv1 TLSv1.1", locations)
        let path = folder.path
        try folder.write(
            """
            daemon off; master_process off; worker_processes 1; pid \(path)/pid; error_log stderr crit;
            events { worker_connections 128; }
            http {
                access_log \(path)/access.log; root \(path); default_type text/plain; server_tokens off;
                client_body_temp_path \(path)/t1; proxy_temp_path \(path)/t2; fastcgi_temp_path \(path)/t3;
                uwsgi_temp_path \(path)/t4; scgi_temp_path \(path)/t5; sendfile on; ssl_ciphers ALL:@SECLEVEL=0;
                \(servers)
            }

            """, to: "nginx.conf")
        program = try SpawnedProgram(
            "/usr/sbin/nginx", ["-e", "stderr", "-p", path, "-c", "\(path)/nginx.conf"], in: path)
        let deadline = Date().addingTimeInterval(10)
        while !Self.accepts(port) {
            guard program.isRunning, Date() < deadline else {
                program.stop()
                throw NotStarted(text: program.said)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// The requests it has answered, a line each.
    public func requests() throws -> [String] {
        try folder.read("access.log").split(separator: "\n").map(String.init)
    }

    /// Ends it.
    public func stop() { program.stop() }

    private static let standard = "location = /plain { return 200 'open\\n'; } location /files/ { }"

    private static func secure(
        _ port: UInt16, _ certificate: String, _ key: String, _ protocols: String, _ locations: String
    ) -> String {
        """
        server { listen 127.0.0.1:\(port) ssl; ssl_certificate \(certificate); ssl_certificate_key \(key);
            ssl_protocols \(protocols); \(standard) \(locations) }

        """
    }

    // MARK: Sockets

    /// Ports that were free a moment ago, all different.
    private static func freePorts(_ count: Int) throws -> [UInt16] {
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        return try (0..<count).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            sockets.append(descriptor)
            var address = loopback(0)
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
                }
            }
            guard isBound else { throw NotStarted(text: "no free port") }
            return UInt16(bigEndian: address.sin_port)
        }
    }

    private static func accepts(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        return address
    }
}
