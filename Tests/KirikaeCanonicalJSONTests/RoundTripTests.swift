import Testing

@testable import KirikaeCanonicalJSON

/// SplitMix64: a failing run is repeated from its printed seed.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct RoundTripTests {
    private static let scalars: [Unicode.Scalar] = [
        "a", "\"", "\\", "/", "\n", "\u{0}", "\u{1F}", "\u{7F}", "é", "\u{301}", "切", "\u{E000}", "\u{FFFF}", "😀",
        "\u{10FFFF}",
    ]

    private func text(_ generator: inout SeededGenerator) -> String {
        var view = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            view.append(Self.scalars.randomElement(using: &generator) ?? "a")
        }
        return String(view)
    }

    private func value(_ generator: inout SeededGenerator, depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth < 4 ? 6 : 4), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &generator))
        case 3: return .string(text(&generator))
        case 4:
            return .array(
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in value(&generator, depth: depth + 1) })
        default:
            let members = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                (text(&generator), value(&generator, depth: depth + 1))
            }
            return .object(Dictionary(members, uniquingKeysWith: { _, last in last }))
        }
    }

    @Test func valueToBytesToValue() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("round trip seed \(seed)")
        var generator = SeededGenerator(state: seed)
        for round in 0..<2_000 {
            let value = value(&generator, depth: 0)
            let bytes = value.canonicalBytes
            let canonical = try JSONValue(parsingCanonical: bytes)
            #expect(canonical == value && canonical.canonicalBytes == bytes, "seed \(seed) round \(round)")
            #expect(try JSONValue(parsing: value.indentedText.utf8) == value, "seed \(seed) round \(round)")
        }
    }

    /// The parser of one pass accepts what the general parser and a comparison accept, and nothing else.
    @Test func bothParsersAgree() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("agreement seed \(seed)")
        var generator = SeededGenerator(state: seed)
        let hostile = [
            "-0", "00", "01", "-", "1.0", "1e3", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
            "-9223372036854775809", #""\u0041""#, #""\u000a""#, #""\u001F""#, #""\u001f""#, #""\/""#, #""\ud800""#,
            #""\b\t\n\f\r""#,
            #"{"a":1,"a":2}"#, #"{"b":1,"a":2}"#, #"{"é":1,"é":2}"#, "[1, 2]", "[1,]", "[", "{", "{\"a\"}", "\"", "tru",
            "true ",
            "nullx", "{\"\u{E000}\":1,\"\u{10000}\":2}", "{\"\u{10000}\":1,\"\u{E000}\":2}", "{\"a\":1,\"\":2}", "{}",
            "[]",
            String(repeating: "[", count: 64) + String(repeating: "]", count: 64),
            String(repeating: "[", count: 65) + String(repeating: "]", count: 65), "", " 1", "\u{FEFF}1",
        ].map { Array($0.utf8) }
        let damaged = (0..<5_000).map { _ -> [UInt8] in
            var bytes = value(&generator, depth: 0).canonicalBytes
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[index] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: index)
            default: break
            }
            return bytes
        }
        var accepted = 0
        for (round, bytes) in (hostile + damaged).enumerated() {
            // Not with `flatMap`: there `nil` would be the value null.
            var general = try? JSONValue(parsing: bytes)
            if let value = general, value.canonicalBytes != bytes { general = Optional.none }
            let inOnePass = bytes.withUnsafeBufferPointer { CanonicalJSONParser.value(of: $0) }
            #expect(inOnePass == general, "seed \(seed) round \(round): \(String(decoding: bytes, as: UTF8.self))")
            if general != nil { accepted += 1 }
        }
        #expect(accepted > 1_000 && accepted < 4_500)
    }

    /// Any bytes give a value or an error, and what canonical parsing accepts is written back byte for byte.
    @Test func damagedBytesNeverTrap() {
        let seed = UInt64.random(in: .min ... .max)
        print("damage seed \(seed)")
        var generator = SeededGenerator(state: seed)
        var refused = 0
        for round in 0..<5_000 {
            var bytes = value(&generator, depth: 0).canonicalBytes
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            bytes[index] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
            do throws(JSONSyntaxError) {
                let value = try JSONValue(parsingCanonical: bytes)
                #expect(value.canonicalBytes == bytes, "seed \(seed) round \(round)")
            } catch {
                refused += 1
                #expect((0...bytes.count).contains(error.offset), "seed \(seed) round \(round)")
            }
        }
        #expect(refused > 0)
    }
}
