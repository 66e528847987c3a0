import KirikaeDiagnostics
import KirikaePlan
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
    /// The service model whose titles values are told in: the new one.
    var service: ServiceModel?

    /// How many findings are of a level or louder; a behaviour to look at is as loud as they get.
    func count(atLeast level: RiskClass.Level) -> Int {
        difference.findings.count { $0.risk.level <= level } + (behaviour?.differences.count(where: \.isAlarming) ?? 0)
    }

    /// The runbooks in whose plans a step differs, each with how many of its plans do.
    var touchedRunbooks: [(runbook: String, planCount: Int)] {
        var counts: [String: Int] = [:]
        for plan in difference.plans where !plan.steps.isEmpty { counts[plan.identity.runbook, default: 0] += 1 }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// How many runbooks have plans that differ only around their steps: in the service model, the environment, the title.
    var surroundedCount: Int {
        let touched = Set(touchedRunbooks.map(\.runbook))
        return Set(difference.plans.map(\.identity.runbook)).subtracting(touched).count
    }
}

/// A report in one language: what stands in it, apart from how it is written.
///
/// Every text in it is safe to show.
struct ReviewDocument: Sendable {
    /// One thing that a change means.
    struct Line: Sendable, Hashable {
        var risk: RiskClass
        var label: String
        /// What stood there, one line each.
        var old: [String]
        /// What stands there now.
        var new: [String]
        /// What else to say about it.
        var remarks: [String]
    }

    /// A step, a variable, a scenario: something that differs.
    struct Entry: Sendable, Hashable {
        var risk: RiskClass
        var mark: String
        var word: String
        var title: String
        /// Its path or name.
        var name: String
        /// Where it stands in the files.
        var location: String?
        /// In which plans it shows.
        var plans: String?
        var lines: [Line]
    }

    /// A sentence about behaviour.
    struct Sentence: Sendable, Hashable {
        var isAlarming: Bool
        var text: String
        /// In which situations.
        var places: String
    }

    var language: Language
    var title: String
    var oldName: String
    var newName: String
    /// The loudest level, and the class that has it; nil if nothing differs.
    var worst: RiskClass?
    var verdict: String
    /// A line for each class that was found, worst first: how many findings, and what it means.
    var counts: [(risk: RiskClass, count: Int, meaning: String)]
    /// What it means, under short labels.
    var summary: [(label: String, text: String)]
    var behaviour: [Sentence]
    /// How much was gone through for it; nil if nothing was.
    var behaviourScope: String?
    /// What differs, worst first.
    var entries: [Entry]
}
