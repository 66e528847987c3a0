import KirikaeRunbook

extension Environment {
    /// Whether approvals need a signature here.
    var approvalsAreSigned: Bool { approvals == .signed }

    /// Whether the same people may approve here as there, with the same keys.
    func hasSameAuthority(as other: Environment) -> Bool {
        approvals == other.approvals && allowedSigners?.bytes == other.allowedSigners?.bytes
            && groups.mapValues(\.members) == other.groups.mapValues(\.members)
    }
}
