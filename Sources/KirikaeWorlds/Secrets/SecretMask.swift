import KirikaeRunbook

/// Takes secrets out of what a program prints, before anything else sees it: the value as it is and in the forms in which programs
/// like to print values.
///
/// A value may be split over several pieces, so the end of each piece that could be the beginning of a secret is held back until
/// more comes, or until the end.
struct SecretMask {
    /// What stands for a secret.
    static let replacement = Array("•••".utf8)

    private let forms: [[UInt8]]
    private var held: [UInt8] = []

    init(_ secrets: [[UInt8]]) {
        forms = secrets.flatMap(Self.forms).sorted { $0.count > $1.count }
    }

    /// What may be shown of a piece, together with what was held back before.
    mutating func take(_ bytes: [UInt8]) -> [UInt8] {
        guard !forms.isEmpty else { return bytes }
        held += bytes
        var shown: [UInt8] = []
        var index = 0
        while index < held.count {
            let rest = held[index...]
            if let form = forms.first(where: { rest.starts(with: $0) }) {
                shown += Self.replacement
                index += form.count
            } else if forms.contains(where: { $0.count > rest.count && $0.starts(with: rest) }) {
                break
            } else {
                shown.append(held[index])
                index += 1
            }
        }
        held.removeFirst(index)
        return shown
    }

    /// What was held back to the end.
    mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }

    /// The forms of one secret: as it is, in Base64 at each of the three offsets, in hexadecimal, encoded for URLs, quoted for
    /// JSON and for a shell, and in the encodings of the programs.
    private static func forms(of secret: [UInt8]) -> [[UInt8]] {
        let text = String(decoding: secret, as: UTF8.self)
        var forms = [secret, hexadecimal(secret, "0123456789abcdef"), hexadecimal(secret, "0123456789ABCDEF")]
        forms.append(percentEncoded(secret))
        forms.append(Array(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").utf8))
        forms.append(Array(text.replacing("'", with: "'\\''").utf8))
        for offset in 0..<3 {
            // The characters at both ends of the encoded form depend on what stands beside the secret.
            let encoded = base64([UInt8](repeating: 0, count: offset) + secret)
            let first = offset == 0 ? 0 : offset + 1
            let last = encoded.count - ((offset + secret.count) % 3 == 0 ? 0 : 1)
            if first < last { forms.append(Array(encoded[first..<last])) }
        }
        for encoding in [TextEncoding.cp932, .eucJP] {
            // A secret that a program's encoding cannot say is not printed in it.
            if let encoded = try? encoding.encode(text) { forms.append(encoded) }
        }
        return Array(Set(forms.filter { $0.count >= SecretStore.minimumBytes }))
    }

    private static func hexadecimal(_ bytes: [UInt8], _ digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    private static func percentEncoded(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
            return isPlain ? [byte] : [0x25] + hexadecimal([byte], "0123456789ABCDEF")
        }
    }

    /// Base64 without the padding.
    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let group = bytes[index..<min(index + 3, bytes.count)]
            let value = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
            for digit in 0...group.count { result.append(digits[value >> (18 - 6 * digit) & 63]) }
            index += 3
        }
        return result
    }
}
