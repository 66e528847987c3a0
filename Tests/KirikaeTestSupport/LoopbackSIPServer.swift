import Foundation

/// A SIP server on 127.0.0.1 that we did not write, for one test.
public final class LoopbackSIPServer: Sendable {
    /// Which one.
    public enum Kind: Sendable, Hashable {
        /// `sipp`, which answers `OPTIONS` with a status, or takes it and says nothing.
        case sipp(status: Int?, transport: String)
        /// `kamailio`, which answers `OPTIONS` with 200, by UDP and TCP.
        case kamailio
    }

    /// Its port.
    public let port: UInt16
    private let kind: Kind
    private let folder: TemporaryFolder
    private let program: LoopbackProgram

    /// Its address as an environment has it: `127.0.0.1:PORT`.
    public var address: String { "127.0.0.1:\(port)" }

    /// Starts it.
    ///
    /// - Throws: what keeps it from starting.
    public init(_ kind: Kind) async throws {
        self.kind = kind
        folder = try TemporaryFolder()
        let port = try LoopbackProgram.freePort()
        self.port = port
        switch kind {
        case .sipp(let status, let transport):
            try folder.write(Self.scenario(status), to: "options.xml")
            program = try await LoopbackProgram(
                "/usr/bin/sipp",
                [
                    "-sf", folder.path + "/options.xml", "-i", "127.0.0.1", "-p", "\(port)", "-t",
                    transport == "tcp" ? "t1" : "u1",
                    "-nostdin", "-timeout", "60", "-trace_msg", "-message_file", folder.path + "/messages",
                ], in: folder
            ) { _ in LoopbackProgram.isOpen(port, transport: transport) }
        case .kamailio:
            try folder.write(Self.configuration(port), to: "kamailio.cfg")
            program = try await LoopbackProgram(
                "/usr/sbin/kamailio",
                ["-f", folder.path + "/kamailio.cfg", "-DD", "-E", "-Y", folder.path, "-m", "8", "-M", "2"], in: folder
            ) { _ in
                LoopbackProgram.isOpen(port, transport: "udp") && LoopbackProgram.isOpen(port, transport: "tcp")
            }
        }
    }

    /// The methods of the requests that it was sent, in order.
    ///
    /// - Parameter count: how many are waited for; fewer, if they do not come.
    /// - Throws: when the test is cancelled.
    public func requests(count: Int) async throws -> [String] {
        _ = try await LoopbackProgram.waits { received.count >= count }
        return received
    }

    /// Ends it.
    public func stop() { program.stop() }

    private var received: [String] {
        switch kind {
        case .sipp:
            ((try? folder.read("messages")) ?? "").split(whereSeparator: \.isNewline).filter {
                $0.hasSuffix(" SIP/2.0")
            }
            .map { String($0.prefix { $0 != " " }) }
        case .kamailio:
            program.said.split(separator: "\n").compactMap { line in
                line.firstRange(of: "asked ").map { String(line[$0.upperBound...].prefix { $0 != " " }) }
            }
        }
    }

    private static func scenario(_ status: Int?) -> String {
        let head = """
            <?xml version="1.0" encoding="UTF-8" ?>
            <scenario name="options">
            <recv request="OPTIONS"></recv>

            """
        guard let status else { return head + "<pause milliseconds=\"60000\"/>\n</scenario>\n" }
        let retry = status == 503 ? "Retry-After: 120\n" : ""
        return head + """
            <send><![CDATA[

            SIP/2.0 \(status) \(status == 200 ? "OK" : "Service Unavailable")
            [last_Via:]
            [last_From:]
            [last_To:];tag=[pid]SIPpTag[call_number]
            [last_Call-ID:]
            [last_CSeq:]
            Server: sipp of the test
            \(retry)Content-Length: 0

            ]]></send>
            </scenario>

            """
    }

    private static func configuration(_ port: UInt16) -> String {
        """
        #!KAMAILIO
        debug=1
        log_stderror=yes
        children=1
        tcp_children=1
        auto_aliases=no
        listen=udp:127.0.0.1:\(port)
        listen=tcp:127.0.0.1:\(port)
        mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/:/usr/lib/aarch64-linux-gnu/kamailio/modules/"
        loadmodule "sl.so"
        loadmodule "pv.so"
        loadmodule "xlog.so"
        request_route {
          xlog("L_ALERT", "asked $rm $ru by $proto\\n");
          if (method=="OPTIONS") { sl_send_reply("200", "Alive"); exit; }
          sl_send_reply("403", "Not here");
        }

        """
    }
}
