import Testing

@testable import KirikaeWorlds

@Suite struct ConversationMatcherTests {
    typealias Exchange = ConversationMatcher.Exchange

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var exchanges: [Exchange]
        var text: String
        var happened: [Int]
        var missing: [Int] = []
        var passedOver: [Int] = []
    }

    static let warning = Exchange(expect: "[R] 一度だけ実行する(R)", reply: .text("R"), isOptional: true)
    static let site = Exchange(expect: "バックアップサイト", reply: nil, isOptional: true)
    static let done = Exchange(expect: "完了しました", reply: .anyKey)

    static let cases: [Case] = [
        Case(
            testDescription: "all in order", exchanges: [warning, site, done],
            text: "[R] 一度だけ実行する(R)\r\nバックアップサイト\r\n完了しました。", happened: [0, 1, 2]),
        Case(
            testDescription: "optional ones passed over", exchanges: [warning, site, done],
            text: "完了しました。", happened: [2], passedOver: [0, 1]),
        Case(
            testDescription: "one passed over does not happen later", exchanges: [warning, done],
            text: "完了しました。[R] 一度だけ実行する(R)", happened: [1], passedOver: [0]),
        Case(
            testDescription: "nothing happens before one that must", exchanges: [done, site],
            text: "バックアップサイト", happened: [], missing: [0], passedOver: [1]),
        Case(
            testDescription: "what was matched is consumed",
            exchanges: [Exchange(expect: "aba", reply: nil), Exchange(expect: "bac", reply: nil)],
            text: "abac", happened: [0], missing: [1]),
        Case(
            testDescription: "the same text twice",
            exchanges: [Exchange(expect: "続行?", reply: .text("Y")), Exchange(expect: "続行?", reply: .text("n"))],
            text: "続行? 続行?", happened: [0, 1]),
        Case(
            testDescription: "a tie goes to the earlier exchange",
            exchanges: [
                Exchange(expect: "続行?", reply: .text("Y"), isOptional: true),
                Exchange(expect: "続行?", reply: .text("n")),
            ], text: "続行?", happened: [0], missing: [1]),
        Case(
            testDescription: "with the same end the one that began earlier wins",
            exchanges: [Exchange(expect: "(R)", reply: nil, isOptional: true), warning, done],
            text: "[R] 一度だけ実行する(R) 完了しました", happened: [1, 2], passedOver: [0]),
        Case(
            testDescription: "a false start", exchanges: [Exchange(expect: "aab", reply: nil)], text: "aaab",
            happened: [0]),
        Case(
            testDescription: "control sequences and CR do not count", exchanges: [done],
            text: "\u{1B}[1;31m完了\u{1B}[0m\rし\u{1B}]0;title\u{07}ま\u{1B}]8;;http://x/\u{1B}\\し\u{1B}(Bた", happened: [0]),
        Case(
            testDescription: "the text within a title does not count", exchanges: [done],
            text: "\u{1B}]0;完了しました\u{07}", happened: [], missing: [0]),
        Case(
            testDescription: "a title without end does not swallow the next line", exchanges: [done],
            text: "\u{1B}]0;title\n完了しました", happened: [0]),
        Case(
            testDescription: "CR in what is expected does not count",
            exchanges: [Exchange(expect: "一\r\n二", reply: nil)], text: "一\n二", happened: [0]),
        Case(
            testDescription: "an empty text never happens", exchanges: [Exchange(expect: "", reply: nil)], text: "text",
            happened: [], missing: [0]),
    ]

    @Test(arguments: cases)
    func `exchanges happen in order, whole or character by character`(_ example: Case) {
        for chunks in [[example.text], example.text.unicodeScalars.map { String($0) }] {
            var matcher = ConversationMatcher(example.exchanges)
            let matches = chunks.flatMap { matcher.feed($0) }
            #expect(matches.map(\.index) == example.happened)
            #expect(matches.map(\.reply) == example.happened.map { example.exchanges[$0].reply })
            #expect(matcher.happened == example.happened)
            #expect(matcher.missing == example.missing)
            #expect(matcher.passedOver == example.passedOver)
            #expect(matcher.isComplete == example.missing.isEmpty)
        }
    }

    @Test func `a backslash and a bar inside CP932 characters are not seen`() throws {
        let decoder = try IncrementalTextDecoder(.cp932)
        let bytes = try TextEncoding.cp932.encode("ポータル ソフトフォン")
        #expect(bytes.contains(0x5C) && bytes.contains(0x7C), "the bytes collide")
        var matcher = ConversationMatcher([
            Exchange(expect: "\\", reply: nil, isOptional: true), Exchange(expect: "|", reply: nil),
        ])
        #expect(matcher.feed(decoder.decode(bytes)).isEmpty)
    }

    @Test func `random conversations match the same however the text is cut`() {
        for seed in UInt64(1)...300 {
            var random = SplitMix(state: seed)
            let letters = Array("ab\u{1B}[m\r]完了")
            func word(_ count: Int) -> String {
                String((0..<count).map { _ in letters[Int(random.next() % UInt64(letters.count))] })
            }
            let exchanges = (0..<4).map { _ in
                Exchange(expect: word(2), reply: nil, isOptional: random.next() % 2 == 0)
            }
            let text = word(60)
            var whole = ConversationMatcher(exchanges)
            var cut = ConversationMatcher(exchanges)
            let expected = whole.feed(text)
            let found = text.unicodeScalars.flatMap { cut.feed(String($0)) }
            #expect(found == expected, "seed \(seed)")
        }
    }

    @Test func `replies end with Enter and hold nothing that acts on the terminal`() throws {
        #expect(try ConversationReply.anyKey.bytes(in: .cp932) == [0x0D])
        #expect(try ConversationReply.text("予R").bytes(in: .cp932) == [0x97, 0x5C, 0x52, 0x0D])
        #expect(try ConversationReply.text("").bytes(in: .utf8) == [0x0D])
        for text in ["\u{03}", "a\nb", "\u{1B}[A", "\u{7F}", "\u{9B}"] {
            #expect(
                throws: ConversationReplyError.controlCharacter(
                    try #require(text.unicodeScalars.first { $0 != "a" }).value)
            ) {
                try ConversationReply.text(text).bytes(in: .utf8)
            }
        }
        #expect(try ConversationReply.text(String(repeating: "a", count: 4_094)).bytes(in: .utf8).count == 4_095)
        #expect(throws: ConversationReplyError.tooLong(maximumBytes: 4_094)) {
            try ConversationReply.text(String(repeating: "a", count: 4_095)).bytes(in: .utf8)
        }
        #expect(throws: ConversationReplyError.encoding(.unencodable("한"))) {
            try ConversationReply.text("한").bytes(in: .cp932)
        }
    }
}
