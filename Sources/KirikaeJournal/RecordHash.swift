import Crypto

/// A SHA-256 hash (FIPS 180-4): the link between a record and all records before it.
public struct RecordHash: Hashable, Sendable, CustomStringConvertible {
    /// Bytes of a hash.
    public static let byteCount = 32
    /// What stands for the previous hash of record 0.
    public static let zero = RecordHash(bytes: [UInt8](repeating: 0, count: byteCount))

    /// The 32 bytes.
    public let bytes: [UInt8]

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(_ digest: SHA256Digest) {
        self.init(bytes: digest.withUnsafeBytes { Array($0) })
    }

    /// The hash of bytes alone, as for a pinned file.
    public init(hashing contents: [UInt8]) {
        var function = SHA256()
        contents.withUnsafeBytes { function.update(bufferPointer: $0) }
        self.init(function.finalize())
    }

    /// The hash of pieces, one after the other, until there is none.
    init(hashing next: () -> [UInt8]?) {
        var function = SHA256()
        while let piece = next() { piece.withUnsafeBytes { function.update(bufferPointer: $0) } }
        self.init(bytes: Array(function.finalize()))
    }

    /// The hash of a record: SHA-256 over the previous hash and the canonical JSON of the payload.
    public init(chaining json: some Collection<UInt8>, after previous: RecordHash) {
        var function = SHA256()
        previous.bytes.withUnsafeBytes { function.update(bufferPointer: $0) }
        let isContiguous: Void? = json.withContiguousStorageIfAvailable { bytes in
            function.update(bufferPointer: UnsafeRawBufferPointer(bytes))
        }
        if isContiguous == nil { Array(json).withUnsafeBytes { function.update(bufferPointer: $0) } }
        self.init(function.finalize())
    }

    /// Reads 64 lower-case hexadecimal digits; nil for anything else, so that a hash has one written form.
    public init?(hexadecimal text: String) {
        self.init(hexadecimalBytes: Array(text.utf8)[...])
    }

    init?(hexadecimalBytes digits: ArraySlice<UInt8>) {
        guard digits.count == 2 * Self.byteCount else { return nil }
        var isValid = true
        let bytes = digits.withUnsafeBufferPointer { digits in
            [UInt8](unsafeUninitializedCapacity: Self.byteCount) { bytes, count in
                for index in 0..<Self.byteCount {
                    let (high, low) = (Self.value(of: digits[2 * index]), Self.value(of: digits[2 * index + 1]))
                    if high | low > 0x0F { isValid = false }
                    bytes[index] = high << 4 | low
                }
                count = Self.byteCount
            }
        }
        guard isValid else { return nil }
        self.init(bytes: bytes)
    }

    /// 64 lower-case hexadecimal digits.
    public var hexadecimal: String { String(decoding: hexadecimalBytes, as: UTF8.self) }

    /// 64 lower-case hexadecimal digits.
    public var description: String { hexadecimal }

    var hexadecimalBytes: [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * Self.byteCount)
        appendHexadecimal(to: &digits)
        return digits
    }

    func appendHexadecimal(to digits: inout [UInt8]) {
        for byte in bytes {
            digits.append(Self.digit(byte >> 4))
            digits.append(Self.digit(byte & 0x0F))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The value of a digit; 0xFF for what is none.
    private static func value(of digit: UInt8) -> UInt8 {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: 0xFF
        }
    }
}
