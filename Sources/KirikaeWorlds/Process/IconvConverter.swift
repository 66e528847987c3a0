import Glibc

/// One direction of conversion by glibc's `iconv`.
struct IconvConverter: ~Copyable {
    /// Why a conversion came to a stop.
    enum Stop {
        /// All input was converted.
        case end
        /// The input ends in the middle of a character, which was not consumed.
        case incompleteInput
        /// The next input byte begins no character of the source, or one that the target lacks. It was not consumed.
        case invalidInput
    }

    /// What was converted up to the stop.
    struct Part {
        var bytes: [UInt8] = []
        var consumedCount = 0
        var stop = Stop.end
    }

    /// Large enough to make calls rare, small enough to live on the stack.
    private static let bufferSizeBytes = 4_096

    private let descriptor: iconv_t

    init(from source: String, to target: String) throws(TextEncodingError) {
        guard let opened = iconv_open(target, source), Int(bitPattern: opened) != -1 else {
            throw .conversionUnavailable(from: source, to: target)
        }
        descriptor = opened
    }

    deinit {
        iconv_close(descriptor)
    }

    /// Converts from the beginning of `input` to its end or to the first character that stands in the way.
    ///
    /// Takes time in proportion to what it consumes, so that a text full of invalid bytes stays linear.
    func convert(_ input: ArraySlice<UInt8>) -> Part {
        // Every call begins a new text: what was left over is given again, so no state may be left over with it.
        iconv(descriptor, nil, nil, nil, nil)
        return input.withUnsafeBytes { source in
            // `iconv` is declared without `const` for its input but does not write to it (POSIX, iconv, RATIONALE).
            var next = UnsafeMutableRawPointer(mutating: source.baseAddress)?.assumingMemoryBound(to: CChar.self)
            var leftCount = source.count
            var part = Part()
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.bufferSizeBytes) { target in
                var errorNumber: Int32
                repeat {
                    var free = target.baseAddress
                    var freeCount = target.count
                    let result = iconv(descriptor, &next, &leftCount, &free, &freeCount)
                    errorNumber = result == -1 ? errno : 0
                    part.bytes.append(contentsOf: UnsafeRawBufferPointer(target)[..<(target.count - freeCount)])
                } while errorNumber == E2BIG  // The target was full: go on into the emptied one.
                part.stop =
                    switch errorNumber {
                    case 0: .end
                    case EINVAL: .incompleteInput
                    default: .invalidInput
                    }
            }
            part.consumedCount = source.count - leftCount
            return part
        }
    }
}
