import KirikaeRunbook

/// An `OPTIONS` request (RFC 3261, 11), and what an answer to it must bear.
struct SIPRequest {
    /// The mark of this request alone, by which answers are known (RFC 3261, 17.1.3).
    let branch: String
    /// Its bytes.
    let bytes: [UInt8]

    /// Writes a request.
    ///
    /// - Parameters:
    ///   - probe: whom to ask.
    ///   - local: this side of the socket.
    init(_ probe: SIPProbe, from local: String) {
        branch = "z9hG4bK" + Self.random()
        let target = "sip:\(probe.user.map { $0 + "@" } ?? "")\(probe.address.written)"
        let isTCP = probe.transport == .tcp
        let uri = isTCP ? target + ";transport=tcp" : target
        let lines = [
            "OPTIONS \(uri) SIP/2.0",
            // `rport` (RFC 3581): the answer comes back to where the request came from, address translation or not.
            "Via: SIP/2.0/\(isTCP ? "TCP" : "UDP") \(local);branch=\(branch);rport", "Max-Forwards: 70",
            "From: <sip:kirikae@\(local)>;tag=\(Self.random())", "To: <\(target)>",
            "Call-ID: \(Self.random())@\(local)", "CSeq: \(Self.sequence)",
            "Contact: <sip:kirikae@\(local)\(isTCP ? ";transport=tcp" : "")>", "Accept: application/sdp",
            "User-Agent: kirikae", "Content-Length: 0",
        ]
        bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// Whether an answer is one to this request, and not to another or a former one.
    func isAnswered(by response: SIPResponse) -> Bool {
        response.branch == branch && response.sequence == Self.sequence
    }

    private static let sequence = "1 OPTIONS"

    private static func random() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }
}
