import KirikaeRunbook

/// The values of its parameters with which a runbook is looked at: every cause, and every choice that decides anything.
public struct PlanVariants: Sendable {
    /// The arguments, the usual ones first.
    public let arguments: [[String: String]]
    /// Whether these are all there are of the parameters whose values are listed.
    public let isComplete: Bool

    /// Finds them.
    ///
    /// - Parameters:
    ///   - library: where the runbook is.
    ///   - runbook: its identifier; one that the library does not have gives none.
    ///   - most: how many there may be; with more, not all combinations are made.
    public init(_ library: RunbookLibrary, runbook: String, most: Int) {
        guard let template = library.runbooks[runbook] else {
            arguments = []
            isComplete = true
            return
        }
        var names: Set<String> = []
        var reached: Set<String> = []
        var open = [runbook]
        while let next = open.popLast() {
            guard reached.insert(next).inserted, let included = library.runbooks[next] else { continue }
            names.formUnion(NodeValue.parameterNames(in: included.root))
            open += included.includedRunbooks
        }
        let combinations = PlanCombinations(nil, template, names: names, most: most)
        arguments = combinations.all
        isComplete = combinations.isComplete
    }
}
