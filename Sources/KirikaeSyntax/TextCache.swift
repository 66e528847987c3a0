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

    /// A text of a sentence's length.
    private struct LongSlot {
        var hash: UInt64 = 0
        var text = ""
    }

    private static let slotCount = 512
    private static let longestSentence = 128

    private let slots: UnsafeMutablePointer<Slot>
    private let longSlots: UnsafeMutablePointer<LongSlot>

    init() {
        slots = .allocate(capacity: Self.slotCount)
        longSlots = .allocate(capacity: Self.slotCount)
        longSlots.initialize(repeating: LongSlot(), count: Self.slotCount)
        // The key of the empty text, which is what every slot holds.
        let empty = Key(UnsafeBufferPointer(start: nil, count: 0))
        if let empty { slots.initialize(repeating: Slot(key: empty, text: ""), count: Self.slotCount) }
    }

    deinit {
        longSlots.deinitialize(count: Self.slotCount)
        longSlots.deallocate()
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

    /// A text of more than 16 bytes.
    @inline(__always)
    func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard bytes.count <= Self.longestSentence else { return String(decoding: bytes, as: UTF8.self) }
        let hash = Self.hash(bytes)
        let slot = longSlots + Int(truncatingIfNeeded: hash % UInt64(Self.slotCount))
        if slot.pointee.hash == hash, Self.isEqual(slot.pointee.text, bytes) { return slot.pointee.text }
        let text = String(decoding: bytes, as: UTF8.self)
        slot.pointee = LongSlot(hash: hash, text: text)
        return text
    }

    @inline(__always)
    private static func isEqual(_ text: String, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { held in
            guard held.count == bytes.count else { return false }
            let (left, right) = (UnsafeRawBufferPointer(held), UnsafeRawBufferPointer(bytes))
            var difference: UInt64 = 0
            forEachWord(of: bytes.count) { offset in
                difference |=
                    left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    ^ right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            }
            return difference == 0
        } ?? false
    }

    /// The offsets of words that cover so many bytes, at least 8; the last two may overlap.
    @inline(__always)
    private static func forEachWord(of count: Int, _ body: (Int) -> Void) {
        var offset = 0
        while offset < count - 8 {
            body(offset)
            offset += 8
        }
        body(count - 8)
    }

    @inline(__always)
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        var hash = UInt64(truncatingIfNeeded: bytes.count)
        forEachWord(of: bytes.count) { hash = mixed(hash ^ raw.loadUnaligned(fromByteOffset: $0, as: UInt64.self)) }
        return hash
    }

    @inline(__always)
    private static func mixed(_ word: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }

    @inline(never)
    private func replace(_ slot: UnsafeMutablePointer<Slot>, with bytes: UnsafeBufferPointer<UInt8>, key: Key) -> String
    {
        let text = String(decoding: bytes, as: UTF8.self)
        slot.pointee = Slot(key: key, text: text)
        return text
    }
}
