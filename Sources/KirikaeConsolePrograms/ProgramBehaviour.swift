/// What a program of the portal switch is told to do wrong, so that a drill can show it.
public enum ProgramBehaviour: Sendable, Hashable {
    /// It does what it should.
    case normal
    /// It says that it switches, switches nothing and never ends.
    case hang
    /// It switches, but never says that it is done.
    case hangAfterSwitch
    /// It says that it switches, switches nothing and ends with an error.
    case fail
    /// It asks for a user name, of which the manual knows nothing (M3.6-Z5), and ends with an error whatever it is told.
    case unexpected
    /// The cluster moves so many times later than usual, as under load (M3.6-D1, M3.6-D2).
    case slow(factor: Int64)
    /// If its console is closed while it switches, nobody knows any more where the cluster is (M3.6-X1).
    case wrongConsoleClosed

    /// The factors that make sense.
    private static let factors: ClosedRange<Int64> = 2...1_000

    /// Every form in which one can be named.
    public static let forms = [
        "normal", "hang", "hang-after-switch", "fail", "unexpected", "slow=FACTOR", "wrong-console-closed",
    ]

    /// Reads its name; nil if there is no such behaviour.
    public init?(_ name: String) {
        switch name {
        case "normal": self = .normal
        case "hang": self = .hang
        case "hang-after-switch": self = .hangAfterSwitch
        case "fail": self = .fail
        case "unexpected": self = .unexpected
        case "wrong-console-closed": self = .wrongConsoleClosed
        default:
            guard name.hasPrefix("slow="), let factor = Int64(name.dropFirst(5)), Self.factors.contains(factor) else {
                return nil
            }
            self = .slow(factor: factor)
        }
    }

    /// Its name.
    public var name: String {
        switch self {
        case .normal: "normal"
        case .hang: "hang"
        case .hangAfterSwitch: "hang-after-switch"
        case .fail: "fail"
        case .unexpected: "unexpected"
        case .slow(let factor): "slow=\(factor)"
        case .wrongConsoleClosed: "wrong-console-closed"
        }
    }
}
