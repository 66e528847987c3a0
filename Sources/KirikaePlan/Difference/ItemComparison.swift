import KirikaeCanonicalJSON

/// Compares things that have names, such as the variables of a service or the hosts of an environment.
enum ItemComparison {
    /// What became of each thing.
    ///
    /// - Parameters:
    ///   - old: the things as they were, by name.
    ///   - new: the things as they are.
    ///   - part: what they are.
    ///   - added: how bad it is that one is new.
    ///   - removed: how bad it is that one is gone.
    ///   - changed: what a change of one means.
    static func items(
        _ old: [String: JSONValue], _ new: [String: JSONValue], _ part: Finding.Part,
        added: RiskClass, removed: RiskClass, changed: (String, ValueDifference) -> [Finding]
    ) -> [ItemDifference] {
        Set(old.keys).union(new.keys).sorted().compactMap { name in
            switch (old[name], new[name]) {
            case (let before?, let after?):
                let findings = ValueWalk.changes(before, after).flatMap { changed(name, $0) }
                guard !findings.isEmpty else { return nil }
                return ItemDifference(kind: .changed, name: name, oldName: nil, findings: findings.stableSorted())
            case (nil, let after?):
                let finding = Finding(added, direction(added, isAdded: true), part, new: after)
                return ItemDifference(kind: .added, name: name, oldName: nil, findings: [finding])
            case (let before?, nil):
                let finding = Finding(removed, direction(removed, isAdded: false), part, old: before)
                return ItemDifference(kind: .removed, name: name, oldName: nil, findings: [finding])
            case (nil, nil): return nil
            }
        }
    }

    private static func direction(_ risk: RiskClass, isAdded: Bool) -> Finding.Direction {
        switch risk {
        case .strengthened: .strengthened
        case .gateWeakened, .approvalDropped, .limitLoosened: .weakened
        default: .changed
        }
    }
}
