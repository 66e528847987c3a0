import KirikaeDiagnostics
import KirikaeSyntax

/// Where a plan happens: its places, hosts and people, and how each variable is observed there.
///
/// A production environment, a drill and a test differ in nothing else.
public struct Environment: Sendable {
    /// Somewhere a person acts, or a request goes to.
    public struct Place: Sendable, Hashable {
        /// What it is.
        public var title: LocalizedText
        /// Its address.
        public var url: String?
        /// Whether its pages describe themselves to a program.
        public var hasPages: Bool
        /// How its server is reached and known.
        public var settings = ConnectionSettings()
    }

    /// A machine where programs are started.
    public struct Host: Sendable, Hashable {
        /// What it is.
        public var title: LocalizedText
        /// The directory in which its programs are.
        public var directory: String
        /// How it is reached; nil for the engine's own machine.
        public var ssh: SSHAccess?
        /// Whether programs that need an administrator are looked after here.
        public var elevation: Elevation

        /// Names a machine.
        public init(
            title: LocalizedText, directory: String, ssh: SSHAccess? = nil, elevation: Elevation = .checked
        ) {
            self.title = title
            self.directory = directory
            self.ssh = ssh
            self.elevation = elevation
        }
    }

    /// How a host starts what is to be started as administrator.
    public enum Elevation: String, Sendable, Hashable, CaseIterable {
        /// It is not started where Kirikae could not start it as administrator.
        case checked
        /// The environment says that whatever is started there has the rights it needs; nothing is checked.
        case granted
    }

    /// People who may approve.
    public struct Group: Sendable, Hashable {
        /// Who they are.
        public var title: LocalizedText
        /// Their names.
        public var members: [String]
    }

    /// The people or machines of a population.
    public struct Inventory: Sendable, Hashable {
        /// Who or what they are.
        public var title: LocalizedText
        /// How many there are.
        public var count: Int
        /// Each of them, in the order in which they take part; empty where they are only counted.
        public var items: [InventoryItem]

        /// The path of the file that should list them where the folder has no such file, and those that it has.
        var fileNotFound: FileNotFound?

        /// Whether they are known by name.
        public var isNamed: Bool { !items.isEmpty }

        /// A file that an inventory names and the folder does not have.
        struct FileNotFound: Sendable, Hashable {
            var path: Located<String>
            var known: [String]
        }

        /// Makes an inventory.
        init(title: LocalizedText, count: Int, items: [InventoryItem] = []) {
            self.title = title
            self.count = count
            self.items = items
        }
    }

    /// Where a secret is read when it is needed.
    public enum SecretSource: Sendable, Hashable {
        /// In a variable of the engine's environment.
        case variable(String)
        /// In a file.
        case file(String)
        /// In what a program of the engine's machine prints; the first element is its absolute path.
        case command([String], timeout: Milliseconds)
    }

    /// A secret: what it is, and where it is read.
    ///
    /// Its value is no part of the environment.
    public struct Secret: Sendable, Hashable {
        /// What it is.
        public var title: LocalizedText
        /// Where it is read.
        public var source: SecretSource

        /// Names a secret and where it is read.
        public init(title: LocalizedText, source: SecretSource) {
            self.title = title
            self.source = source
        }
    }

    /// How a variable is observed.
    public enum Observation: Sendable, Hashable {
        /// A person is asked.
        case ask
        /// What a server answers decides.
        case http(HTTPProbe)
        /// A file decides.
        case file(FileProbe)
        /// Whether a connection can be opened is the value.
        case tcp(address: String, answers: String, silent: String, timeout: Milliseconds)
        /// What a DNS server answers decides.
        case dns(DNSProbe)
        /// Whether and how a SIP server answers decides.
        case sip(SIPProbe)
        /// What a program prints decides. `values` gives for each printed text the value it means; `secrets` the secrets it
        /// needs, by the environment variable that names a file with each.
        case command(
            [String], host: String, values: [String: String], silent: String?, timeout: Milliseconds,
            secrets: [String: String] = [:])
        /// A number decides.
        case count(CountProbe)

        /// The values of the variable that it can find; nil where it can find any.
        public var possibleValues: [String]? {
            switch self {
            case .ask: nil
            case .http(let probe): probe.possibleValues
            case .file(let probe): probe.possibleValues
            case .tcp(_, let answers, let silent, _): [answers, silent]
            case .dns(let probe): probe.possibleValues
            case .sip(let probe): probe.possibleValues
            case .command(_, _, let values, let silent, _, _): values.values.sorted() + [silent].compactMap { $0 }
            case .count(let probe): probe.ranges.map(\.value)
            }
        }
    }

    /// An observation and where it stands.
    public struct LocatedObservation: Sendable {
        /// How the variable is observed.
        public var how: Observation
        /// Where the variable stands.
        public var location: SourceLocation
    }

    /// How somebody who is asked to approve says so.
    public enum Approvals: String, Sendable, Hashable, CaseIterable {
        /// His name and his reason are typed at the operator's terminal.
        case typed
        /// He signs.
        case signed
    }

    /// How many people must have read a plan and signed it before it is carried out.
    public struct PlanReview: Sendable, Hashable {
        /// How many.
        public var count: Int
        /// The group they belong to.
        public var group: Located<String>
        /// How long a signature counts.
        public var expires: Milliseconds

        /// Says who must have reviewed a plan.
        public init(count: Int, group: Located<String>, expires: Milliseconds) {
            self.count = count
            self.group = group
            self.expires = expires
        }

        /// Thirty days.
        static let defaultExpiry = Milliseconds(30 * 24 * 3_600_000)
    }

    /// Its name.
    public var name: Located<String>
    /// What it is.
    public var title: LocalizedText
    /// Its places by name.
    public var places: [String: Place] = [:]
    /// Its hosts by name.
    public var hosts: [String: Host] = [:]
    /// Its groups by name.
    public var groups: [String: Group] = [:]
    /// Its inventories by name.
    public var inventories: [String: Inventory] = [:]
    /// Its secrets by name.
    public var secrets: [String: Secret] = [:]
    /// Which keys are whose; nil if nothing is signed here.
    public var allowedSigners: AllowedSigners?
    /// How approvals are given.
    public var approvals = Approvals.typed
    /// Who must have reviewed a plan before it is carried out; nil if nobody must.
    public var planReview: PlanReview?
    /// The path of a file that the folder does not have, and those that it has; nil if all is well.
    var signersNotFound: (path: Located<String>, known: [String])?
    /// Where signatures are demanded though no file says whose keys count; nil if all is well.
    var signersMissingAt: SourceLocation?
    /// The actions it binds, by name.
    public var actions: [String: Action] = [:]
    /// Who is told of what, by name.
    public var notices: [String: Notice] = [:]
    /// How each variable is observed.
    public var observations: [String: LocatedObservation] = [:]
    /// What must be so before the day, by name.
    public var checks: [String: ReadinessCheck] = [:]
    /// Where each name is defined, by section and name: `places/gax-j1`.
    public var definitions: [String: SourceLocation] = [:]
    /// The file it was read from.
    public var file: String

    /// How long a probe may take where the environment does not say.
    public static let defaultProbeTimeout = Milliseconds(5_000)

    /// How long a program that prints a secret may take where the environment does not say.
    public static let defaultSecretTimeout = Milliseconds(10_000)
}
