/// Finds where bytes stop being UTF-8 (The Unicode Standard, table 3-7: well-formed byte sequences).
enum UTF8Scanner {
    /// How many bytes from the beginning are whole characters, and why it stops there.
    static func textPrefix(of bytes: ArraySlice<UInt8>) -> (count: Int, stop: IconvConverter.Stop) {
        bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count {
                guard let following = following(bytes[start]) else { return (start, .invalidInput) }
                for (index, range) in following.enumerated() {
                    let place = start + 1 + index
                    guard place < bytes.count else { return (start, .incompleteInput) }
                    guard range.contains(bytes[place]) else { return (start, .invalidInput) }
                }
                start += 1 + following.count
            }
            return (start, .end)
        }
    }

    private static let any: ClosedRange<UInt8> = 0x80...0xBF

    /// What may follow a first byte; nil for a byte that begins no character.
    private static func following(_ first: UInt8) -> [ClosedRange<UInt8>]? {
        switch first {
        case 0x00...0x7F: []
        case 0xC2...0xDF: [any]
        case 0xE0: [0xA0...0xBF, any]
        case 0xED: [0x80...0x9F, any]
        case 0xE1...0xEF: [any, any]
        case 0xF0: [0x90...0xBF, any, any]
        case 0xF1...0xF3: [any, any, any]
        case 0xF4: [0x80...0x8F, any, any]
        default: nil
        }
    }
}
