/// Turns the bytes of a program into text as they arrive.
///
/// The text does not depend on how the bytes were cut into chunks: an incomplete character waits for the next chunk. A
/// byte that begins no character is shown as `\xNN` (two upper-case hexadecimal digits) and decoding goes on after it, so
/// nothing is dropped.
public final class IncrementalTextDecoder {
    /// Nil for UTF-8, which needs no table: a small system may have none.
    private let converter: IconvConverter?
    private var pending: [UInt8] = []

    /// Throws ``TextEncodingError/conversionUnavailable(from:to:)``.
    public init(_ encoding: TextEncoding) throws(TextEncodingError) {
        guard encoding != .utf8 else {
            converter = nil
            return
        }
        // By way of UTF-32, not UTF-8: glibc's UTF-8 target lets values above U+10FFFF through, which are no characters.
        converter = try IconvConverter(from: encoding.iconvName, to: "UTF-32LE")
    }

    /// The text of this chunk, together with what was waiting for it.
    public func decode(_ chunk: some Sequence<UInt8>) -> String {
        pending.append(contentsOf: chunk)
        var text = ""
        var rest = pending[...]
        while true {
            let stop = convert(&rest, to: &text)
            guard stop == .invalidInput, let invalid = rest.popFirst() else { break }
            text += Self.escaped(invalid)
        }
        pending = Array(rest)
        return text
    }

    /// Takes what is text, up to the first byte that is not.
    private func convert(_ rest: inout ArraySlice<UInt8>, to text: inout String) -> IconvConverter.Stop {
        guard converter != nil else {
            let (count, stop) = UTF8Scanner.textPrefix(of: rest)
            text += String(decoding: rest.prefix(count), as: UTF8.self)
            rest = rest.dropFirst(count)
            return stop
        }
        guard let part = converter?.convert(rest) else { return .end }
        Self.append(utf32LittleEndian: part.bytes, to: &text)
        rest = rest.dropFirst(part.consumedCount)
        return part.stop
    }

    /// The bytes of a character that never became complete, each as `\xNN`; empty if there is none.
    ///
    /// The decoder may then be used for another text.
    public func finish() -> String {
        defer { pending = [] }
        return pending.map(Self.escaped).joined()
    }

    private static func append(utf32LittleEndian bytes: [UInt8], to text: inout String) {
        for index in stride(from: 0, to: bytes.count - 3, by: 4) {
            let value =
                UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8
                | UInt32(bytes[index + 2]) << 16 | UInt32(bytes[index + 3]) << 24
            // `iconv` gives no other values in UTF-32; U+FFFD would show if it ever did.
            text.unicodeScalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
        }
    }

    private static func escaped(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF")
        return "\\x\(digits[Int(byte >> 4)])\(digits[Int(byte & 0xF)])"
    }
}
