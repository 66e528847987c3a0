import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeSimulator

@Suite struct SIPResponderTests {
    private static let request = """
        OPTIONS sip:127.0.0.1 SIP/2.0\r
        v: SIP/2.0/UDP 127.0.0.1:5099;branch=z9hG4bK1;rport\r
        Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK0\r
        From: <sip:a@b>;tag=1\r
        To:\r
         <sip:c@d>\r
        Call-ID: x\r
        CSeq: 7 OPTIONS\r
        \r\n
        """

    private func reply(_ text: String, processes: String? = "running") -> String? {
        var state = ServiceState()
        state["call.main.processes"] = processes
        return SIPResponder.reply(to: Array(text.utf8), from: 5_099, at: .main, in: state)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func answerRepeatsWhatItMust() throws {
        let lines = try #require(reply(Self.request)).split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(
            lines == [
                "SIP/2.0 200 OK", "Via: SIP/2.0/UDP 127.0.0.1:5099;branch=z9hG4bK1;rport=5099;received=127.0.0.1",
                "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK0", "From: <sip:a@b>;tag=1", "To:  <sip:c@d>;tag=j1-sip",
                "Call-ID: x", "CSeq: 7 OPTIONS", "Allow: OPTIONS", "Accept: application/sdp", "Server: j1-sip",
                "Content-Length: 0", "", "",
            ])
    }

    @Test(arguments: [
        ("OPTIONS sip", "INVITE sip", "SIP/2.0 405"), ("OPTIONS sip", "ACK sip", nil), ("Call-ID: x\r\n", "", nil),
        ("v: ", "Route: ", "SIP/2.0 200"), ("SIP/2.0\r\nv", "HTTP/1.1\r\nv", nil), ("CSeq:", "CSeq", nil),
        ("OPTIONS sip", "OPTIONS  sip", nil),
    ])
    func oddRequests(part: String, instead: String, begins: String?) {
        let reply = reply(Self.request.replacing(part, with: instead))
        #expect(reply.map { String($0.prefix(begins?.count ?? 0)) } == begins)
    }

    @Test(arguments: [("running", "200"), ("starting", "503"), ("partial", "503"), ("stopped", nil)])
    func processesDecide(processes: String, code: String?) {
        #expect(reply(Self.request, processes: processes).map { String($0.dropFirst(8).prefix(3)) } == code)
    }

    @Test func randomDatagramsDoNoHarm() {
        var generator = SeededGenerator(for: "SIPResponderTests")
        var state = ServiceState()
        state["call.dr.processes"] = "running"
        for _ in 0..<10_000 {
            var bytes = Array(Self.request.utf8)
            for _ in 0...Int.random(in: 0..<6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            if Bool.random(using: &generator) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
            let reply = SIPResponder.reply(to: bytes, from: 9, at: .dr, in: state)
            #expect(reply.map { $0.starts(with: Array("SIP/2.0 ".utf8)) } != false, "seed \(generator.seed)")
        }
    }
}
