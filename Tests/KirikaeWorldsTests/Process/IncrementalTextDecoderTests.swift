import KirikaeProcess
import Testing

@testable import KirikaeWorlds

@Suite struct IncrementalTextDecoderTests {
    /// Words whose CP932 bytes hold `\`, `|` and `^`, and characters that only CP932 has.
    static let words = "予備 ポータル ソフトフォン ①髙﨑 ｶﾅ タミマ [R] 一度だけ実行する(R)\r\n"

    static let whole: [(TextEncoding, [UInt8])] = [
        (.utf8, Array(words.utf8)),
        (
            .cp932,
            [
                0x97, 0x5C, 0x94, 0xF5, 0x20, 0x83, 0x7C, 0x81, 0x5B, 0x83, 0x5E, 0x83, 0x8B, 0x20, 0x83, 0x5C, 0x83,
                0x74, 0x83, 0x67, 0x83, 0x74, 0x83, 0x48, 0x83, 0x93, 0x20, 0x87, 0x40, 0xFB, 0xFC, 0xFA, 0xB1, 0x20,
                0xB6, 0xC5, 0x20, 0x83, 0x5E, 0x83, 0x7E, 0x83, 0x7D, 0x20, 0x5B, 0x52, 0x5D, 0x20, 0x88, 0xEA, 0x93,
                0x78, 0x82, 0xBE, 0x82, 0xAF, 0x8E, 0xC0, 0x8D, 0x73, 0x82, 0xB7, 0x82, 0xE9, 0x28, 0x52, 0x29, 0x0D,
                0x0A,
            ]
        ),
    ]

    static func decode(_ encoding: TextEncoding, _ chunks: [[UInt8]]) throws -> String {
        let decoder = try IncrementalTextDecoder(encoding)
        return chunks.map { decoder.decode($0) }.joined() + decoder.finish()
    }

    /// Scalar by scalar: `==` of strings would call differently composed texts equal.
    static func expectSame(_ text: String, _ expected: String, _ comment: String) {
        #expect(Array(text.unicodeScalars) == Array(expected.unicodeScalars), "\(comment): \(text)")
    }

    @Test(arguments: whole)
    func `text does not depend on where the bytes were cut`(encoding: TextEncoding, bytes: [UInt8]) throws {
        Self.expectSame(try Self.decode(encoding, [bytes]), Self.words, "whole")
        Self.expectSame(try Self.decode(encoding, bytes.map { [$0] }), Self.words, "byte by byte")
        for first in bytes.indices {
            for second in first..<bytes.count {
                let chunks = [bytes[..<first], bytes[first..<second], bytes[second...]].map(Array.init)
                Self.expectSame(try Self.decode(encoding, chunks), Self.words, "cut at \(first) and \(second)")
            }
        }
    }

    @Test(arguments: TextEncoding.allCases)
    func `what is encoded decodes to the same`(encoding: TextEncoding) throws {
        let text = "予備ポータル ソフトフォン はい Y/n 一度だけ実行する"
        Self.expectSame(try Self.decode(encoding, [try encoding.encode(text)]), text, encoding.rawValue)
    }

    static let invalid: [(TextEncoding, [UInt8], String)] = [
        (.utf8, [0x61, 0xFF, 0x62], "a\\xFFb"),
        (.utf8, [0xC0, 0x80], "\\xC0\\x80"),
        (.utf8, [0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"),
        (.utf8, [0xF4, 0x90, 0x80, 0x80, 0x21], "\\xF4\\x90\\x80\\x80!"),
        (.utf8, [0xF8, 0x88, 0x80, 0x80, 0x80], "\\xF8\\x88\\x80\\x80\\x80"),
        (.utf8, [0xE4, 0xBA], "\\xE4\\xBA"),
        (.utf8, [0xE4, 0x20, 0xE4, 0xBA, 0x88], "\\xE4 予"),
        (.cp932, [0x83], "\\x83"),
        (.cp932, [0x61, 0xFD, 0x62], "a\\xFDb"),
        (.cp932, [0x85, 0x20, 0x97, 0x5C], "\\x85 予"),
        (.eucJP, [0x8F, 0xB0], "\\x8F\\xB0"),
        (.eucJP, [0xFF, 0xA4, 0xA2], "\\xFFあ"),
    ]

    @Test(arguments: invalid)
    func `bytes that are no character are shown`(encoding: TextEncoding, bytes: [UInt8], expected: String) throws {
        Self.expectSame(try Self.decode(encoding, [bytes]), expected, "whole")
        Self.expectSame(try Self.decode(encoding, bytes.map { [$0] }), expected, "byte by byte")
    }

    @Test(arguments: TextEncoding.allCases)
    func `random bytes decode the same however they are cut`(encoding: TextEncoding) throws {
        for seed in UInt64(1)...200 {
            var random = SplitMix(state: seed)
            let bytes = (0..<200).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            var chunks: [[UInt8]] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int(random.next() % 5)
                chunks.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            Self.expectSame(
                try Self.decode(encoding, chunks), try Self.decode(encoding, [bytes]), "seed \(seed)")
        }
    }

    @Test func `a large text full of invalid bytes takes linear time`() throws {
        let start = MonotonicClock.nowMilliseconds()
        let text = try Self.decode(.cp932, [[UInt8](repeating: 0xFD, count: 262_144)])
        #expect(text.utf8.count == 262_144 * 4)
        #expect(MonotonicClock.nowMilliseconds() - start < 5_000)
    }

    @Test func `a character the encoding lacks is refused, not replaced`() {
        #expect(throws: TextEncodingError.unencodable("한")) { try TextEncoding.cp932.encode("予한国") }
        #expect(throws: TextEncodingError.unencodable("😀")) { try TextEncoding.eucJP.encode("😀") }
    }
}

/// A small generator with a seed (SplitMix64), so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
