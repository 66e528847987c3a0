/// How a server is reached and known, beyond its URL: the same for probes and for requests of steps.
public struct ConnectionSettings: Sendable, Hashable {
    /// Names that are taken to an address instead of asking DNS.
    public var overrides: [AddressOverride] = []
    /// The authorities whose certificates count; those of the system if nil.
    public var authorities: CertificateAuthorities?
    /// How many days every certificate must still be valid; 0 if nobody says.
    public var leastDaysLeft = 0

    /// The settings that hold where nobody says anything.
    public init() {}

    /// Whether anything is said.
    public var isDefault: Bool { self == ConnectionSettings() }
}
