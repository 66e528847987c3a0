import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Whether a gate is weaker, found out by looking at situations one by one, and by nothing that a comparison of plans uses for it
/// but the judgement of the engine.
package struct GateBruteForce {
    /// How many situations are looked at; of more, so many are drawn.
    private static let most = 4_000

    /// The values of each variable.
    let values: [String: [String]]

    /// Why a gate of a plan is weaker now; nil if none was found to be.
    func weakening(from old: Plan, to new: Plan, using generator: inout some RandomNumberGenerator) -> String? {
        var after = Dictionary(new.steps.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let oldPaths = Set(old.steps.map(\.path))
        let onlyNew = new.steps.filter { !oldPaths.contains($0.path) }
        for step in old.steps where after[step.path] == nil {
            // One that does and asks for the same is the same by another name.
            after[step.path] = onlyNew.first { $0.kind == step.kind && Self.asksTheSame($0, step) }
        }
        for step in old.steps {
            guard let later = after[step.path] else {
                // A check that is gone with its step is gone.
                if !(step.preconditions + step.verifications).isEmpty || step.isApproval {
                    return "\(step.path) is gone"
                }
                continue
            }
            if let reason = weakening(of: step, to: later, using: &generator) { return "\(step.path): \(reason)" }
        }
        return nil
    }

    private static func asksTheSame(_ one: PlanStep, _ other: PlanStep) -> Bool {
        func shape(_ step: PlanStep) -> [JudgedCondition] {
            (step.preconditions + step.verifications).map { JudgedCondition($0.condition) }
        }
        return shape(one) == shape(other) && one.isCritical == other.isCritical
    }

    private func weakening(
        of step: PlanStep, to later: PlanStep, using generator: inout some RandomNumberGenerator
    ) -> String? {
        if step.isCritical, !later.isCritical { return "may be skipped now" }
        if step.isApproval, !later.isApproval { return "is no approval now" }
        for (name, before, after) in [
            ("preconditions", step.preconditions, later.preconditions),
            ("verifications", step.verifications, later.verifications),
        ] {
            let (old, new) = (before.map(\.condition), after.map(\.condition))
            if letsMorePass(old, new, using: &generator) { return "\(name) let more pass" }
            let (demanded, demands) = (Self.evidence(old), Self.evidence(new))
            if !demanded.subtracting(demands).isDisjoint(with: new.flatMap(\.variables)) {
                return "\(name): older evidence"
            }
        }
        let checks = step.preconditions + step.verifications
        // What is not needed is not checked.
        if !checks.isEmpty, !later.preconditions.isEmpty || !later.verifications.isEmpty,
            isNotNeededMore(step.unless, later.unless, using: &generator)
        {
            return "is not needed in more situations"
        }
        return nil
    }

    private static func evidence(_ check: [Condition]) -> Set<String> {
        check.reduce(into: []) { names, condition in
            if condition.needsEvidenceOfRun {
                names.formUnion(condition.variables)
                return
            }
            switch condition.form {
            case .test: break
            case .all(let parts), .any(let parts): names.formUnion(evidence(parts))
            case .not(let part): names.formUnion(evidence([part]))
            }
        }
    }

    // MARK: Situations

    private func letsMorePass(
        _ old: [Condition], _ new: [Condition], using generator: inout some RandomNumberGenerator
    ) -> Bool {
        let (before, after) = (old.map(JudgedCondition.init), new.map(JudgedCondition.init))
        // Only conditions that are not in both can make a difference; the others hold or do not, alike.
        let common = Set(before).intersection(after)
        let differing = zip(old + new, before + after).filter { !common.contains($0.1) }.map(\.0)
        guard !differing.isEmpty else { return false }
        let shared = zip(new, after).filter { common.contains($0.1) }.map(\.0)
        return situations(of: differing, with: shared, using: &generator).contains { situation in
            Self.rank(new, situation) > Self.rank(old, situation)
        }
    }

    private func isNotNeededMore(
        _ old: Condition?, _ new: Condition?, using generator: inout some RandomNumberGenerator
    ) -> Bool {
        guard let new else { return false }
        return situations(of: [new] + [old].compactMap(\.self), with: [], using: &generator).contains { situation in
            Self.rank([new], situation) == 2 && (old.map { Self.rank([$0], situation) } ?? 0) < 2
        }
    }

    /// Situations of the variables of some conditions, with those of others as these want them.
    private func situations(
        of conditions: [Condition], with shared: [Condition], using generator: inout some RandomNumberGenerator
    ) -> [[String: Reading]] {
        let names = Set(conditions.flatMap(\.variables)).sorted()
        let readings = names.map { name in (values[name] ?? []).map { Reading.value($0) } + [.unknown] }
        let others = shared.flatMap(\.variables).filter { !names.contains($0) }
        let wanted = Dictionary(
            others.map { ($0, Self.wanted($0, in: shared)) }, uniquingKeysWith: { first, _ in first })
        let count = readings.reduce(1) { min($0 * $1.count, Self.most + 1) }
        guard count <= Self.most else {
            return (0..<Self.most).map { _ in
                var situation = wanted
                for (name, readings) in zip(names, readings) {
                    situation[name] = readings.randomElement(using: &generator)
                }
                return situation
            }
        }
        return zip(names, readings).reduce([wanted]) { situations, variable in
            situations.flatMap { situation in variable.1.map { situation.merging([variable.0: $0]) { $1 } } }
        }
    }

    /// A value that the conditions ask for where they ask for one plainly.
    private static func wanted(_ name: String, in conditions: [Condition]) -> Reading {
        for condition in conditions {
            var found: Reading?
            condition.visitTests { test in
                if test.variable.value == name { found = found ?? test.values.first.map { .value($0.value) } }
            }
            if let found { return found }
        }
        return .unknown
    }

    private static func rank(_ check: [Condition], _ situation: [String: Reading]) -> Int {
        switch Judgement.all(of: check.map { $0.judge { situation[$0] ?? .unknown } }) {
        case .met: 2
        case .couldNotEvaluate, .unknown: 1
        case .notMet: 0
        }
    }
}

/// What a condition asks for, without its words and its place.
private indirect enum JudgedCondition: Hashable {
    case test(String, Set<String>)
    case all([JudgedCondition])
    case any([JudgedCondition])
    case not(JudgedCondition)

    init(_ condition: Condition) {
        switch condition.form {
        case .test(let test): self = .test(test.variable.value, Set(test.values.map(\.value)))
        case .all(let parts): self = .all(parts.map(JudgedCondition.init))
        case .any(let parts): self = .any(parts.map(JudgedCondition.init))
        case .not(let part): self = .not(JudgedCondition(part))
        }
    }
}
