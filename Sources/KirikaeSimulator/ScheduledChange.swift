import KirikaeCanonicalJSON

/// Something that is going to happen from outside.
public struct ScheduledChange: Sendable, Hashable {
    /// When, in simulated milliseconds since the start.
    public var time: Int64
    /// What becomes true; nil is unknown.
    public var changes: [String: String?]

    /// The change as `/injections` shows it.
    var json: JSONValue {
        ["at": .integer(time), "set": .object(changes.mapValues { .string($0 ?? "unknown") })]
    }
}
