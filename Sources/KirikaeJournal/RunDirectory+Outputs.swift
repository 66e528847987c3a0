import Crypto
import Glibc

extension RunDirectory {
    /// Reads a piece of captured output, up to 64 KiB at a time.
    ///
    /// - Parameters:
    ///   - extent: the piece.
    ///   - body: takes the bytes in order.
    /// - Returns: nil when all bytes were there with the right hash, else what is wrong; some may have been given by then.
    /// - Throws: `JournalError` when the file cannot be opened or read, and what `body` throws.
    public func readOutput(
        _ extent: OutputExtent, _ body: ([UInt8]) throws(JournalError) -> Void
    ) throws(JournalError) -> OutputDamage? {
        guard OutputExtent.isAllowed(extent.file) else { return .malformed }
        let file: FileDescriptor
        do throws(JournalError) {
            file = try descriptor.openDirectory(OutputFiles.folderName).open(extent.file, flags: O_RDONLY)
        } catch .missing {
            return .missing
        }
        try file.requireRegularFile()
        var function = SHA256()
        var offset = extent.offset
        while offset < extent.end {
            let bytes = try file.read(at: offset, byteCount: min(64 << 10, extent.end - offset))
            if bytes.isEmpty { return .missing }
            bytes.withUnsafeBytes { function.update(bufferPointer: $0) }
            offset += bytes.count
            try body(bytes)
        }
        return RecordHash(function.finalize()) == extent.hash ? nil : .changed
    }

    /// The names of the files below `outputs/`, sorted; empty when no output was kept there.
    ///
    /// - Throws: `JournalError` when the folder cannot be read.
    public func listOutputs() throws(JournalError) -> [String] {
        do throws(JournalError) {
            return try descriptor.openDirectory(OutputFiles.folderName).listNames().sorted()
        } catch .missing {
            return []
        }
    }
}
