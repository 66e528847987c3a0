import Glibc

/// How a table is encoded.
public enum TableEncoding: String, Sendable, Hashable, CaseIterable {
    case utf8 = "utf-8"
    case cp932
}

/// The system cannot read an encoding.
public struct EncodingUnavailable: Error, Sendable {
    /// Which.
    public var encoding: TableEncoding
}

/// Turns lines of a table into characters, by the system's `iconv`.
struct TableDecoder: ~Copyable {
    private let descriptor: iconv_t

    init(_ encoding: TableEncoding) throws(EncodingUnavailable) {
        let name = encoding == .utf8 ? "UTF-8" : "CP932"
        guard let opened = iconv_open("UTF-32LE", name), Int(bitPattern: opened) != -1 else {
            throw EncodingUnavailable(encoding: encoding)
        }
        descriptor = opened
    }

    deinit { iconv_close(descriptor) }

    /// The characters up to the end, or to the first bytes that are none.
    func decode(_ bytes: ArraySlice<UInt8>) -> (scalars: [Unicode.Scalar], isWhole: Bool) {
        iconv(descriptor, nil, nil, nil, nil)
        // No character has fewer bytes than one, and each becomes four.
        var target = [UInt8](repeating: 0, count: max(4, bytes.count * 4))
        var freeCount = target.count
        let isWhole = bytes.withUnsafeBytes { source in
            target.withUnsafeMutableBytes { target in
                // `iconv` is declared without `const` for its input but does not write to it (POSIX, iconv, RATIONALE).
                var next = UnsafeMutableRawPointer(mutating: source.baseAddress)?.assumingMemoryBound(to: CChar.self)
                var free = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var leftCount = source.count
                return iconv(descriptor, &next, &leftCount, &free, &freeCount) != -1 && leftCount == 0
            }
        }
        var scalars: [Unicode.Scalar] = []
        let written = target.count - freeCount
        scalars.reserveCapacity(written / 4)
        for start in stride(from: 0, to: written, by: 4) {
            let value =
                UInt32(target[start]) | UInt32(target[start + 1]) << 8 | UInt32(target[start + 2]) << 16
                | UInt32(target[start + 3]) << 24
            guard let scalar = Unicode.Scalar(value) else { return (scalars, false) }
            scalars.append(scalar)
        }
        return (scalars, isWhole)
    }
}
