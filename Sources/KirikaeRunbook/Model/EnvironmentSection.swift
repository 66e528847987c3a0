/// What an environment defines by name.
public enum EnvironmentSection: String, Sendable {
    case place, host, group, inventory, secret, action

    /// Its key in an environment file.
    var key: String {
        switch self {
        case .place: "places"
        case .host: "hosts"
        case .group: "groups"
        case .inventory: "inventories"
        case .secret: "secrets"
        case .action: "actions"
        }
    }

    /// The names that an environment defines.
    public func names(in environment: Environment) -> [String] {
        switch self {
        case .place: Array(environment.places.keys)
        case .host: Array(environment.hosts.keys)
        case .group: Array(environment.groups.keys)
        case .inventory: Array(environment.inventories.keys)
        case .secret: Array(environment.secrets.keys)
        case .action: Array(environment.actions.keys)
        }
    }

    /// Whether an environment defines a name.
    public func isDefined(_ name: String, in environment: Environment) -> Bool {
        switch self {
        case .place: environment.places[name] != nil
        case .host: environment.hosts[name] != nil
        case .group: environment.groups[name] != nil
        case .inventory: environment.inventories[name] != nil
        case .secret: environment.secrets[name] != nil
        case .action: environment.actions[name] != nil
        }
    }
}
