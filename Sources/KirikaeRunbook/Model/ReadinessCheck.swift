import KirikaeDiagnostics
import KirikaeSyntax

/// What must be so before the day, as an environment says it.
///
/// It is looked at by `kirikae doctor` and by nothing else: no plan holds a word of it, and no run is judged by it.
public struct ReadinessCheck: Sendable, Hashable {
    /// What it means when it is not so.
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        /// The environment is not ready.
        case fails
        /// It is said, and the environment is ready.
        case warns
    }

    /// A file that must be there.
    public struct File: Sendable, Hashable {
        /// Its path; a relative one is below the directory of the host.
        public var path: String
        /// The host it is on; nil for the engine's machine.
        public var host: Located<String>?
        /// What its content must hash to, as 64 hexadecimal digits in lower case; nil where any content will do.
        public var sha256: String?
        /// What people call the edition with that hash.
        public var edition: String?
    }

    /// A name that DNS servers must know.
    public struct Name: Sendable, Hashable {
        /// The name.
        public var name: DNSName
        /// The type of the records asked for.
        public var type: DNSRecordType
        /// The servers, each of which is asked.
        public var servers: [NetworkAddress]
        /// The records that each of them must answer with, in canonical form, sorted; empty where any will do.
        public var expected: [String]
    }

    /// A server with a certificate.
    public struct Certificate: Sendable, Hashable {
        /// The name that the certificate must be for, and the port.
        public var address: NetworkAddress
        /// Another address for the name, the authorities that count, and how many days must be left.
        public var settings: ConnectionSettings
    }

    /// A program that must say something.
    public struct Program: Sendable, Hashable {
        /// The program and its arguments.
        public var arguments: [String]
        /// The host.
        public var host: Located<String>
        /// The exit code that is right.
        public var exitCode: Int
        /// What it must print, apart from white space at both ends; nil where that does not matter.
        public var printed: String?
    }

    /// Free space.
    public struct Disk: Sendable, Hashable {
        /// A path on the file system.
        public var path: String
        /// The host it is on; nil for the engine's machine.
        public var host: Located<String>?
        /// How much must be free.
        public var atLeast: ByteCount
    }

    /// The clock of another machine.
    public struct RemoteClock: Sendable, Hashable {
        /// The host.
        public var host: Located<String>
        /// How far it may be from the clock of the engine's machine.
        public var atMost: Milliseconds
    }

    /// What is looked at.
    public enum Subject: Sendable, Hashable {
        case file(File)
        case name(Name)
        case certificate(Certificate)
        case port(NetworkAddress)
        case command(Program)
        case disk(Disk)
        case clock(RemoteClock)

        /// The host of the environment that it names.
        public var host: Located<String>? {
            switch self {
            case .file(let file): file.host
            case .command(let program): program.host
            case .disk(let disk): disk.host
            case .clock(let clock): clock.host
            case .name, .certificate, .port: nil
            }
        }
    }

    /// What it is.
    public var title: LocalizedText
    /// What it means when it is not so.
    public var severity: Severity
    /// What is looked at.
    public var subject: Subject
    /// How long looking may take.
    public var timeout: Milliseconds

    /// How long looking may take where the environment does not say.
    static let defaultTimeout = Milliseconds(10_000)
    /// How many days a certificate must be valid still where the environment does not say.
    static let defaultDaysLeft = 30
    /// How far a clock may be off where the environment does not say.
    static let defaultClockDifference = Milliseconds(5_000)
}
