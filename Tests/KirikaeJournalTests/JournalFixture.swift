import KirikaeCanonicalJSON

@testable import KirikaeJournal

/// A state directory with one run.
struct JournalFixture {
    static let identifier = "run-1"

    let temporary: TemporaryDirectory
    let run: RunDirectory

    init(calls: FileSystemCalls = .live) throws {
        temporary = try TemporaryDirectory()
        run = try StateDirectory(path: "\(temporary.path)/state", calls: calls)
            .createRun(RunIdentifier(Self.identifier))
    }

    /// The run directory relative to `temporary`.
    var relativePath: String { "state/runs/\(Self.identifier)" }
    var journalName: String { "\(relativePath)/journal.log" }

    static func payload(_ number: Int) -> JSONValue {
        ["kind": "step-observed", "step": .string("手順-\(number)"), "exit": .integer(Int64(number % 3))]
    }

    /// The bytes of a journal of so many records, and where each line starts.
    static func journal(recordCount: Int) throws -> (bytes: [UInt8], offsets: [Int]) {
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
    static func read(_ bytes: [UInt8]) -> Result<JournalContents, JournalError> {
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
