import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What a comparison has found, before it is put into words.
struct ReviewReport: Sendable {
    /// What the reader calls the two sides.
    var oldName: String
    var newName: String
    /// What differs.
    var difference: LibraryDifference
    /// What comes out otherwise; nil if it was not asked for.
    var behaviour: BehaviourComparison?
    /// What is newly possible that is wrong, and what no more; nil if it was not asked for.
    var explored: ExploredDifference?
    /// The service model whose titles values are told in: the new one.
    var service: ServiceModel?
    /// How many files differ in any byte.
    var changedFileCount = 0
    /// What stands before the path of a file of a revision; a reviewer knows which one he looks at.
    var revisionPrefixes: [String] = []

    /// Compares two sides.
    ///
    /// - Parameters:
    ///   - old: the old side; its files are only read.
    ///   - new: the new side; its files must be sound.
    ///   - rehearse: goes through the touched plans before and after; nil if that was not asked for.
    ///   - explore: searches them before and after; nil if that was not asked for.
    /// - Throws: `LibraryFailure`, if the files of a side have errors.
    static func comparing(
        _ old: ReviewSide, _ new: ReviewSide,
        rehearse: ((LibraryDifference, RunbookLibrary, RunbookLibrary) async throws -> BehaviourComparison)?,
        explore: ((LibraryDifference, RunbookLibrary, RunbookLibrary) async -> ExploredDifference)? = nil
    ) async throws -> ReviewReport {
        // Both at once: reading them takes longer than comparing them.
        async let before = old.library(isChecked: false)
        async let after = new.library(isChecked: true)
        let (oldLibrary, newLibrary) = (try await before, try await after)
        let difference = await LibraryDifference.between(old: oldLibrary, new: newLibrary)
        return ReviewReport(
            oldName: old.name, newName: new.name, difference: difference,
            behaviour: try await rehearse?(difference, oldLibrary, newLibrary),
            explored: await explore?(difference, oldLibrary, newLibrary),
            service: newLibrary.service ?? oldLibrary.service, changedFileCount: new.changedFileCount(from: old),
            revisionPrefixes: [old, new].compactMap(\.revisionPrefix))
    }

    /// How many findings are of a level or louder; a behaviour to look at, and something wrong that is newly
    /// possible, is as loud as they get.
    func count(atLeast level: RiskClass.Level) -> Int {
        difference.findings.count { $0.risk.level <= level } + (behaviour?.differences.count(where: \.isAlarming) ?? 0)
            + (explored?.changes.count(where: \.isNew) ?? 0)
    }

    /// The runbooks in whose plans a step differs, sorted.
    var touchedRunbooks: [String] {
        Set(difference.plans.filter { !$0.steps.isEmpty }.map(\.identity.runbook)).sorted()
    }

    /// How many runbooks have plans that differ only around their steps: in the service model, the environment, the title.
    var surroundedCount: Int {
        Set(difference.plans.map(\.identity.runbook)).subtracting(touchedRunbooks).count
    }
}
