import Glibc

/// Where faults are told.
enum StandardError {
    /// Writes a line; nothing is left to do if that fails.
    static func line(_ text: String) {
        let bytes = Array("\(text)\n".utf8)
        _ = countedWrite(2, bytes, bytes.count)
    }
}
