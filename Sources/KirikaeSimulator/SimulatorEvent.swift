import KirikaeCanonicalJSON

/// Something that happened in the simulated contact centre.
public struct SimulatorEvent: Sendable, Hashable {
    /// What kind of thing.
    public enum Kind: String, Sendable {
        /// Somebody changed a variable from outside.
        case change
        /// The service did something by itself.
        case transition
        /// One of the four programs was started.
        case programStart = "program-start"
        /// A program asked for its switch and got it.
        case programCommand = "program-command"
        /// A program asked for its switch while another change was under way.
        case programRefused = "program-refused"
        /// A program was told what to do wrong.
        case programBehaviour = "program-behaviour"
        /// Somebody pressed something on a page.
        case press
    }

    /// When, in simulated milliseconds since the start.
    public var simulatedMilliseconds: Int64
    /// What kind of thing.
    public var kind: Kind
    /// The variable, transition, program or page.
    public var subject: String
    /// The new value, or what was pressed; nil where there is none.
    public var value: String?

    /// The event as `/events` shows it.
    var json: JSONValue {
        [
            "simulatedMilliseconds": .integer(simulatedMilliseconds), "kind": .string(kind.rawValue),
            "subject": .string(subject), "value": value.map { .string($0) } ?? .null,
        ]
    }
}
