import KirikaeRunbook

/// The forms in which programs print a value.
///
/// What a program makes of it by computing, such as a hash or an encryption, is none of them.
enum SecretForms {
    /// All forms of a secret, and of each of its lines that is long enough to be one by itself.
    static func all(of secret: [UInt8]) -> [[UInt8]] {
        let lines = secret.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).map(Array.init)
        return (lines.count > 1 ? [secret] + lines : [secret])
            .flatMap(forms)
            .filter { $0.count >= SecretStore.minimumBytes }
    }

    /// As it is, quoted for JSON, HTML and shells, in the encodings of programs; each of the encodings also in hexadecimal, in
    /// Base64 at each of the three offsets, and encoded for URLs.
    private static func forms(of secret: [UInt8]) -> [[UInt8]] {
        guard let text = String(validating: secret, as: UTF8.self) else { return [secret] + computed(secret) }
        let written = [
            text, json(text), json(text).replacing("/", with: "\\/"), escapedJSON(text, "0123456789abcdef"),
            escapedJSON(text, "0123456789ABCDEF"), text.replacing("'", with: "'\\''"),
            text.replacing("'", with: "'\"'\"'"), backslashed(text), octal(secret), html(text),
        ]
        var forms = written.map { Array($0.utf8) } + computed(secret)
        for encoding in [TextEncoding.cp932, .eucJP] {
            // What an encoding cannot say is not printed in it.
            forms += written.compactMap { try? encoding.encode($0) }
            if let encoded = try? encoding.encode(text) { forms += computed(encoded) }
        }
        return forms
    }

    private static func computed(_ bytes: [UInt8]) -> [[UInt8]] {
        let lower = Array("0123456789abcdef".utf8)
        let upper = Array("0123456789ABCDEF".utf8)
        return [
            hexadecimal(bytes, lower), hexadecimal(bytes, upper), percentEncoded(bytes, lower),
            percentEncoded(bytes, upper),
            percentEncoded(bytes, upper, space: [0x2B]), Array(octal(bytes).utf8),
        ] + (0..<3).flatMap { base64(bytes, offset: $0, isForURLs: false) + base64(bytes, offset: $0, isForURLs: true) }
    }

    // MARK: Quoted

    private static func json(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// JSON in ASCII only.
    private static func escapedJSON(_ text: String, _ digits: String) -> String {
        let digits = Array(digits)
        var result = ""
        for scalar in json(text).unicodeScalars {
            guard !scalar.isASCII else {
                result.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                result += "\\u" + [12, 8, 4, 0].map { String(digits[Int(unit >> $0 & 15)]) }.joined()
            }
        }
        return result
    }

    /// As `printf %q` writes it.
    private static func backslashed(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isPlain =
                !scalar.isASCII || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "_-+./:=@%".unicodeScalars.contains(scalar)
            if !isPlain { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// As a shell without the language writes it: `$'…'`.
    private static func octal(_ bytes: [UInt8]) -> String {
        var result = ""
        for byte in bytes {
            if byte >= 0x80 || byte < 0x20 {
                result += "\\" + [6, 3, 0].map { String(byte >> $0 & 7) }.joined()
            } else {
                if byte == 0x27 || byte == 0x5C { result += "\\" }
                result.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return result
    }

    private static func html(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    // MARK: Computed

    private static func hexadecimal(_ bytes: [UInt8], _ digits: [UInt8]) -> [UInt8] {
        bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    private static func percentEncoded(_ bytes: [UInt8], _ digits: [UInt8], space: [UInt8]? = nil) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            if byte == 0x20, let space { return space }
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
            return isPlain ? [byte] : [0x25] + hexadecimal([byte], digits)
        }
    }

    /// The characters that the secret decides where so many bytes of a group of three stand before it: those that it decides
    /// alone, and those where nothing follows, with and without the padding.
    private static func base64(_ secret: [UInt8], offset: Int, isForURLs: Bool) -> [[UInt8]] {
        let encoded = base64([UInt8](repeating: 0, count: offset) + secret, isForURLs ? "-_" : "+/")
        let first = offset == 0 ? 0 : offset + 1
        guard (offset + secret.count) % 3 != 0 else { return [Array(encoded[first...])] }
        let padding = [UInt8](repeating: 0x3D, count: 3 - (offset + secret.count) % 3)
        return [Array(encoded[first..<(encoded.count - 1)]), Array(encoded[first...]), encoded[first...] + padding]
    }

    /// Base64 without the padding.
    private static func base64(_ bytes: [UInt8], _ end: String) -> [UInt8] {
        let digits = Array(("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + end).utf8)
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
