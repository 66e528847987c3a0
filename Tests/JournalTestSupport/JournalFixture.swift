import KirikaeCanonicalJSON

import KirikaeJournal

/// A state directory with one run.
package struct JournalFixture {
    package static let identifier = "run-1"

    package let temporary: TemporaryDirectory
    package let run: RunDirectory

    package init(calls: FileSystemCalls = .live) throws {
        temporary = try TemporaryDirectory()
        run = try StateDirectory(path: "\(temporary.path)/state", calls: calls)
            .createRun(RunIdentifier(Self.identifier))
    }

    /// The run directory relative to `temporary`.
    package var relativePath: String { "state/runs/\(Self.identifier)" }
    package var journalName: String { "\(relativePath)/journal.log" }

    package static func payload(_ number: Int) -> JSONValue {
        ["kind": "step-observed", "step": .string("手順-\(number)"), "exit": .integer(Int64(number % 3))]
    }

    /// The bytes of a journal of so many records, and where each line starts.
    package static func journal(recordCount: Int) throws -> (bytes: [UInt8], offsets: [Int]) {
        var bytes: [UInt8] = []
        var offsets: [Int] = []
        var head = RecordHash.zero
        for number in 0..<recordCount {
            let line = try JournalFormat.line(number: number, payload: payload(number), after: head)
            offsets.append(bytes.count)
            bytes += line.bytes
            head = line.hash
        }
        return (bytes, offsets)
    }

    /// Reads bytes as a journal, without a file.
    package static func read(_ bytes: [UInt8]) -> Result<JournalContents, JournalError> {
        var calls = FileSystemCalls.live
        calls.close = { _ in 0 }
        calls.read = { _, buffer, offset in
            let piece = bytes.dropFirst(offset).prefix(buffer.count)
            buffer.copyBytes(from: piece)
            return piece.count
        }
        var reader = JournalReader(descriptor: FileDescriptor(adopting: -1, path: "memory", calls: calls))
        do throws(JournalError) {
            return .success(try reader.readRemaining())
        } catch {
            return .failure(error)
        }
    }
}
