import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// What a change of conditions means: whether there is a situation that was refused and is let pass now.
struct ConditionFindings {
    /// Judges conditions over the values of both services.
    let implication: ConditionImplication

    /// Compares conditions over the values that a variable has in the old or in the new service.
    init(old: ServiceModel?, new: ServiceModel?) {
        implication = ConditionImplication { name in
            let before = old?.values(of: name) ?? []
            let after = new?.values(of: name) ?? []
            return before + after.filter { !before.contains($0) }
        }
    }

    /// The findings between two checks, of which each is met if all its conditions are.
    func between(_ old: [PlanCondition], _ new: [PlanCondition], part: Finding.Part) -> [Finding] {
        let before = old.map(PlanEncoding.encode)
        let after = new.map(PlanEncoding.encode)
        guard before != after else { return [] }
        var findings: [Finding] = []
        for pair in Self.pairs(old, new) {
            let earlier = pair.old.map { old[$0].condition }
            let later = pair.new.map { new[$0].condition }
            let change = ValueDifference(
                keys: [part.rawValue, "\((pair.new ?? pair.old ?? 0) + 1)"], old: pair.old.map { before[$0] },
                new: pair.new.map { after[$0] })
            guard change.old != change.new else { continue }
            var made = gate(
                earlier, later, all: (old.map(\.condition), new.map(\.condition)), change: change, part: part)
            if let earlier, let later { made += details(earlier, later, change: change, part: part) }
            if made.isEmpty { made = [FindingRules.make(change, .wordingOnly, .changed, part)] }
            for index in made.indices {
                made[index].oldLocation = earlier?.location
                made[index].newLocation = later?.location
            }
            findings += made
        }
        // Only the order of the conditions differs.
        if findings.isEmpty {
            let change = ValueDifference(keys: [part.rawValue], old: .array(before), new: .array(after))
            findings = [FindingRules.make(change, .wordingOnly, .changed, part)]
        }
        return findings
    }

    /// What it means that a step is not needed in other situations than before.
    ///
    /// What is not needed is not checked either, so more of that weakens the checks within.
    func unless(_ old: Condition?, _ new: Condition?, hasChecks: Bool) -> [Finding] {
        let change = ValueDifference(
            keys: ["unless"], old: old.map(PlanEncoding.encode), new: new.map(PlanEncoding.encode))
        guard change.old != change.new else { return [] }
        func isMet(_ condition: Condition, whereNot other: Condition?) -> ConditionImplication.Answer {
            guard let other else {
                return implication.lets([condition], passMoreThan: Condition(.any([]), at: condition.location))
            }
            return implication.lets([condition], passMoreThan: other)
        }
        let skipsMore = new.map { isMet($0, whereNot: old) } ?? .never
        let skipsLess = old.map { isMet($0, whereNot: new) } ?? .never
        var findings: [Finding] = []
        if skipsMore != .never {
            var finding = FindingRules.make(
                change, hasChecks ? .gateWeakened : .actionChanged, skipsLess == .never ? .weakened : .changed, .unless)
            finding.note(skipsMore)
            findings.append(finding)
        } else if skipsLess != .never {
            var finding = FindingRules.make(change, .actionChanged, .strengthened, .unless)
            finding.note(skipsLess)
            findings.append(finding)
        }
        if let old, let new { findings += details(old, new, change: change, part: .unless) }
        return findings.isEmpty ? [FindingRules.make(change, .wordingOnly, .changed, .unless)] : findings
    }

    /// Which of both lets more pass.
    func gate(
        _ old: Condition?, _ new: Condition?, all: (old: [Condition], new: [Condition]), change: ValueDifference,
        part: Finding.Part
    ) -> [Finding] {
        let weakened = old.map { implication.lets(all.new, passMoreThan: $0) } ?? .never
        let strengthened = new.map { implication.lets(all.old, passMoreThan: $0) } ?? .never
        var findings: [Finding] = []
        if weakened != .never {
            var finding = FindingRules.make(
                change, .gateWeakened, strengthened == .never ? .weakened : .changed, part)
            finding.note(weakened)
            findings.append(finding)
        } else if strengthened != .never {
            findings.append(FindingRules.make(change, .strengthened, .strengthened, part))
        }
        let demandedBefore = old?.evidenceNames ?? []
        let dropped = demandedBefore.subtracting(all.new.reduce(into: []) { $0.formUnion($1.evidenceNames) })
        let tested = Set(all.new.flatMap(\.variables))
        if !dropped.intersection(tested).isEmpty || (new == nil && !dropped.isEmpty && weakened == .never) {
            findings.append(FindingRules.make(change, .gateWeakened, .weakened, .evidence))
        }
        let gained = (new?.evidenceNames ?? [])
            .subtracting(all.old.reduce(into: []) { $0.formUnion($1.evidenceNames) })
        if old != nil, !gained.isEmpty, dropped.isEmpty {
            findings.append(FindingRules.make(change, .strengthened, .strengthened, .evidence))
        }
        return findings
    }

    /// What else differs between two versions of a condition: how long and how often it is looked at, and its words.
    private func details(
        _ old: Condition, _ new: Condition, change: ValueDifference, part: Finding.Part
    ) -> [Finding] {
        var findings: [Finding] = []
        for (before, after, key, part) in [
            (old.times(\.within), new.times(\.within), "within", Finding.Part.within),
            (old.looks, new.looks, "every", Finding.Part.every),
        ] where before != after {
            let detail = ValueDifference(
                keys: change.keys + [key], old: before.max().map { .integer($0) }, new: after.max().map { .integer($0) }
            )
            // Whether it is looked at again at all is told by how long.
            if key == "every", before.isEmpty || after.isEmpty { continue }
            guard detail.old != detail.new else {
                findings.append(FindingRules.make(change, .limitLoosened, .changed, part))
                continue
            }
            findings.append(FindingRules.limit(detail, part, absentIsLoosest: false))
        }
        let pairs = ListAlignment(old.reasons, new.reasons).pairs
        for pair in pairs {
            let before = pair.old.map { PlanEncoding.encode(old.reasons[$0]) }
            let after = pair.new.map { PlanEncoding.encode(new.reasons[$0]) }
            guard before != after else { continue }
            findings.append(
                FindingRules.wording(
                    ValueDifference(keys: change.keys + ["because"], old: before, new: after), part))
        }
        if old.facts != new.facts {
            let detail = ValueDifference(
                keys: change.keys + ["source"], old: PlanEncoding.strings(old.facts),
                new: PlanEncoding.strings(new.facts))
            findings.append(FindingRules.make(detail, .wordingOnly, .changed, .source))
        }
        return findings
    }

    /// Which conditions belong together: equal ones, then those of the same origin, then those that share most variables.
    private static func pairs(_ old: [PlanCondition], _ new: [PlanCondition]) -> [ListAlignment.Pair] {
        var openOld = Array(old.indices)
        var partner: [Int: Int] = [:]
        func match(_ score: (PlanCondition, PlanCondition) -> Int) {
            for index in new.indices where partner[index] == nil {
                let best = openOld.map { ($0, score(old[$0], new[index])) }.filter { $0.1 > 0 }
                    .max { $0.1 < $1.1 }
                guard let best else { continue }
                partner[index] = best.0
                openOld.removeAll { $0 == best.0 }
            }
        }
        match { PlanEncoding.encode($0) == PlanEncoding.encode($1) ? 1 : 0 }
        match { left, right in
            guard left.origin == right.origin else { return 0 }
            if case .invariant = left.origin { return 1 }
            let names = Set(left.condition.variables)
            return names.intersection(right.condition.variables).count
        }
        return new.indices.map { ListAlignment.Pair(old: partner[$0], new: $0) }
            + openOld.map { ListAlignment.Pair(old: $0, new: nil) }
    }
}

extension Finding {
    /// Notes the situation that shows it, or that there were too many.
    mutating func note(_ answer: ConditionImplication.Answer) {
        switch answer {
        case .never: break
        case .inSituation(let situation): witness = situation
        case .tooLarge: isUndecided = true
        }
    }
}

extension Condition {
    /// Calls `body` for it and everything in it, from the outside in.
    private func visit(_ body: (Condition) -> Void) {
        body(self)
        switch form {
        case .test: break
        case .all(let parts), .any(let parts): for part in parts { part.visit(body) }
        case .not(let part): part.visit(body)
        }
    }

    /// The variables of which only a value observed in this very run counts.
    var evidenceNames: Set<String> {
        var names: Set<String> = []
        visit { if $0.needsEvidenceOfRun { names.formUnion($0.variables) } }
        return names
    }

    /// Times in it, from the outside in.
    func times(_ key: KeyPath<Condition, Milliseconds?>) -> [Int64] {
        var times: [Int64] = []
        visit { if let time = $0[keyPath: key] { times.append(time.count) } }
        return times
    }

    /// How often it is looked at, from the outside in, where it is looked at more than once.
    fileprivate var looks: [Int64] {
        var times: [Int64] = []
        visit { if $0.within != nil || $0.every != nil { times.append(($0.every ?? Self.defaultEvery).count) } }
        return times
    }

    /// The reasons in it, from the outside in.
    var reasons: [LocalizedText] {
        var reasons: [LocalizedText] = []
        visit { if let reason = $0.because { reasons.append(reason) } }
        return reasons
    }

    /// The facts of the manual in it, from the outside in.
    var facts: [String] {
        var facts: [String] = []
        visit { facts += $0.source }
        return facts
    }
}
