import KirikaeService

/// What the SIP server of a site answers; it has no sockets and no time.
enum SIPResponder {
    private static let allowed = SIPOptions.Field(name: "Allow", value: "OPTIONS")

    /// The answer to a datagram; nil where a server says nothing: its site is gone, or all its processes are stopped.
    static func reply(
        to bytes: [UInt8], from senderPort: Int, at site: CentreSite, in state: ServiceState
    ) -> [UInt8]? {
        let processes = state["call.\(site.rawValue).processes"]
        // An ACK is never answered (RFC 3261, 17.1.1.3).
        guard site.answers(in: state), processes != "stopped", let request = SIPOptions(bytes), request.method != "ACK"
        else { return nil }
        let tag = "\(site.prefix)-sip"
        guard processes == "running" else {
            return request.answer("503 Service Unavailable", tag: tag, senderPort: senderPort)
        }
        guard request.method == "OPTIONS" else {
            return request.answer("405 Method Not Allowed", tag: tag, senderPort: senderPort, extra: [allowed])
        }
        return request.answer(
            "200 OK", tag: tag, senderPort: senderPort,
            extra: [allowed, .init(name: "Accept", value: "application/sdp"), .init(name: "Server", value: tag)])
    }
}
