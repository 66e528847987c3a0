import KirikaeService

/// One thing that happens on a way, and how the service stands then.
public struct WayStep: Sendable {
    /// What happens.
    public var move: Move
    /// How the service stands after it, as far as it makes a difference.
    public var state: ServiceState
}
