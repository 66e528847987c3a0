import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import Synchronization

/// What the files of runs mean, kept while one run after the other is read: most runs of a state folder began with the same files.
///
/// The copies of each run are read and their hashes checked all the same.
final class DecodedRuns: Sendable {
    /// How many different sets of files are kept; the one used longest ago goes first.
    private static let mostLibraries = 4
    /// How many plans are kept for each of them.
    private static let mostPlans = 16

    private struct Entry {
        var hashes: [String: String]
        var library: RunbookLibrary
        var plans: [(header: PlanKey, plan: Plan)] = []
    }

    /// All of a header that decides over the plan.
    private struct PlanKey: Hashable {
        var runbook: String
        var arguments: [String: String]
        var environment: String
        var environmentArguments: [String: String]
        var fingerprint: String

        init(_ header: RunHeader) {
            runbook = header.runbook
            arguments = header.arguments
            environment = header.environment
            environmentArguments = header.environmentArguments
            fingerprint = header.fingerprint
        }
    }

    private let entries = Mutex<[Entry]>([])

    /// What files mean whose hashes have been checked.
    func library(of files: [RunbookLibrary.SourceFile], hashes: [String: String]) -> RunbookLibrary {
        entries.withLock { entries in
            if let index = entries.firstIndex(where: { $0.hashes == hashes }) {
                let entry = entries.remove(at: index)
                entries.append(entry)
                return entry.library
            }
            let library = StoredRun.library(of: files)
            if entries.count == Self.mostLibraries { entries.removeFirst() }
            entries.append(Entry(hashes: hashes, library: library))
            return library
        }
    }

    /// The plan that was made of these files before for the same header; nil if there was none.
    func plan(_ header: RunHeader) -> Plan? {
        let key = PlanKey(header)
        return entries.withLock { entries in
            entries.first { $0.hashes == header.files }?.plans.first { $0.header == key }?.plan
        }
    }

    /// Keeps a plan whose fingerprint has been compared with that of the header.
    func keep(_ plan: Plan, for header: RunHeader) {
        entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.hashes == header.files }) else { return }
            if entries[index].plans.count == Self.mostPlans { entries[index].plans.removeFirst() }
            entries[index].plans.append((PlanKey(header), plan))
        }
    }
}
