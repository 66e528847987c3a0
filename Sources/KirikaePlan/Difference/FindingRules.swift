import KirikaeCanonicalJSON

/// What the change of a value means, by rules that steps and environments share.
enum FindingRules {
    /// A text that differs: if one language changed alone, the two no longer say the same.
    static func wording(_ change: ValueDifference, _ part: Finding.Part) -> Finding {
        var isOneSided = false
        if let old = change.old?.objectValue, let new = change.new?.objectValue, ValueWalk.isText(old),
            ValueWalk.isText(new)
        {
            isOneSided = (old["ja"] == new["ja"]) != (old["en"] == new["en"])
        }
        let direction: Finding.Direction = change.new == nil ? .weakened : .changed
        return make(change, isOneSided ? .translationDiverged : .wordingOnly, direction, part)
    }

    /// A text that warns: without it nobody is warned.
    static func warning(_ change: ValueDifference, _ part: Finding.Part) -> Finding {
        change.new == nil ? make(change, .cautionDropped, .weakened, part) : wording(change, part)
    }

    /// A limit: more than before is looser.
    ///
    /// - Parameters:
    ///   - change: what differs.
    ///   - part: what it is part of.
    ///   - absentIsLoosest: whether no number stands for no limit.
    static func limit(_ change: ValueDifference, _ part: Finding.Part, absentIsLoosest: Bool = true) -> Finding {
        let absent: Int64 = absentIsLoosest ? .max : 0
        let isLooser = (change.new?.integerValue ?? absent) > (change.old?.integerValue ?? absent)
        return isLooser
            ? make(change, .limitLoosened, .weakened, part) : make(change, .strengthened, .strengthened, part)
    }

    /// A number of which less is looser, such as a quota.
    static func floor(_ change: ValueDifference, _ risk: RiskClass, _ part: Finding.Part) -> Finding {
        let isLooser = (change.new?.integerValue ?? 0) < (change.old?.integerValue ?? 0)
        return isLooser ? make(change, risk, .weakened, part) : make(change, .strengthened, .strengthened, part)
    }

    /// A set of which every element lets more pass.
    static func allowance(_ change: ValueDifference, _ risk: RiskClass, _ part: Finding.Part) -> Finding? {
        let old = Set(change.old?.arrayValue ?? [])
        let new = Set(change.new?.arrayValue ?? [])
        if old == new { return make(change, .wordingOnly, .changed, part) }
        if new.isSubset(of: old) { return make(change, .strengthened, .strengthened, part) }
        return make(change, risk, old.isSubset(of: new) ? .weakened : .changed, part)
    }

    /// A demand that is there or not.
    static func demand(_ change: ValueDifference, isStricter: Bool, _ part: Finding.Part) -> Finding {
        isStricter
            ? make(change, .strengthened, .strengthened, part) : make(change, .gateWeakened, .weakened, part)
    }

    /// Something else is done than before.
    static func act(_ change: ValueDifference, _ part: Finding.Part) -> Finding {
        make(change, .actionChanged, .changed, part)
    }

    /// The finding of a change.
    static func make(
        _ change: ValueDifference, _ risk: RiskClass, _ direction: Finding.Direction, _ part: Finding.Part
    ) -> Finding {
        Finding(risk, direction, part, keys: change.keys, old: change.old, new: change.new)
    }
}
