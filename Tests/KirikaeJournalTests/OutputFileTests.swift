import Glibc
import JournalTestSupport
import KirikaeCanonicalJSON
import Testing

@testable import KirikaeJournal

/// Captured output in files of its own, bound to the journal by hash.
@Suite struct OutputFileTests {
    private let fixture: JournalFixture
    private let injector = FaultInjector()

    init() throws { fixture = try JournalFixture(calls: injector.calls) }

    private func append(_ bytes: [UInt8], to file: String = "3-1", _ writer: JournalWriter) throws {
        try writer.append(Self.payload(try writer.appendOutput(bytes, to: file)))
    }

    private static func payload(_ extent: OutputExtent) -> JSONValue {
        [
            "kind": "output-file", "file": .string(extent.file), "offset": .integer(Int64(extent.offset)),
            "byteCount": .integer(Int64(extent.byteCount)), "sha256": .string(extent.hash.hexadecimal),
        ]
    }

    private func path(_ name: String) -> String { "\(fixture.relativePath)/\(name)" }

    private func recover() throws -> RecoveredJournal {
        try JournalRecovery.openForAppend(RunOwner(acquiring: fixture.run))
    }

    /// A journal with output that was synced and output that was not; its owner is gone.
    private func written() throws {
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        try writer.append(["kind": "run-started"], durable: true)
        try append(Array("first ".utf8), writer)
        try append(Array("second".utf8), writer)
        try writer.synchronize()
        try writer.append(["kind": "performed"])
        try append(Array(" third".utf8), writer)
        try append([0, 255, 10], to: "3-2", writer)
        try writer.append(["kind": "performed"])
    }

    @Test func isReadBackExactly() throws {
        try written()
        let records = try JournalReader.read(fixture.run).records
        let extents = records.compactMap { $0.payload["kind"] == "output-file" ? OutputExtent($0.payload) : nil }
        #expect(extents.map(\.file) == ["3-1", "3-1", "3-1", "3-2"] && extents.map(\.offset) == [0, 6, 12, 0])
        var bytes: [UInt8] = []
        for extent in extents {
            let damage = try fixture.run.readOutput(extent) { piece in bytes += piece }
            #expect(damage == nil)
        }
        #expect(bytes == Array("first second third".utf8) + [0, 255, 10])
        #expect(try fixture.run.listOutputs() == ["3-1", "3-2"])
        #expect(try fixture.temporary.contents(path("outputs/3-1")) == Array("first second third".utf8))
        // The record after the sync says what it made durable; no other does.
        #expect(records.compactMap { $0.payload["synced"] } == [3])
        #expect(records[3].payload["synced"] == 3)
    }

    @Test func outputIsSyncedBeforeTheJournalAndNeverAlone() throws {
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        try append([1], writer)
        try append([2], to: "4-1", writer)
        let before = injector.events.count
        try writer.synchronize()
        let syncs = injector.events.dropFirst(before).filter { $0.call == .fdatasync || $0.call == .fsync }
        // Two files, their folder, and the journal last.
        #expect(syncs.map(\.call) == [.fdatasync, .fdatasync, .fsync, .fdatasync])
        let again = injector.events.count
        try append([3], writer)
        #expect(!injector.events.dropFirst(again).contains { $0.call == .fdatasync })
        try writer.synchronize()
        #expect(injector.events.dropFirst(again).count { $0.call == .fdatasync } == 2)
        let idle = injector.events.count
        try writer.synchronize()
        #expect(!injector.events.dropFirst(idle).contains { $0.call == .fdatasync || $0.call == .fsync })
    }

    @Test func manyFilesDoNotKeepManyDescriptors() throws {
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        func open() -> Int {
            injector.events.count { $0.call == .openat } - injector.events.count { $0.call == .close }
        }
        let before = open()
        for number in 0..<100 { try append(Array("\(number)".utf8), to: "\(number)-1", writer) }
        try append(Array("more".utf8), to: "0-1", writer)
        #expect(open() - before < 12)
        try writer.synchronize()
        #expect(try fixture.temporary.contents(path("outputs/0-1")) == Array("0more".utf8))
        withExtendedLifetime(writer) {}
        let recovered = try? recover()
        #expect(recovered == nil)
    }

    @Test func bytesThatNoRecordCoversAreMovedAside() throws {
        try written()
        let more = Array("no record came".utf8)
        try fixture.temporary.write(Array("first second third".utf8) + more, to: path("outputs/3-1"))
        try fixture.temporary.write([9, 9], to: path("outputs/8-1"))
        let recovered = try recover()
        #expect(recovered.opened.movedAside == ["output-3-1.torn-18-0", "output-8-1.torn-0-0"])
        #expect(recovered.opened.lostOutput.isEmpty)
        #expect(try fixture.temporary.contents(path("output-3-1.torn-18-0")) == more)
        #expect(try fixture.temporary.contents(path("output-8-1.torn-0-0")) == [9, 9])
        #expect(try fixture.temporary.contents(path("outputs/3-1")) == Array("first second third".utf8))
        // Files of other programs are left alone.
        try fixture.temporary.write([1], to: path("outputs/note.txt"))
        try recovered.writer.owner.release()
        #expect(try recover().opened.movedAside.isEmpty)
    }

    /// Every state that a power failure can leave of output that was not synced yet, and some that it cannot.
    @Test func whatASyncHasMadeDurableIsDamageWhenItIsMissing() throws {
        try written()
        let whole = Array("first second third".utf8)
        for length in 0...whole.count {
            try fixture.temporary.write(Array(whole[..<length]), to: path("outputs/3-1"))
            if length < 12 {
                let record = length < 6 ? 1 : 2
                let error = #expect(throws: JournalError.self) { try recover() }
                guard case .outputDamaged(record, let offset, "3-1", .missing)? = error else {
                    Issue.record("length \(length): \(String(describing: error))")
                    continue
                }
                #expect(offset == (try JournalReader.read(fixture.run).records[record].offset))
            } else {
                let opened = try recover().opened
                #expect(opened.lostOutput.map(\.recordNumber) == (length < 18 ? [4] : []), "length \(length)")
                #expect(opened.lostOutput.allSatisfy { $0.damage == .missing })
            }
        }
    }

    @Test func aFlippedBitIsDamageOnceSyncedAndLostBefore() throws {
        try written()
        let whole = Array("first second third".utf8)
        for index in whole.indices {
            var flipped = whole
            flipped[index] ^= 1
            try fixture.temporary.write(flipped, to: path("outputs/3-1"))
            if index < 12 {
                let error = #expect(throws: JournalError.self) { try recover() }
                guard case .outputDamaged(_, _, "3-1", .changed)? = error else {
                    Issue.record("byte \(index): \(String(describing: error))")
                    continue
                }
            } else {
                #expect(try recover().opened.lostOutput.map(\.damage) == [.changed])
            }
        }
    }

    @Test func aLossIsRecordedOnceAndThenKnown() throws {
        try written()
        #expect(unlink("\(fixture.run.path)/outputs/3-2") == 0)
        do {
            let recovered = try recover()
            #expect(recovered.opened.lostOutput.map(\.extent.file) == ["3-2"])
            for loss in recovered.opened.lostOutput {
                try recovered.writer.append(["kind": "output-lost", "record": .integer(Int64(loss.recordNumber))])
            }
            try recovered.writer.synchronize()
            // What is left was made durable by the recovery, and the next record says so.
            try recovered.writer.append(["kind": "done"], durable: true)
            try recovered.writer.owner.release()
        }
        #expect(try recover().opened.lostOutput.isEmpty)
        #expect(try JournalReader.read(fixture.run).records.last?.payload["synced"] == 8)
        // From now on the rest is held to.
        try fixture.temporary.write(Array("first second thirD".utf8), to: path("outputs/3-1"))
        #expect(throws: JournalError.self) { try recover() }
    }

    @Test(
        arguments: [
            (["file": "../x"], .malformed), (["file": ""], .malformed), (["offset": -1], .malformed),
            (["byteCount": 0], .malformed), (["sha256": "00"], .malformed), (["offset": 5], .notContiguous),
        ] as [(JSONValue, OutputDamage)])
    func recordsThatNameNoOutputAreDamage(_ change: JSONValue, _ damage: OutputDamage) throws {
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        try writer.append(["kind": "run-started"])
        let good = Self.payload(try writer.appendOutput([1, 2, 3], to: "3-1"))
        let members = (good.objectValue ?? [:]).merging(change.objectValue ?? [:]) { $1 }
        try writer.append(.object(members), durable: true)
        try writer.owner.release()
        let error = #expect(throws: JournalError.self) { try recover() }
        guard case .outputDamaged(1, _, _, damage)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func outputsMayNotBeALink() throws {
        #expect(symlink(fixture.temporary.path, "\(fixture.run.path)/outputs") == 0)
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        #expect(throws: JournalError.notDirectory(path: "\(fixture.run.path)/outputs")) {
            try writer.appendOutput([1], to: "1-1")
        }
        #expect(writer.isLost)
    }

    @Test func aFileThatIsThereIsNotAppendedTo() throws {
        #expect(mkdir("\(fixture.run.path)/outputs", 0o700) == 0)
        try fixture.temporary.write([7], to: path("outputs/1-1"))
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        #expect(throws: JournalError.alreadyExists(path: "\(fixture.run.path)/outputs/1-1")) {
            try writer.appendOutput([1], to: "1-1")
        }
        #expect(try fixture.temporary.contents(path("outputs/1-1")) == [7])
    }
}
