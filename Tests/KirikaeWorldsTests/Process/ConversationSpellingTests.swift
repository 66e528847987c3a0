import Testing

@testable import KirikaeWorlds

/// What counts as the same text, and what does not: texts of Japanese programs come in several spellings.
@Suite struct ConversationSpellingTests {
    /// What is expected, what is printed, whether it happens, and whether it is in the same spelling.
    static let spellings: [(expected: String, printed: String, happens: Bool, isLiteral: Bool)] = [
        ("が", "が", true, true), ("ガ", "ガ", true, true),
        // One code point or two: the same character (canonical equivalence).
        ("が", "か\u{3099}", true, false), ("か\u{3099}", "が", true, false), ("パス", "ハ\u{309A}ス", true, false),
        ("デプロイ完了", "テ\u{3099}フ\u{309A}ロイ完了", true, false), ("é", "e\u{301}", true, false),
        ("ệ", "e\u{323}\u{302}", true, false), ("福", "\u{FA1B}", true, false), ("Å", "\u{212B}", true, false),
        // One character of JIS X 0208, two code points.
        ("8〜9", "8～9", true, false), ("8～9", "8〜9", true, false), ("－", "−", true, false), ("∥", "‖", true, false),
        ("―", "—", true, false), ("￠￡￢", "¢£¬", true, false), ("¥Program", "\\Program", true, false),
        // Other characters, though they look or sound alike.
        ("ガ", "ｶﾞ", false, false), ("ｶﾞ", "ガ", false, false), ("カ", "ガ", false, false), ("ア", "ｱ", false, false),
        ("(R)", "（R）", false, false), ("髙", "高", false, false), ("﨑", "崎", false, false), ("ー", "一", false, false),
        ("ー", "-", false, false), ("①", "1", false, false), ("￥", "\\", false, false), ("A", "Ａ", false, false),
        // What cannot be seen counts.
        ("完了", "完\u{200D}了", false, false), ("完了", "完\u{200B}了", false, false), ("完了", "\u{FEFF}完了", true, true),
        ("が", "か\u{3099}\u{301}", true, false),
    ]

    @Test(arguments: spellings.indices) func spelling(index: Int) {
        let (expected, printed, happens, isLiteral) = Self.spellings[index]
        for text in ["前\(printed)後", printed] {
            for chunks in [[text], text.unicodeScalars.map { String($0) }] {
                var matcher = ConversationMatcher([.init(expect: expected, reply: nil)])
                let matches = chunks.flatMap { matcher.feed($0) }
                #expect(matches.count == (happens ? 1 : 0), "\(expected) in \(text)")
                if happens { #expect(matches.first?.isLiteral == isLiteral, "\(expected) in \(text)") }
            }
        }
    }

    /// What tables make of the same bytes: an author writes what he sees, whatever the table of his editor.
    @Test func tablesDiffer() throws {
        let wave: [(TextEncoding, [UInt8])] = [(.cp932, [0x81, 0x60]), (.eucJP, [0xA1, 0xC1])]
        let decoded = try wave.map { try IncrementalTextDecoderTests.decode($0.0, [$0.1]) }
        #expect(decoded[0].unicodeScalars.first != decoded[1].unicodeScalars.first, "the tables differ: \(decoded)")
        for text in decoded {
            for expected in ["〜", "～"] {
                var matcher = ConversationMatcher([.init(expect: expected, reply: nil)])
                #expect(matcher.feed(text).count == 1, "\(expected) in \(text)")
            }
        }
        // What only CP932 has is refused elsewhere, not replaced.
        for text in ["①", "髙", "﨑"] {
            #expect(try TextEncoding.cp932.encode(text).count == 2)
        }
        #expect(throws: TextEncodingError.self) { try TextEncoding.eucJP.encode("①") }
        // In all three the byte 5C is a backslash, however the screen shows it.
        for encoding in TextEncoding.allCases {
            #expect(try IncrementalTextDecoderTests.decode(encoding, [[0x5C]]) == "\\")
        }
    }

    /// A mark that comes later does not take back what was answered; it belongs to nothing then.
    @Test func aMarkBehindAnExchangeThatHappened() {
        var matcher = ConversationMatcher([.init(expect: "か", reply: nil), .init(expect: "く", reply: nil)])
        #expect(matcher.feed("か\u{3099}く").map(\.index) == [0, 1])
    }

    /// In front of the same mark a search goes back exactly one character.
    @Test func aFalseStartWithAMark() {
        var matcher = ConversationMatcher([.init(expect: "かが完", reply: nil)])
        #expect(matcher.feed("かかか\u{3099}完").count == 1)
        var other = ConversationMatcher([.init(expect: "かか完", reply: nil)])
        #expect(other.feed("かか\u{3099}完").isEmpty)
    }

    // MARK: Unexpected texts

    @Test(
        arguments: [
            ("続行", ["警告"], "警告 続行", [Int](), 0), ("続行", ["警告"], "続行 警告", [0], 0),
            ("続行", ["警告"], "続行", [0], nil), ("続行しますか", ["続"], "続行しますか", [], 0),
            // A longer text that was expected and ends with it goes before it.
            ("警告なし", ["なし"], "警告なし", [0], nil), ("続行", ["か\u{3099}", "警告"], "が", [], 0),
            ("続行", [""], "続行", [0], nil),
        ] as [(String, [String], String, [Int], Int?)])
    func unexpectedTexts(expected: String, unexpected: [String], printed: String, happened: [Int], stop: Int?) {
        for chunks in [[printed], printed.unicodeScalars.map { String($0) }] {
            var matcher = ConversationMatcher([.init(expect: expected, reply: nil)], unexpected: unexpected)
            _ = chunks.flatMap { matcher.feed($0) }
            #expect(matcher.happened == happened)
            #expect(matcher.unexpected == stop)
        }
    }

    @Test func randomTextsAreFoundAsBySearchingTheWhole() {
        for seed in UInt64(1)...200 {
            var random = SplitMix(state: seed)
            let letters = Array("かがハパ\u{3099}\u{309A}〜～ab".unicodeScalars)
            func text(_ count: Int) -> String {
                var text = ""
                for _ in 0..<count { text.unicodeScalars.append(letters[Int(random.next() % UInt64(letters.count))]) }
                return text
            }
            let expected = text(3)
            let printed = text(40)
            var matcher = ConversationMatcher([.init(expect: expected, reply: nil)])
            let found = !matcher.feed(printed).isEmpty
            // Slowly and on the whole text: the units of one within those of the other, the last perhaps without later marks.
            let pattern = TextUnit.units(of: expected.unicodeScalars)
            let scalars = Array(printed.unicodeScalars)
            let isThere = scalars.indices.contains { end in
                let units = TextUnit.units(of: scalars[...end])
                return units.count >= pattern.count && Array(units.suffix(pattern.count)) == pattern
            }
            #expect(found == isThere, "seed \(seed): \(expected) in \(printed)")
        }
    }
}
