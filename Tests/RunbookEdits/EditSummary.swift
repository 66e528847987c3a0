import KirikaePlan

/// What came of many edits.
package struct EditSummary: Sendable {
    /// How many edits changed a plan.
    package private(set) var changedCount = 0
    /// How many of those weaken a gate.
    package private(set) var weakeningCount = 0
    /// How many made a plan impossible.
    package private(set) var brokenCount = 0
    /// How many could not be read, or changed no plan.
    package private(set) var otherCount = 0
    /// How many changed a plan, by what they were made of.
    package private(set) var sorts: [String: Int] = [:]
    /// How many changed a plan, by the class they were reported with.
    package private(set) var classes: [String: Int] = [:]
    /// What was got wrong, with the edit.
    package private(set) var failures: [String] = []

    /// Makes an empty summary.
    package init() {}

    /// Adds what came of an edit.
    package mutating func add(_ trial: EditTrial, number: Int) {
        switch trial.outcome {
        case .unreadable, .unchanged:
            otherCount += 1
            return
        case .broken: brokenCount += 1
        case .changed:
            changedCount += 1
            sorts[trial.sort, default: 0] += 1
            classes[trial.worst?.rawValue ?? "nothing", default: 0] += 1
            if trial.weakening != nil { weakeningCount += 1 }
        }
        failures += trial.failures.map { failure in
            "edit \(number), \(trial.name): \(failure)" + (trial.weakening.map { " (\($0))" } ?? "")
        }
    }

    /// Adds another summary.
    package mutating func add(_ other: EditSummary) {
        changedCount += other.changedCount
        weakeningCount += other.weakeningCount
        brokenCount += other.brokenCount
        otherCount += other.otherCount
        sorts.merge(other.sorts, uniquingKeysWith: +)
        classes.merge(other.classes, uniquingKeysWith: +)
        failures += other.failures
    }

    /// The summary in lines.
    package var lines: [String] {
        let classes = classes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return [
            "\(changedCount) edits of \(sorts.count) sorts changed a plan, \(weakeningCount) of them weaken a gate;",
            "\(brokenCount) more made a plan impossible; \(otherCount) could not be read or changed no plan",
            "reported as: \(classes)",
        ] + failures.map { "FAILED \($0)" }
    }
}
