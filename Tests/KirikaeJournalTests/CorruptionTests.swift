import JournalTestSupport
import KirikaeCanonicalJSON
import Testing

@testable import KirikaeJournal

/// What happens to the bytes of a journal on the disk, and what is read afterwards.
@Suite struct CorruptionTests {
    private static let recordCount = 30

    @Test func everyTruncationIsRecovered() throws {
        let (bytes, offsets) = try JournalFixture.journal(recordCount: Self.recordCount)
        let whole = try JournalFixture.read(bytes).get()
        #expect(whole.records.count == Self.recordCount && whole.tail == nil)
        let ends = Set(offsets.dropFirst() + [bytes.count])
        let fixture = try JournalFixture()
        let owner = try RunOwner(acquiring: fixture.run)
        var tornTails = 0
        for length in 0...bytes.count {
            try fixture.temporary.write(Array(bytes[..<length]), to: fixture.journalName)
            let opened = try JournalRecovery.openForAppend(owner)
            let complete = ends.count { $0 <= length }
            #expect(opened.contents.records == Array(whole.records.prefix(complete)), "length \(length)")
            let kept = complete == Self.recordCount ? bytes.count : offsets[complete]
            if kept == length {
                #expect(opened.tornTailFileName == nil && opened.contents.tail == nil)
            } else {
                tornTails += 1
                let name = try #require(opened.tornTailFileName)
                #expect(name.hasPrefix("journal.torn-\(kept)-"))
                #expect(
                    try fixture.temporary.contents("\(fixture.relativePath)/\(name)") == Array(bytes[kept..<length]))
            }
            #expect(try fixture.temporary.contents(fixture.journalName) == Array(bytes[..<kept]))
            try opened.writer.append(["kind": "resumed"], durable: false)
            let continued = try JournalReader.read(fixture.run)
            #expect(continued.records.count == complete + 1 && continued.tail == nil)
            #expect(continued.records.last?.offset == kept)
        }
        #expect(tornTails == bytes.count - Self.recordCount)
        let copies = try fixture.temporary.names(in: fixture.relativePath).filter { $0.hasPrefix("journal.torn-") }
        #expect(copies.count == tornTails)
    }

    @Test func noBitFlipReadsAsTornTailButThoseOfTheLastNewline() throws {
        let (bytes, _) = try JournalFixture.journal(recordCount: Self.recordCount)
        var tornElsewhere = 0
        var tornAtLastNewline = 0
        var clean = 0
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= UInt8(1) << UInt8(bit)
                switch JournalFixture.read(flipped) {
                case .failure(.damaged(let number, let offset, _)):
                    #expect(offset <= index && number < Self.recordCount)
                case .failure(let error):
                    Issue.record("byte \(index) bit \(bit): \(error)")
                case .success(let contents) where contents.tail == nil: clean += 1
                case .success: if index == bytes.count - 1 { tornAtLastNewline += 1 } else { tornElsewhere += 1 }
                }
            }
        }
        print("\(bytes.count * 8) single-bit flips: \(tornAtLastNewline) ambiguous, at the last newline")
        #expect(clean == 0)
        #expect(tornElsewhere == 0)
        #expect(tornAtLastNewline == 8)
    }

    /// Only the sector with the last newline can hide records: it is the end of the file that is unreadable then.
    @Test(arguments: [UInt8(0), 0xFF, 0x20])
    func overwrittenSectorsAreDamage(_ filler: UInt8) throws {
        let (bytes, _) = try JournalFixture.journal(recordCount: Self.recordCount)
        let sectors = (bytes.count + 511) / 512
        for sector in 0..<sectors {
            var overwritten = bytes
            for index in (sector * 512)..<min(bytes.count, (sector + 1) * 512) { overwritten[index] = filler }
            switch JournalFixture.read(overwritten) {
            case .failure(.damaged(_, let offset, _)):
                #expect(offset < (sector + 1) * 512 && sector < sectors - 1)
            case .success(let contents):
                #expect(sector == sectors - 1)
                let tail = try #require(contents.tail)
                #expect(tail.offset + tail.byteCount == bytes.count)
            case .failure(let error): Issue.record("sector \(sector): \(error)")
            }
        }
    }

    @Test(arguments: [1, 511, 512, 4096, 200_000])
    func zerosAfterTheEndAreATornTail(_ count: Int) throws {
        let (bytes, _) = try JournalFixture.journal(recordCount: Self.recordCount)
        let contents = try JournalFixture.read(bytes + [UInt8](repeating: 0, count: count)).get()
        #expect(contents.records.count == Self.recordCount)
        #expect(contents.tail == TornTail(offset: bytes.count, byteCount: count))
    }

    @Test func readsLinesAcrossReadBoundaries() throws {
        let text = String(repeating: "あ", count: 50_000)
        let first = try JournalFormat.line(number: 0, payload: ["text": .string(text)], after: .zero)
        let second = try JournalFormat.line(number: 1, payload: ["text": .string(text)], after: first.hash)
        let contents = try JournalFixture.read(first.bytes + second.bytes).get()
        #expect(contents.records.map { $0.payload.canonicalBytes } == [first, second].map { Array($0.json) })
        #expect(contents.records.map(\.offset) == [0, first.bytes.count])
    }

    @Test func limitsTheLength() throws {
        let text = String(repeating: "a", count: JournalFormat.maximumLineBytes)
        #expect(throws: JournalError.recordTooLong(byteCount: 65 + text.utf8.count + 14)) {
            try JournalFormat.line(number: 0, payload: ["t": .string(text)], after: .zero)
        }
        let endless = [UInt8](repeating: 0x61, count: JournalFormat.maximumLineBytes + 1)
        #expect(try JournalFixture.read(endless).get().tail?.byteCount == endless.count)
        #expect(
            JournalFixture.read(endless + [0x0A])
                == .failure(.damaged(recordNumber: 0, offset: 0, reason: .lineTooLong)))
    }

    @Test(
        arguments: [
            ("\n", .malformedLine), ("x\n", .malformedLine),
            (String(repeating: "0", count: 64) + "\n", .malformedLine),
            (String(repeating: "0", count: 64) + " \n", .malformedLine),
            (String(repeating: "A", count: 64) + " {\"n\":0}\n", .malformedLine),
            (String(repeating: "0", count: 64) + " [0]\n", .payloadNotObject),
            (String(repeating: "0", count: 64) + " {}\n", .recordNumber(found: nil)),
            (String(repeating: "0", count: 64) + " {\"n\":\"0\"}\n", .recordNumber(found: nil)),
            (String(repeating: "0", count: 64) + " {\"n\":1}\n", .recordNumber(found: 1)),
            (String(repeating: "0", count: 64) + " {\"n\":0}\n", .hashMismatch),
            (
                String(repeating: "0", count: 64) + " {\"n\": 0}\n",
                .payloadSyntax(JSONSyntaxError(offset: 5, reason: .notCanonical))
            ),
        ] as [(String, JournalDamage)])
    func namesTheDamage(_ line: String, _ damage: JournalDamage) {
        #expect(
            JournalFixture.read(Array(line.utf8)) == .failure(.damaged(recordNumber: 0, offset: 0, reason: damage)))
    }

    /// What the kernel has in memory may not be on the disk after a failed sync, and an owner whose sync failed may give the run back.
    @Test func theDiskIsReadAndNotWhatMemoryShowsOfIt() throws {
        let injector = FaultInjector()
        let fixture = try JournalFixture(calls: injector.calls)
        for endsWell in [true, false, true] {
            let before = injector.events.count { $0.call == .fadvise64 }
            let owner = try RunOwner(acquiring: fixture.run)
            if owner.epoch == 1 {
                _ = try JournalWriter(creatingFor: owner)
            } else {
                _ = try JournalRecovery.openForAppend(owner)
                #expect(injector.events.count { $0.call == .fadvise64 } - before == 1)
            }
            if endsWell { try owner.release() }
        }
    }

    @Test func anErrorStays() throws {
        let fixture = try JournalFixture()
        let (bytes, _) = try JournalFixture.journal(recordCount: 2)
        try fixture.temporary.write(Array("x\n".utf8) + bytes, to: fixture.journalName)
        var reader = try JournalReader(fixture.run)
        let error = JournalError.damaged(recordNumber: 0, offset: 0, reason: .malformedLine)
        #expect(throws: error) { try reader.next() }
        #expect(throws: error) { try reader.next() }
        let owner = try RunOwner(acquiring: fixture.run)
        #expect(throws: error) { try JournalRecovery.openForAppend(owner) }
        #expect(try fixture.temporary.contents(fixture.journalName) == Array("x\n".utf8) + bytes)
    }
}
