import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

extension LibraryDifference {
    /// Into how many tasks the plans are parted: more than there are cores, because some plans are much longer than others.
    private static let rowCount = 24

    /// Compares two folders of runbooks as plans: includes expanded, parameters filled in.
    ///
    /// Files that are the same are not looked at again, and a plan is made only if something that it is made of differs.
    ///
    /// - Parameters:
    ///   - old: the folder as it was.
    ///   - new: the folder as it is.
    ///   - mostCombinations: how many combinations of the values of its parameters each runbook is compared with at most.
    public init(old: RunbookLibrary, new: RunbookLibrary, mostCombinations: Int = PlanCombinations.most) {
        self.init()
        guard var comparison = LibraryComparison(old: old, new: new, mostCombinations: mostCombinations) else { return }
        let parts = PlanPairComparison.Parts()
        let pairs = comparison.pairComparison
        comparison.finish(comparison.pairs.map { pairs.compare($0, parts: parts) })
        self = comparison.difference
    }

    /// Compares two folders of runbooks as the initializer does, several plans at once.
    ///
    /// - Parameters:
    ///   - old: the folder as it was.
    ///   - new: the folder as it is.
    public static func between(old: RunbookLibrary, new: RunbookLibrary) async -> LibraryDifference {
        guard var comparison = LibraryComparison(old: old, new: new, mostCombinations: PlanCombinations.most) else {
            return LibraryDifference()
        }
        let (comparer, pairs, parts) = (comparison.pairComparison, comparison.pairs, PlanPairComparison.Parts())
        let length = max(1, pairs.count / rowCount)
        let results = await withTaskGroup(of: (Int, [PlanPairComparison.Result]).self) { group in
            for start in stride(from: 0, to: pairs.count, by: length) {
                group.addTask {
                    let row = pairs[start..<min(start + length, pairs.count)]
                    return (start, row.map { comparer.compare($0, parts: parts) })
                }
            }
            var rows: [(Int, [PlanPairComparison.Result])] = []
            for await row in group { rows.append(row) }
            return rows.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
        comparison.finish(results)
        return comparison.difference
    }
}

/// Compares two folders of runbooks.
private struct LibraryComparison {
    let old: RunbookLibrary
    let new: RunbookLibrary
    /// The paths of the files that are the same in both.
    let same: Set<String>
    let mostCombinations: Int
    let conditions: ConditionFindings
    /// What each new runbook was called.
    let oldNames: [String: String]
    /// The new runbooks of which something differs in their own file.
    private var changedRunbooks: Set<String> = []
    private var isServiceChanged = false
    private var changedEnvironments: Set<String> = []
    private var changedPlanEnvironments: Set<String> = []
    /// The plans to compare.
    private(set) var pairs: [PlanPairComparison.Pair] = []
    /// The changed runbooks that some plan shows.
    private var shownRunbooks: Set<String> = []
    private var sharing = StepSharing()
    /// The parameters that each new runbook asks for, before or now.
    private var parameterNames: [String: Set<String>] = [:]
    private(set) var difference = LibraryDifference()

    /// Compares all but the plans; nil if every file is the same.
    init?(old: RunbookLibrary, new: RunbookLibrary, mostCombinations: Int) {
        let before = Dictionary(old.files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        let same = Set(new.files.filter { before[$0.path] == $0.bytes }.map(\.path))
        guard same.count < max(before.count, new.files.count) else { return nil }
        self.mostCombinations = mostCombinations
        self.old = old
        self.new = new
        self.same = same
        conditions = ConditionFindings(old: old.service, new: new.service)
        oldNames = Self.oldNames(old.runbooks, new.runbooks)
        compareServices()
        compareEnvironments()
        compareHeads()
        pair()
    }

    /// Compares the plans of the pairs.
    var pairComparison: PlanPairComparison {
        PlanPairComparison(
            old: old, new: new, conditions: conditions, isServiceChanged: isServiceChanged,
            changedEnvironments: changedEnvironments, changedPlanEnvironments: changedPlanEnvironments)
    }

    /// Adds what came of the pairs, in their order, and what can be told only then.
    mutating func finish(_ results: [PlanPairComparison.Result]) {
        for (pair, result) in zip(pairs, results) {
            switch result {
            case .nothing: continue
            case .unplanned(let unplanned):
                difference.unplanned.append(unplanned)
                shownRunbooks.formUnion(pair.touching)
            case .differs(let plan):
                if !plan.steps.isEmpty { shownRunbooks.formUnion(pair.touching) }
                difference.plans.append(plan)
                for step in plan.steps { sharing.add(step, in: pair.identity) }
            }
        }
        difference.plans.sort { $0.identity < $1.identity }
        difference.steps = sharing.steps
        addUnshown()
        compareDocuments()
    }

    private mutating func compareDocuments() {
        let (before, after) = (DocumentFindings(old, without: same), DocumentFindings(new, without: same))
        var names = Dictionary(
            oldNames.filter { $0.key != $0.value }.map { ($0.value, $0.key) }, uniquingKeysWith: min)
        for plan in difference.plans {
            for (old, new) in plan.newNames { names[old] = new }
        }
        difference.scenarios = DocumentFindings.items("scenario", .scenario, before, after, renamed: names)
        difference.answers = DocumentFindings.items("answers", .answers, before, after, renamed: names)
        difference.project = DocumentFindings.items("project", .project, before, after, renamed: names)
    }

    // MARK: Surroundings

    private mutating func compareServices() {
        switch (old.service, new.service) {
        case (let before?, let after?):
            difference.service = ServiceFindings(conditions: conditions).between(before, after)
            isServiceChanged = PlanEncoding.encode(before) != PlanEncoding.encode(after)
        case (nil, nil): break
        case (let before, let after):
            isServiceChanged = true
            let finding = Finding(
                before == nil ? .wordingOnly : .actionChanged, .changed, .service, old: before.map(PlanEncoding.encode),
                new: after.map(PlanEncoding.encode))
            difference.service = [
                ItemDifference(
                    kind: before == nil ? .added : .removed, name: (before ?? after)?.name ?? "", oldName: nil,
                    findings: [finding])
            ]
        }
    }

    private mutating func compareEnvironments() {
        for name in Set(old.environments.keys).union(new.environments.keys).sorted() {
            guard let before = old.environments[name], let after = new.environments[name] else {
                let isAdded = old.environments[name] == nil
                let finding = Finding(isAdded ? .wordingOnly : .actionChanged, .changed, .environment)
                let kind: ItemDifference.Kind = isAdded ? .added : .removed
                difference.environments.append(
                    EnvironmentDifference(
                        kind: kind, name: name,
                        items: [ItemDifference(kind: kind, name: name, oldName: nil, findings: [finding])]))
                continue
            }
            let (oldContent, newContent) = (
                EnvironmentFindings.Content(before), EnvironmentFindings.Content(after)
            )
            guard !oldContent.isSame(as: newContent) else { continue }
            changedEnvironments.insert(name)
            if oldContent.encoded != newContent.encoded { changedPlanEnvironments.insert(name) }
            let items = EnvironmentFindings.between(oldContent, newContent)
            if !items.isEmpty {
                difference.environments.append(EnvironmentDifference(kind: .changed, name: name, items: items))
            }
        }
    }

    // MARK: Runbooks

    /// What new runbooks were called whose steps are mostly those of one that is gone.
    private static func oldNames(
        _ old: [String: RunbookTemplate], _ new: [String: RunbookTemplate]
    ) -> [String: String] {
        var names = Dictionary(uniqueKeysWithValues: new.keys.filter { old[$0] != nil }.map { ($0, $0) })
        var gone = old.filter { new[$0.key] == nil }
        for (name, template) in new.sorted(by: { $0.key < $1.key }) where names[name] == nil {
            let steps = template.stepIdentifiers
            func likeness(_ other: RunbookTemplate) -> Int {
                let common = steps.intersection(other.stepIdentifiers).count
                return common * 100 / max(1, min(steps.count, other.stepIdentifiers.count))
            }
            let best = gone.map { ($0.key, likeness($0.value)) }.filter { $0.1 >= 50 }
                .max { ($0.1, $1.0) < ($1.1, $0.0) }
            guard let best else { continue }
            names[name] = best.0
            // One that was split lives on in both parts, so it stays a candidate.
            if best.1 == 100, steps.count == gone[best.0]?.stepIdentifiers.count { gone[best.0] = nil }
        }
        return names
    }

    /// What differs in runbooks beside what plans hold.
    private mutating func compareHeads() {
        let continued = Set(oldNames.values)
        for name in old.runbooks.keys.sorted() where !continued.contains(name) {
            difference.runbooks.append(
                ItemDifference(
                    kind: .removed, name: name, oldName: nil,
                    findings: [Finding(.actionChanged, .changed, .runbook, old: .string(name))]))
        }
        for (name, template) in new.runbooks.sorted(by: { $0.key < $1.key }) {
            guard let oldName = oldNames[name], let before = old.runbooks[oldName] else {
                changedRunbooks.insert(name)
                difference.runbooks.append(
                    ItemDifference(
                        kind: .added, name: name, oldName: nil,
                        findings: [Finding(.wordingOnly, .changed, .runbook, new: .string(name))]))
                continue
            }
            guard !NodeValue.isSame(before.root, template.root) else { continue }
            changedRunbooks.insert(name)
            var findings = Self.heads(before.root, template.root)
            if oldName != name {
                findings.append(
                    Finding(
                        .wordingOnly, .changed, .runbook, keys: ["runbook"], old: .string(oldName), new: .string(name)))
            }
            guard !findings.isEmpty else { continue }
            difference.runbooks.append(
                ItemDifference(
                    kind: oldName == name ? .changed : .renamed, name: name, oldName: oldName == name ? nil : oldName,
                    findings: findings.stableSorted()))
        }
    }

    private static func heads(_ old: Node, _ new: Node) -> [Finding] {
        ["direction", "function", "kind", "parameters"].flatMap { key in
            ValueWalk.changes(old[key].map(NodeValue.value), new[key].map(NodeValue.value), keys: [key]).map { change in
                switch key {
                case "direction": FindingRules.act(change, .direction)
                case "parameters" where ["title", "where"].contains(change.keys.dropFirst(2).first ?? ""):
                    FindingRules.wording(change, .parameters)
                case "parameters": FindingRules.act(change, .parameters)
                default: FindingRules.make(change, .wordingOnly, .changed, .runbook)
                }
            }
        }
    }

    // MARK: Plans

    /// Pairs the plans of which something differs that they are made of.
    private mutating func pair() {
        for (name, template) in new.runbooks {
            var names = NodeValue.parameterNames(in: template.root)
            if let before = old.runbooks[oldNames[name] ?? name] {
                names.formUnion(NodeValue.parameterNames(in: before.root))
            }
            parameterNames[name] = names
        }
        let environments = new.environments.keys.filter { old.environments[$0] != nil }.sorted()
        for (name, template) in new.runbooks.sorted(by: { $0.key < $1.key }) {
            guard let oldName = oldNames[name], let before = old.runbooks[oldName] else { continue }
            let touching = reach(name).intersection(changedRunbooks)
            let touched = environments.filter {
                !touching.isEmpty || isServiceChanged || changedEnvironments.contains($0)
            }
            guard !touched.isEmpty else { continue }
            let combinations = combinations(name, before, template)
            if !combinations.isComplete { difference.sampledRunbooks.append(name) }
            for (place, environment) in touched.enumerated() {
                // What environments do differently is told with them; one of them is enough for all combinations.
                for arguments in place == 0 ? combinations.all : Array(combinations.all.prefix(1)) {
                    let identity = PlanDifference.Identity(
                        runbook: name, arguments: PlanCombinations.fitting(arguments, template),
                        environment: environment)
                    pairs.append(
                        .init(
                            identity: identity, oldRunbook: oldName,
                            oldArguments: PlanCombinations.fitting(identity.arguments, before), touching: touching))
                }
                guard place == 0 else { continue }
                difference.uncompared += combinations.leftOut.map { arguments in
                    let arguments = PlanCombinations.fitting(arguments, template)
                    return UncomparedPlan(
                        identity: .init(runbook: name, arguments: arguments, environment: environment),
                        oldRunbook: oldName, oldArguments: PlanCombinations.fitting(arguments, before))
                }
            }
        }
    }

    /// The runbooks that a runbook is made of, itself among them, before and now.
    private func reach(_ name: String) -> Set<String> {
        var reached: Set<String> = []
        var open = [name]
        while let next = open.popLast() {
            guard reached.insert(next).inserted else { continue }
            open += new.runbooks[next]?.includedRunbooks ?? []
        }
        return reached
    }

    private func combinations(
        _ name: String, _ old: RunbookTemplate?, _ template: RunbookTemplate
    ) -> PlanCombinations {
        let names = reach(name).reduce(into: Set<String>()) { $0.formUnion(parameterNames[$1] ?? []) }
        return PlanCombinations(old, template, names: names, most: mostCombinations)
    }

    /// Runbooks that differ in something that none of the compared plans holds.
    private mutating func addUnshown() {
        for name in changedRunbooks.subtracting(shownRunbooks).sorted() {
            guard let oldName = oldNames[name], let before = old.runbooks[oldName], let after = new.runbooks[name]
            else { continue }
            let isWhole = [before, after].allSatisfy { template in
                let combinations = self.combinations(name, nil, template)
                return combinations.isComplete && !combinations.hasFreeParameters
            }
            let environment = new.environments.keys.sorted().first ?? ""
            let isPlanned =
                PlanBuilder(library: new).plan(
                    runbook: name, arguments: after.sampleArguments, environment: environment,
                    environmentArguments: new.environments[environment]?.sampleArguments ?? [:], fingerprint: "") != nil
            // Every plan of it was compared and none differs: only the way it is written does.
            if isPlanned, isWhole { continue }
            let head = Set(["direction", "function", "kind", "parameters"])
            var oldRest = NodeValue.value(of: before.root).objectValue ?? [:]
            var newRest = NodeValue.value(of: after.root).objectValue ?? [:]
            for key in head.union(["runbook"]) {
                oldRest[key] = nil
                newRest[key] = nil
            }
            let findings = ValueWalk.changes(.object(oldRest), .object(newRest)).map { change in
                change.old?.isLocalizedText ?? change.new?.isLocalizedText ?? false
                    ? FindingRules.wording(change, .text) : FindingRules.act(change, .runbook)
            }
            guard !findings.isEmpty else { continue }
            difference.runbooks.append(
                ItemDifference(kind: .changed, name: name, oldName: nil, findings: findings.stableSorted()))
        }
    }
}
