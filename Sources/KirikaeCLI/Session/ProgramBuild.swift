import Glibc

/// Which build of the program this is: the identifier that the linker makes from all that is in it.
///
/// Two programs with one identifier make the same plan of the same files.
enum ProgramBuild {
    /// Hexadecimal digits; nil where the program carries none.
    static let identifier: String? = read("/proc/self/exe")

    /// Reads the note `NT_GNU_BUILD_ID` of a 64-bit ELF file, elf(5).
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let header = bytes(descriptor, at: 0, count: 64), Array(header[..<5]) == [0x7F, 0x45, 0x4C, 0x46, 2]
        else {
            return nil
        }
        let (offset, size, count) = (number(header, 32, 8), number(header, 54, 2), number(header, 56, 2))
        guard size >= 56, count <= 256 else { return nil }
        for index in 0..<count {
            guard let program = bytes(descriptor, at: offset + index * size, count: size), number(program, 0, 4) == 4,
                let notes = bytes(descriptor, at: number(program, 8, 8), count: min(number(program, 32, 8), 4096))
            else { continue }
            if let identifier = identifier(in: notes) { return identifier }
        }
        return nil
    }

    /// Each note: the lengths of its name and of its content, its type, then both, filled up to a multiple of four bytes.
    private static func identifier(in notes: [UInt8]) -> String? {
        var offset = 0
        while offset + 12 <= notes.count {
            let (nameCount, count) = (number(notes, offset, 4), number(notes, offset + 4, 4))
            let start = offset + 12 + (nameCount + 3) / 4 * 4
            guard start + count <= notes.count else { return nil }
            if number(notes, offset + 8, 4) == 3, Array(notes[(offset + 12)..<start]) == Array("GNU\0".utf8),
                count >= 16
            {
                let digits = Array("0123456789abcdef".utf8)
                let text = notes[start..<(start + count)].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
                return String(decoding: text, as: UTF8.self)
            }
            offset = start + (count + 3) / 4 * 4
        }
        return nil
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        (0..<count).reversed().reduce(0) { $0 << 8 | Int(bytes[offset + $1]) & 0xFF }
    }

    private static func bytes(_ descriptor: Int32, at offset: Int, count: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        guard pread(descriptor, &buffer, count, off_t(offset)) == count else { return nil }
        return buffer
    }
}
