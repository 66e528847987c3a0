/// The short texts of a file that were read last, so that a key written ten thousand times is one `String`.
///
/// Each text has one slot, which the last text that falls into it keeps: no text that a file holds can make a look-up slow.
struct TextCache: ~Copyable {
    /// A text of up to 16 bytes as a pair of words: exact, together with its length.
    struct Key: Equatable {
        let head: UInt64
        let tail: UInt64
        let count: Int

        /// Nil for a text that is too long.
        @inline(__always)
        init?(_ bytes: UnsafeBufferPointer<UInt8>) {
            let raw = UnsafeRawBufferPointer(bytes)
            count = bytes.count
            switch count {
            // The two words overlap where the text is shorter than both.
            case 8...16:
                head = raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
                tail = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            case 4...7:
                head = UInt64(raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
                tail = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
            case 1...3:
                head = UInt64(raw[0]) | UInt64(raw[count / 2]) << 8
                tail = UInt64(raw[count - 1])
            case 0: (head, tail) = (0, 0)
            default: return nil
            }
        }

        /// A number that equal keys share; few others do.
        @inline(__always)
        var hash: UInt32 {
            let mixed = (head ^ (tail &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(truncatingIfNeeded: count))
                .multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
            return UInt32(truncatingIfNeeded: (mixed.high ^ mixed.low) >> 20)
        }

        @inline(__always)
        var isASCII: Bool { (head | tail) & 0x8080_8080_8080_8080 == 0 }
    }

    private struct Slot {
        var key: Key
        var text: String
    }

    private static let slotCount = 512

    private let slots: UnsafeMutablePointer<Slot>

    init() {
        slots = .allocate(capacity: Self.slotCount)
        // The key of the empty text, which is what every slot holds.
        let empty = Key(UnsafeBufferPointer(start: nil, count: 0))
        if let empty { slots.initialize(repeating: Slot(key: empty, text: ""), count: Self.slotCount) }
    }

    deinit {
        slots.deinitialize(count: Self.slotCount)
        slots.deallocate()
    }

    /// The text with a key.
    @inline(__always)
    func text(_ bytes: UnsafeBufferPointer<UInt8>, key: Key, hash: UInt32) -> String {
        let slot = slots + Int(hash % UInt32(Self.slotCount))
        if slot.pointee.key == key { return slot.pointee.text }
        return replace(slot, with: bytes, key: key)
    }

    @inline(never)
    private func replace(_ slot: UnsafeMutablePointer<Slot>, with bytes: UnsafeBufferPointer<UInt8>, key: Key) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        slot.pointee = Slot(key: key, text: text)
        return text
    }
}
