import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeService

/// The JSON form of a difference.
///
/// It is described in `Docs/Diff.md`; keys may be added to it and are never renamed.
public enum DifferenceEncoding {
    /// The number of the form.
    public static let format: Int64 = 1

    /// The difference of two folders.
    ///
    /// - Parameters:
    ///   - difference: what to encode.
    ///   - hasPatches: whether what makes each old plan the new one is part of it.
    public static func encode(_ difference: LibraryDifference, hasPatches: Bool = true) -> JSONValue {
        PlanEncoding.compact([
            "format": .integer(format), "worst": difference.worst.map { .string($0.rawValue) },
            "level": difference.worst.map { .string($0.level.rawValue) },
            "steps": .array(
                difference.steps.map { shared in
                    adding(
                        [
                            "plans": .array(shared.plans.map(encode)),
                            "findings": .array(
                                shared.step.findings.map { finding in
                                    guard let plans = shared.partialPlans[finding] else { return encode(finding) }
                                    return adding(["plans": .array(plans.map(encode))], to: encode(finding))
                                }),
                        ], to: encode(shared.step))
                }),
            "plans": .array(difference.plans.map { encode($0, hasPatch: hasPatches) }),
            "runbooks": .array(difference.runbooks.map(encode)), "service": .array(difference.service.map(encode)),
            "environments": .array(
                difference.environments.map {
                    .object([
                        "name": .string($0.name), "kind": .string($0.kind.rawValue),
                        "items": .array($0.items.map(encode)),
                    ])
                }),
            "scenarios": .array(difference.scenarios.map(encode)), "answers": .array(difference.answers.map(encode)),
            "project": .array(difference.project.map(encode)),
            "unplanned": .array(
                difference.unplanned.map {
                    adding(
                        [
                            "isBroken": .bool($0.isBroken), "finding": encode($0.finding),
                            "codes": PlanEncoding.strings($0.diagnostics.inFileOrder.map(\.message.code)),
                        ], to: encode($0.identity))
                }),
            "sampled": PlanEncoding.strings(difference.sampledRunbooks),
        ])
    }

    private static func adding(_ members: [String: JSONValue], to value: JSONValue) -> JSONValue {
        .object((value.objectValue ?? [:]).merging(members) { $1 })
    }

    private static func encode(_ plan: PlanDifference, hasPatch: Bool) -> JSONValue {
        adding(
            PlanEncoding.compact([
                "oldRunbook": plan.oldRunbook.map { .string($0) }, "oldFingerprint": .string(plan.oldFingerprint),
                "newFingerprint": .string(plan.newFingerprint),
                "steps": PlanEncoding.strings(plan.steps.map(\.path)),
                "touchedBy": PlanEncoding.strings(plan.isTouchedBy), "touchedByService": .bool(plan.isTouchedByService),
                "touchedByEnvironment": .bool(plan.isTouchedByEnvironment),
                "patch": hasPatch ? encode(plan.patch) : JSONValue?.none,
            ]).objectValue ?? [:], to: encode(plan.identity))
    }

    private static func encode(_ identity: PlanDifference.Identity) -> JSONValue {
        .object([
            "runbook": .string(identity.runbook), "arguments": .object(identity.arguments.mapValues { .string($0) }),
            "environment": .string(identity.environment),
        ])
    }

    /// A step.
    public static func encode(_ step: StepDifference) -> JSONValue {
        PlanEncoding.compact([
            "kind": .string(step.kind.rawValue), "oldPath": step.oldPath.map { .string($0) },
            "newPath": step.newPath.map { .string($0) }, "definition": .string(step.definition),
            "stepKind": .string(step.stepKind.rawValue), "title": PlanEncoding.encode(step.title),
            "isMoved": .bool(step.isMoved), "innerCount": .integer(Int64(step.innerCount)),
            "findings": .array(step.findings.map(encode)), "oldLocation": step.oldLocation.map { .string($0.text) },
            "newLocation": step.newLocation.map { .string($0.text) },
        ])
    }

    private static func encode(_ item: ItemDifference) -> JSONValue {
        PlanEncoding.compact([
            "kind": .string(item.kind.rawValue), "name": .string(item.name),
            "oldName": item.oldName.map { .string($0) },
            "findings": .array(item.findings.map(encode)),
        ])
    }

    /// A finding.
    public static func encode(_ finding: Finding) -> JSONValue {
        PlanEncoding.compact([
            "risk": .string(finding.risk.rawValue), "direction": .string(finding.direction.rawValue),
            "level": .string(finding.risk.level.rawValue), "part": .string(finding.part.rawValue),
            "keys": PlanEncoding.strings(finding.keys), "old": finding.old, "new": finding.new,
            "witness": finding.witness.isEmpty
                ? JSONValue?.none
                : .object(
                    finding.witness.mapValues { known in
                        switch known {
                        case .value(let value): .object(["value": .string(value)])
                        case .open: .object(["open": .bool(true)])
                        }
                    }),
            "undecided": finding.isUndecided ? .bool(true) : JSONValue?.none,
            "oldLocation": finding.oldLocation.map { .string($0.text) },
            "newLocation": finding.newLocation.map { .string($0.text) },
        ])
    }

    // MARK: Patches

    /// What makes one plan another.
    public static func encode(_ patch: PlanPatch) -> JSONValue {
        .object([
            "removed": PlanEncoding.strings(patch.removed),
            "changed": .object(patch.changed.mapValues { .array($0.map(encode)) }),
            "placed": .array(
                patch.placed.map {
                    PlanEncoding.compact([
                        "path": .string($0.path), "after": $0.after.map { .string($0) }, "step": $0.step,
                    ])
                }),
            "surroundings": .array(patch.surroundings.map(encode)),
        ])
    }

    private static func encode(_ difference: ValueDifference) -> JSONValue {
        PlanEncoding.compact([
            "keys": PlanEncoding.strings(difference.keys), "old": difference.old, "new": difference.new,
        ])
    }

    /// The patch of its JSON form; nil if it is none.
    public static func patch(from value: JSONValue) -> PlanPatch? {
        guard let removed = value["removed"]?.arrayValue, let changed = value["changed"]?.objectValue,
            let placed = value["placed"]?.arrayValue, let surroundings = value["surroundings"]?.arrayValue
        else { return nil }
        var patch = PlanPatch()
        patch.removed = removed.compactMap(\.stringValue)
        for (path, edits) in changed { patch.changed[path] = edits.arrayValue?.compactMap(difference) }
        patch.placed = placed.compactMap { placement in
            placement["path"]?.stringValue.map {
                .init(path: $0, after: placement["after"]?.stringValue, step: placement["step"])
            }
        }
        patch.surroundings = surroundings.compactMap(difference)
        let isWhole =
            patch.removed.count == removed.count && patch.placed.count == placed.count
            && patch.surroundings.count == surroundings.count
            && changed.allSatisfy { patch.changed[$0.key]?.count == $0.value.arrayValue?.count }
        return isWhole ? patch : nil
    }

    private static func difference(from value: JSONValue) -> ValueDifference? {
        guard let keys = value["keys"]?.arrayValue?.compactMap(\.stringValue) else { return nil }
        return ValueDifference(keys: keys, old: value["old"], new: value["new"])
    }
}
