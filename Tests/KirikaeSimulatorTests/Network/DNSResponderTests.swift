import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeSimulator

@Suite struct DNSResponderTests {
    private static let query: [UInt8] =
        [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1] + [10] + Array("j1-mmf01-0".utf8) + [0, 0, 1, 0, 1]
        + [0, 0, 41, 4, 0xD0, 0, 0, 0, 0, 0, 0]

    struct Message: Sendable, CustomStringConvertible {
        var name: String
        var change: @Sendable (inout [UInt8]) -> Void
        /// The code of the reply; nil where nothing is said.
        var code: UInt8?
        var description: String { name }
    }

    static let messages = [
        Message(name: "a question", change: { _ in }, code: 0),
        Message(name: "nothing", change: { $0 = [] }, code: nil),
        Message(name: "half a header", change: { $0 = Array($0[..<11]) }, code: nil),
        Message(name: "a header alone", change: { $0 = Array($0[..<12]) }, code: 1),
        Message(name: "an answer", change: { $0[2] |= 0x80 }, code: nil),
        Message(name: "another operation", change: { $0[2] |= 0x28 }, code: 4),
        Message(name: "two questions", change: { $0[5] = 2 }, code: 1),
        Message(name: "no question", change: { $0[5] = 0 }, code: 1),
        Message(name: "a pointer in the question", change: { $0[12] = 0xC0 }, code: 1),
        Message(name: "a label of 64 bytes", change: { $0[12] = 64 }, code: 1),
        Message(name: "a question that breaks off", change: { $0 = Array($0[..<25]) }, code: 1),
        Message(name: "a missing record", change: { $0[11] = 2 }, code: 1),
        Message(name: "bytes behind the end", change: { $0.append(0) }, code: 1),
        Message(name: "data beyond the end", change: { $0[$0.count - 1] = 9 }, code: 1),
        Message(name: "a label with a full stop", change: { $0[15] = UInt8(ascii: ".") }, code: 3),
    ]

    @Test(arguments: messages) func repliesAsAServerWould(_ message: Message) {
        var bytes = Self.query
        message.change(&bytes)
        let reply = DNSResponder.reply(to: bytes, in: ServiceState())
        #expect(reply.map { $0[3] & 0x0F } == message.code)
        #expect(reply == nil || reply.map { Array($0[..<2]) } == [0x12, 0x34])
    }

    @Test func nameOf255BytesIsReadAndALongerOneIsNot() {
        for (count, code) in [(3, UInt8(3)), (4, 1)] {
            let name = (0..<count).flatMap { _ in [63] + [UInt8](repeating: 97, count: 63) }
            let rest: [UInt8] = count == 3 ? [61] + [UInt8](repeating: 98, count: 61) : []
            let bytes = Array(Self.query[..<11]) + [0] + name + rest + [0, 0, 1, 0, 1]
            #expect(DNSResponder.reply(to: bytes, in: ServiceState()).map { $0[3] & 0x0F } == code)
        }
    }

    /// 10,000 messages, most of them a question with something wrong: never a crash, and every reply is one.
    @Test func randomMessagesDoNoHarm() {
        var generator = SeededGenerator(for: "DNSResponderTests")
        var replies = 0
        for _ in 0..<10_000 {
            var bytes = Self.query
            if Bool.random(using: &generator) {
                for _ in 0...Int.random(in: 0..<4, using: &generator) {
                    bytes[Int.random(in: 2..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                if Bool.random(using: &generator) {
                    bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
                }
            } else {
                let length = Int.random(in: 0...600, using: &generator)
                bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            }
            guard let reply = DNSResponder.reply(to: bytes, in: ServiceState()) else { continue }
            replies += 1
            #expect(reply.count >= 12 && reply[..<2] == bytes[..<2] && reply[2] & 0x80 != 0, "seed \(generator.seed)")
            // It can be read itself: the question as it was asked, and nothing left over.
            #expect(reply[5] == 0 || (try? DNSQuery(reply)) != nil, "seed \(generator.seed): \(bytes)")
        }
        #expect(replies > 1_000)
    }
}
