/// Something that happened before a rehearsal or a drill began.
public struct PastChange: Sendable, Hashable {
    /// How long before, in milliseconds.
    public var agoMilliseconds: Int64
    /// What became true; nil is unknown.
    public var changes: [String: String?]

    /// Makes one.
    public init(agoMilliseconds: Int64, changes: [String: String?]) {
        self.agoMilliseconds = agoMilliseconds
        self.changes = changes
    }
}

extension ServiceSimulation {
    /// Starts at zero after what happened before: what counts since then counts on.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - state: the state before everything in `history`.
    ///   - history: what happened before zero.
    ///   - resolutions: what an open variable turns out to be.
    /// - Throws: `DoesNotSettle`.
    public init(
        model: ServiceModel, state: ServiceState, history: [PastChange], resolutions: [String: String] = [:]
    ) throws(DoesNotSettle) {
        let begin = history.map(\.agoMilliseconds).max() ?? 0
        try self.init(model: model, state: state, time: -begin, resolutions: resolutions)
        // Those of one moment keep their order.
        for change in history.enumerated().sorted(by: {
            ($1.element.agoMilliseconds, $0.offset) < ($0.element.agoMilliseconds, $1.offset)
        }).map(\.element) {
            try advance(to: -change.agoMilliseconds)
            try self.change(change.changes)
        }
        try advance(to: 0)
    }
}
