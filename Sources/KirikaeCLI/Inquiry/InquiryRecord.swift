import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook

/// What a run's record says about its troubles, as far as the record can be read.
struct InquiryRecord: Sendable {
    /// Something that was done or said, and when.
    struct Entry: Sendable {
        var wallMilliseconds: Int64
        var event: RunEvent
        /// What was known then.
        var knowledge: [String: Observation]
    }

    /// The most that is kept of what a program printed, from its end.
    static let mostOutputBytes = 8 * 1024

    var header: RunHeader?
    /// When the run began.
    var start: Int64?
    /// The plan the run has at the end; nil where its files can no longer be read.
    var plan: Plan?
    /// The files it was made from.
    var library: RunbookLibrary?
    /// The troubles and what was done, in order.
    var entries: [Entry] = []
    /// The end of what each step's program printed in its last attempt.
    var outputs: [String: [UInt8]] = [:]
    /// Who drove the run, in order.
    var operators: [String] = []
    /// What kept the rest from being read; nil when all was read.
    var failure: CommandFailure?

    /// The troubles.
    var problems: [Entry] {
        entries.filter {
            if case .asked(let question) = $0.event, case .problem = question.kind { true } else { false }
        }
    }

    /// Reads a run.
    ///
    /// It needs no lock and changes nothing.
    init(_ run: RunDirectory) {
        var knowledge: [String: Observation] = [:]
        var stored: StoredRun?
        do {
            var reader = try JournalReader(run)
            while let record = try reader.next() {
                let entry = try RunReplay.entry(record)
                if case .started = entry.event {
                    do throws(CommandFailure) { stored = try StoredRun(run, startedBy: entry) } catch {
                        failure = error
                    }
                }
                if case .acceptedChanges(let changes) = entry.event {
                    do throws(CommandFailure) { try stored?.accept(changes, in: run) } catch { failure = error }
                }
                take(entry, &knowledge, in: run)
            }
            if start == nil { failure = StoredRun.noStart }
        } catch let error as JournalError {
            failure = CommandFailure(journal: error)
        } catch {
            failure = (error as? CommandFailure) ?? StoredRun.noStart
        }
        plan = stored?.plan
        library = stored?.library
    }

    private mutating func take(_ entry: StoredRun.Entry, _ knowledge: inout [String: Observation], in run: RunDirectory)
    {
        let time = entry.stamp.wallMilliseconds
        switch entry.event {
        case .started(let header):
            self.header = header
            start = time
            drove(header.operatorName)
        case .resumed(let name, _): drove(name)
        case .observed(_, let observations), .rechecked(let observations):
            for observation in observations { knowledge[observation.variable] = observation }
        case .spawned(let step, _, _): outputs[step] = []
        case .output(let step, _, let bytes): printed(bytes, step)
        case .storedOutput(let step, _, let output):
            guard let hash = RecordHash(hexadecimal: output.sha256) else { return }
            let extent = OutputExtent(
                file: output.file, offset: Int(output.offset), byteCount: Int(output.byteCount), hash: hash)
            // What cannot be read any more is left out here; ‘audit verify’ tells of it.
            var read: [UInt8] = []
            do throws(JournalError) {
                let damage = try run.readOutput(extent) { bytes in
                    read = Array((read + bytes).suffix(Self.mostOutputBytes))
                }
                if damage == nil { printed(read, step) }
            } catch {
                failure = failure ?? CommandFailure(journal: error)
            }
        case .asked, .answered, .performed, .done, .notNeeded, .skipped, .noted, .attached, .resolved, .jumped,
            .tookOver,
            .stopped,
            .closed:
            entries.append(Entry(wallMilliseconds: time, event: entry.event, knowledge: knowledge))
        default: break
        }
    }

    private mutating func printed(_ bytes: [UInt8], _ step: String) {
        outputs[step] = Array(((outputs[step] ?? []) + bytes).suffix(Self.mostOutputBytes))
    }

    private mutating func drove(_ name: String) {
        if !operators.contains(name) { operators.append(name) }
    }
}
