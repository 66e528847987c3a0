import Glibc

/// Text written in CP932, the encoding of a Japanese command prompt.
struct CP932Output {
    private let converter: iconv_t

    /// Nil when the system has no such conversion.
    init?() {
        guard let converter = iconv_open("CP932", "UTF-8"), Int(bitPattern: converter) != -1 else { return nil }
        self.converter = converter
    }

    /// Writes a text to the terminal.
    ///
    /// - Returns: false when it cannot be written, as when the terminal is gone.
    func write(_ text: String) -> Bool {
        Self.write(converted(text), to: STDOUT_FILENO)
    }

    /// Says in plain ASCII why the program cannot be used.
    static func complain(_ text: String) {
        // Nothing can be done where even this cannot be written; the exit code says it as well.
        _ = write(Array("kirikae-simulated-program: \(text)\n".utf8), to: STDERR_FILENO)
    }

    /// The bytes of a text; a character without a form in CP932 becomes a question mark, as on a Japanese console.
    private func converted(_ text: String) -> [UInt8] {
        text.flatMap { converted($0) ?? [UInt8(ascii: "?")] }
    }

    private func converted(_ character: Character) -> [UInt8]? {
        if let ascii = character.asciiValue { return [ascii] }
        var source = Array(String(character).utf8).map { CChar(bitPattern: $0) }
        // Every character of CP932 takes at most as many bytes as in UTF-8.
        var target = [CChar](repeating: 0, count: source.count)
        let count: Int? = source.withUnsafeMutableBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress
                var fromCount = source.count
                var to = target.baseAddress
                var toCount = target.count
                let result = iconv(converter, &from, &fromCount, &to, &toCount)
                // iconv(3) returns (size_t)-1 when a character has no form in CP932.
                return result == Int(bitPattern: UInt.max) || fromCount > 0 ? nil : target.count - toCount
            }
        }
        return count.map { target[..<$0].map { UInt8(bitPattern: $0) } }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
