import Foundation
import JournalTestSupport
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import Testing

@testable import KirikaeAudit
@testable import KirikaeJournal

/// One way to tamper with a record, and what an audit must say of it.
struct TamperClass: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// All that both verifiers must find, and nothing else.
    let codes: [String]
    let tamper: @Sendable (SignedRun) throws -> Void

    private init(_ name: String, _ codes: String..., tamper: @escaping @Sendable (SignedRun) throws -> Void) {
        testDescription = name
        self.codes = codes
        self.tamper = tamper
    }

    private static let closing = [
        "closing-record: missing", "closing-record-is-last: missing", "closing-checkpoint: missing",
    ]

    private static func notClosed(
        _ name: String, _ codes: [String], tamper: @escaping @Sendable (SignedRun) throws -> Void
    )
        -> TamperClass
    {
        TamperClass(testDescription: name, codes: closing + codes, tamper: tamper)
    }

    private init(testDescription: String, codes: [String], tamper: @escaping @Sendable (SignedRun) throws -> Void) {
        self.testDescription = testDescription
        self.codes = codes
        self.tamper = tamper
    }

    private static func edit(_ run: SignedRun, _ change: (inout [[UInt8]]) throws -> Void) throws {
        let before = try run.lines()
        var lines = before
        try change(&lines)
        #expect(lines != before)
        try run.write(lines: lines)
    }

    private static func replace(_ line: inout [UInt8], _ old: String, _ new: String) throws {
        let text = String(decoding: line, as: UTF8.self)
        try #require(text.contains(old))
        line = Array(text.replacing(old, with: new).utf8)
    }

    /// A line with the right number and the right hash of its own.
    private static func forged(_ number: Int, after previous: [UInt8]) throws -> [UInt8] {
        let hash = try #require(JournalFormat.split(Array(previous.dropLast()))).hash
        return try JournalFormat.line(number: number, payload: ["kind": "noted", "text": "x"], after: hash).bytes
    }

    private static func wrongResult(_ run: SignedRun) throws -> [JSONValue] {
        var payloads = try run.payloads()
        payloads[2] = ["kind": "skipped", "step": "a/1", "reason": "x"]
        return payloads
    }

    /// What somebody does who can write in the run directory and has no key.
    static let lines = [
        TamperClass("bit flipped", "hash-chain: record-altered") { run in
            try edit(run) { try replace(&$0[2], "a/1", "a/3") }
        },
        TamperClass("bit flipped in a hash", "hash-chain: record-altered") { run in
            try edit(run) { $0[4][0] = $0[4][0] == 0x30 ? 0x31 : 0x30 }
        },
        TamperClass("record removed", "record-numbers: record-removed") { run in try edit(run) { $0.remove(at: 2) } },
        TamperClass("first record removed", "record-numbers: record-removed") { run in
            try edit(run) { $0.removeFirst() }
        },
        TamperClass("record inserted with a right hash", "record-numbers: record-inserted") { run in
            try edit(run) { $0.insert(try forged(3, after: $0[2]), at: 3) }
        },
        TamperClass("record inserted with a wrong hash", "record-numbers: record-inserted") { run in
            try edit(run) { $0.insert(try forged(3, after: $0[1]), at: 3) }
        },
        TamperClass("record repeated", "record-numbers: record-repeated") { run in
            try edit(run) { $0.insert($0[2], at: 3) }
        },
        TamperClass("records swapped", "record-numbers: record-moved") { run in try edit(run) { $0.swapAt(2, 3) } },
        TamperClass("form changed", "line-form: line-malformed") { run in
            try edit(run) { try replace(&$0[1], "\"attempt\":1", "\"attempt\": 1") }
        },
        TamperClass("torn tail", "complete-last-line: torn-tail") { run in try edit(run) { $0.append([0x61, 0x62]) } },
        notClosed("last line cut in the middle", ["checkpoint-file: log-shorter-than-checkpoint"]) { run in
            try edit(run) { $0[$0.count - 1].removeLast(10) }
        }.with("complete-last-line: torn-tail"),
        notClosed("tail cut at a record edge", ["checkpoint-file: log-shorter-than-checkpoint"]) { run in
            try edit(run) { $0.removeLast(2) }
        },
        TamperClass(
            testDescription: "everything cut",
            codes: ["first-record: missing"] + closing
                + ["checkpoint-file: log-shorter-than-checkpoint", "pinned-files: missing"]
        ) { run in try edit(run) { $0.removeAll() } },
        TamperClass("closing record altered", "hash-chain: closing-record-altered") { run in
            try edit(run) { try replace(&$0[$0.count - 1], "completed", "refused") }
        },
        TamperClass("closing record altered, with a right hash", "checkpoint-file: closing-record-altered") { run in
            var payloads = try run.payloads()
            var members = payloads[payloads.count - 1].objectValue ?? [:]
            members["result"] = "refused"
            payloads[payloads.count - 1] = .object(members)
            try run.rewrite(payloads)
        },
        TamperClass(
            "record appended behind the closing record", "closing-record-is-last: record-after-closing",
            "checkpoint-file: records-not-covered"
        ) { run in try run.rewrite(try run.payloads() + [["kind": "noted", "text": "x"]]) },
    ]

    /// The same for signatures.
    static let signatures = [
        TamperClass(
            "whole log rewritten, old signatures kept", "checkpoint-records: checkpoint-root",
            "checkpoint-records: checkpoint-root", "checkpoint-records: checkpoint-root",
            "closing-checkpoint: checkpoint-root", "checkpoint-file: checkpoint-root"
        ) { run in try run.rewrite(try wrongResult(run)) },
        TamperClass(
            "whole log rewritten, no signatures", "checkpoint-records: signature-missing",
            "checkpoint-records: signature-missing", "checkpoint-records: signature-missing",
            "closing-checkpoint: signature-missing", "checkpoint-file: signature-missing"
        ) { run in try run.rewrite(try wrongResult(run)) { $0.text } },
        TamperClass(
            "whole log rewritten, signed by another key", "checkpoint-records: key-unknown",
            "checkpoint-records: key-unknown", "checkpoint-records: key-unknown", "closing-checkpoint: key-unknown",
            "checkpoint-file: key-unknown"
        ) { run in
            let other = try SignedRun.key(99)
            try run.rewrite(try wrongResult(run)) { try run.note($0, by: other) }
        },
        TamperClass("checkpoint removed", "checkpoint-file: missing") { run in try run.remove("checkpoint") },
        TamperClass("checkpoint of an older state put back", "checkpoint-file: records-not-covered") { run in
            let older = try #require(try run.payloads()[6]["note"]?.stringValue)
            try run.write("checkpoint", Array(older.utf8))
        },
        notClosed("log and checkpoint of an older state put back", []) { run in
            let older = try #require(try run.payloads()[6]["note"]?.stringValue)
            try edit(run) { $0.removeLast($0.count - 6) }
            try run.write("checkpoint", Array(older.utf8))
        },
        TamperClass("checkpoint of another run", "checkpoint-file: checkpoint-of-another-log") { run in
            try run.write("checkpoint", try SignedRun(name: "run-2").contents("checkpoint"))
        },
        TamperClass("signature of another run", "checkpoint-file: key-unknown") { run in
            let other = try SignedNote(parsing: try SignedRun(name: "run-2").contents("checkpoint"))
            let own = try SignedNote(parsing: try run.contents("checkpoint"))
            try run.write("checkpoint", Array(SignedNote(text: own.text, signatures: other.signatures).encoded.utf8))
        },
        TamperClass("signature of another run under the name of this", "checkpoint-file: signature-invalid") { run in
            let other = try SignedNote(parsing: try SignedRun(name: "run-2").contents("checkpoint"))
            let own = try SignedNote(parsing: try run.contents("checkpoint"))
            let pasted = SignedNote.Signature(
                name: own.signatures[0].name, keyID: own.signatures[0].keyID, bytes: other.signatures[0].bytes)
            try run.write("checkpoint", Array(SignedNote(text: own.text, signatures: [pasted]).encoded.utf8))
        },
        TamperClass("checkpoint that is no note", "checkpoint-file: note-malformed") { run in
            try run.write("checkpoint", Array("x\n".utf8))
        },
        TamperClass(
            "closing record without its checkpoint", "closing-checkpoint: missing",
            "checkpoint-file: checkpoint-root"
        ) { run in
            var payloads = try run.payloads()
            payloads[payloads.count - 1] = ["kind": "run-closed", "result": "completed"]
            try run.rewrite(payloads)
        },
        TamperClass(
            "closing record with the checkpoint of versions without signatures", "closing-checkpoint: note-malformed",
            "checkpoint-file: checkpoint-root"
        ) { run in
            var payloads = try run.payloads()
            payloads[payloads.count - 1] = [
                "kind": "run-closed", "result": "completed", "checkpoint": ["origin": "kirikae", "size": 11],
            ]
            try run.rewrite(payloads)
        },
    ]

    /// The same for files beside the journal, and for the first record.
    static let files = [
        TamperClass("pinned file changed", "pinned-files: pinned-file-changed") { run in
            try run.write("pinned/service.yaml", Array("variables: []\n".utf8))
        },
        TamperClass("pinned file removed", "pinned-files: pinned-file-missing") { run in
            try run.remove("pinned/service.yaml")
        },
        TamperClass("pinned file added", "pinned-files: pinned-file-unlisted") { run in
            try run.write("pinned/runbooks/extra.yaml", [])
        },
        TamperClass("pinned file is a link", "pinned-files: pinned-file-unreadable") { run in
            try run.remove("pinned/service.yaml")
            try FileManager.default.createSymbolicLink(
                atPath: "\(run.path)/pinned/service.yaml", withDestinationPath: "../journal.log")
        },
        TamperClass("output changed", "output-files: output-file-changed") { run in
            var bytes = SignedRun.output
            bytes[1] ^= 1
            try run.write("outputs/7-1", bytes)
        },
        TamperClass("output cut", "output-files: output-file-shorter") { run in
            try run.write("outputs/7-1", SignedRun.output.dropLast())
        },
        TamperClass("output removed", "output-files: output-file-missing") { run in try run.remove("outputs/7-1") },
        TamperClass(
            "first record of another kind", "first-record: first-record-kind", "checkpoint-records: checkpoint-root",
            "checkpoint-records: checkpoint-root", "checkpoint-records: checkpoint-root",
            "closing-checkpoint: checkpoint-root", "checkpoint-file: checkpoint-root"
        ) { run in
            var payloads = try run.payloads()
            var members = payloads[0].objectValue ?? [:]
            members["kind"] = "noted"
            payloads[0] = .object(members)
            try run.rewrite(payloads)
        },
        TamperClass("journal removed", "journal: unreadable") { run in try run.remove("journal.log") },
    ]

    static let all = lines + signatures + files

    private func with(_ code: String) -> TamperClass {
        TamperClass(testDescription: testDescription, codes: [code] + codes, tamper: tamper)
    }
}
