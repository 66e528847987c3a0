import KirikaeCanonicalJSON
import KirikaeRunbook
import KirikaeService

/// What a change of one step means.
struct StepFindings {
    let conditions: ConditionFindings

    /// The findings between two versions of a step.
    ///
    /// - Parameters:
    ///   - old: the step as it was.
    ///   - new: the step as it is.
    ///   - renamed: the canonical form of the old one with the names that steps have now.
    ///   - encoded: the canonical form of the new one.
    func between(_ old: PlanStep, _ new: PlanStep, renamed: JSONValue, encoded: JSONValue) -> [Finding] {
        guard renamed != encoded, let before = renamed.objectValue, let after = encoded.objectValue else { return [] }
        var findings: [Finding] = []
        for key in Set(before.keys).union(after.keys).sorted() where before[key] != after[key] {
            let change = ValueDifference(keys: [key], old: before[key], new: after[key])
            findings += self.findings(change, old, new)
        }
        return findings
    }

    /// The findings of a step that is new, or no longer there.
    func alone(_ step: PlanStep, isAdded: Bool) -> [Finding] {
        func change(_ key: String, _ value: JSONValue) -> ValueDifference {
            ValueDifference(keys: [key], old: isAdded ? JSONValue?.none : value, new: isAdded ? value : JSONValue?.none)
        }
        var findings: [Finding] = []
        let action = change("action", PlanEncoding.encode(step.action))
        if step.isApproval {
            findings.append(
                FindingRules.make(
                    action, isAdded ? .strengthened : .approvalDropped, isAdded ? .strengthened : .weakened, .approval)
            )
        } else if step.isAct {
            findings.append(FindingRules.act(action, .step))
        }
        for (part, list) in [
            (Finding.Part.preconditions, step.preconditions), (.verifications, step.verifications),
        ] {
            for (index, condition) in list.enumerated() {
                let value = PlanEncoding.encode(condition)
                var finding = FindingRules.make(
                    ValueDifference(
                        keys: [part.rawValue, "\(index + 1)"], old: isAdded ? JSONValue?.none : value,
                        new: isAdded ? value : JSONValue?.none),
                    isAdded ? .strengthened : .gateWeakened, isAdded ? .strengthened : .weakened, part)
                finding.oldLocation = isAdded ? nil : condition.condition.location
                finding.newLocation = isAdded ? condition.condition.location : nil
                findings.append(finding)
            }
        }
        if findings.isEmpty {
            let title = change("title", PlanEncoding.encode(step.title))
            findings.append(FindingRules.make(title, .wordingOnly, .changed, .step))
        }
        return findings
    }

    private func findings(_ change: ValueDifference, _ old: PlanStep, _ new: PlanStep) -> [Finding] {
        switch change.keys.first {
        // What these say follows from the steps within, or is told as a change of name.
        case "path", "span", "lanes": []
        case "title" where new.kind == .leave || new.kind == .join: []
        case "definition":
            // Steps are told of by their own change of name; an include of another runbook by this.
            new.kind == .enter ? [FindingRules.make(change, .wordingOnly, .changed, .runbook)] : []
        case "preconditions": conditions.between(old.preconditions, new.preconditions, part: .preconditions)
        case "verifications": conditions.between(old.verifications, new.verifications, part: .verifications)
        case "unless": conditions.unless(old.unless, new.unless, hasChecks: Self.hasChecks(new))
        case "action": ActionFindings.between(change.old, change.new)
        case "title": [FindingRules.wording(change, .title)]
        case "source": [FindingRules.make(change, .wordingOnly, .changed, .source)]
        case "typical": [FindingRules.make(change, .wordingOnly, .changed, .typical)]
        case "timeout": [FindingRules.limit(change, .timeout)]
        case "place": [FindingRules.act(change, .place)]
        case "changes": [FindingRules.act(change, .changes)]
        case "interrupted": [interrupted(change, old.interrupted, new.interrupted)]
        case "critical": [FindingRules.demand(change, isStricter: new.isCritical, .critical)]
        case "reverse": reverse(change)
        case "outputs": outputs(change)
        case "cautions": remarks(change, .cautions)
        case "notes": remarks(change, .notes)
        default: [FindingRules.act(change, .step)]
        }
    }

    /// Whether something is not checked where the step is not needed: a step with steps inside is taken to have checks.
    private static func hasChecks(_ step: PlanStep) -> Bool {
        step.span > 1 || step.isApproval || !step.preconditions.isEmpty || !step.verifications.isEmpty
    }

    /// A person who decides is stricter than a verification, and that is stricter than doing it again.
    private func interrupted(_ change: ValueDifference, _ old: Step.Interrupted, _ new: Step.Interrupted) -> Finding {
        let order: [Step.Interrupted] = [.ask, .verify, .repeat]
        let isLooser = (order.firstIndex(of: new) ?? 0) > (order.firstIndex(of: old) ?? 0)
        return isLooser
            ? FindingRules.make(change, .actionChanged, .weakened, .interrupted)
            : FindingRules.make(change, .strengthened, .strengthened, .interrupted)
    }

    private func reverse(_ change: ValueDifference) -> [Finding] {
        if let old = change.old?["none"], let new = change.new?["none"] {
            return [FindingRules.wording(ValueDifference(keys: ["reverse", "none"], old: old, new: new), .reverse)]
        }
        return [FindingRules.make(change, .actionChanged, change.new == nil ? .weakened : .changed, .reverse)]
    }

    private func outputs(_ change: ValueDifference) -> [Finding] {
        ValueWalk.changes(change.old, change.new, keys: change.keys).map { change in
            change.keys.last == "title"
                ? FindingRules.wording(change, .outputs) : FindingRules.act(change, .outputs)
        }
    }

    private func remarks(_ change: ValueDifference, _ part: Finding.Part) -> [Finding] {
        ValueWalk.changes(change.old, change.new, keys: change.keys).map { change in
            switch change.keys.last {
            case "source": FindingRules.make(change, .wordingOnly, .changed, .source)
            default: part == .cautions ? FindingRules.warning(change, part) : FindingRules.wording(change, part)
            }
        }
    }
}
