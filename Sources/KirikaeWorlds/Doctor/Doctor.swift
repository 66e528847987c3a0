import KirikaeDiagnostics
import KirikaeProcess
import KirikaeRunbook
import KirikaeService

/// Looks, before the day, at everything of an environment that can be looked at without changing anything.
public struct Doctor: Sendable {
    /// What is looked at, and how long that may take.
    public struct Settings: Sendable {
        /// The environment.
        public var environment: Environment
        /// How the service behaves: the values that an observation may give.
        public var service: ServiceModel
        /// The programs that plans start, by host.
        public var programs: [String: Set<String>]
        /// The path of the folder in which records are kept.
        public var stateFolder: String
        /// The kinds of things that are looked at; nil for all.
        public var kinds: Set<ReadinessFinding.Kind>?
        /// How long all of it may take.
        public var timeoutMilliseconds: Int

        /// Makes settings.
        ///
        /// - Parameters:
        ///   - environment: the environment.
        ///   - service: how the service behaves.
        ///   - programs: the programs that plans start, by host.
        ///   - stateFolder: the path of the folder in which records are kept.
        ///   - kinds: the kinds of things that are looked at; nil for all.
        ///   - timeoutMilliseconds: how long all of it may take.
        public init(
            environment: Environment, service: ServiceModel, programs: [String: Set<String>], stateFolder: String,
            kinds: Set<ReadinessFinding.Kind>? = nil, timeoutMilliseconds: Int = 60_000
        ) {
            self.environment = environment
            self.service = service
            self.programs = programs
            self.stateFolder = stateFolder
            self.kinds = kinds
            self.timeoutMilliseconds = timeoutMilliseconds
        }
    }

    /// How many looks go on side by side.
    ///
    /// Each holds a thread or a child at most; many more at once would make each other late.
    private static let atOnce = 16

    /// How many connections to one machine are opened side by side: a server of OpenSSH drops some beyond ten.
    private static let atOnceOnOneHost = 4

    private let settings: Settings
    private let secrets: ReadSecrets

    /// Makes a doctor.
    public init(_ settings: Settings) {
        self.settings = settings
        secrets = ReadSecrets(environment: settings.environment)
    }

    /// Looks at all of it, side by side.
    ///
    /// - Returns: what came of each, in an order that does not depend on which was faster.
    public func findings() async -> [ReadinessFinding] {
        let looks = looks
        let deadline = MonotonicClock.nowMilliseconds() + settings.timeoutMilliseconds
        var findings = looks.map(\.finding)
        await withTaskGroup(of: (Int, ReadinessFinding).self) { group in
            var waiting = Array(looks.indices)
            var busy: [String: Int] = [:]
            /// Starts the first look whose machine is not busy.
            func start() {
                let next = waiting.firstIndex { index in
                    looks[index].lane.map { busy[$0, default: 0] < Self.atOnceOnOneHost } ?? true
                }
                guard let next else { return }
                let index = waiting.remove(at: next)
                if let lane = looks[index].lane { busy[lane, default: 0] += 1 }
                group.addTask { (index, await looks[index].look(deadline: deadline)) }
            }
            for _ in 0..<Self.atOnce { start() }
            for await (index, finding) in group {
                findings[index] = finding
                if let lane = looks[index].lane { busy[lane, default: 1] -= 1 }
                // One that could not start for its machine's sake did not take its turn.
                start()
                start()
            }
        }
        return await shown(findings)
    }

    /// The looks, in the order of the report.
    private var looks: [ReadinessLook] {
        let environment = settings.environment
        let all: [ReadinessLook] =
            HostLooks(environment: environment, programs: settings.programs).looks
            + PlaceLooks(environment: environment).looks
            + ObservationLooks(environment: environment, service: settings.service).looks
            + SecretLooks(environment: environment, secrets: secrets).looks
            + SignerLooks(environment: environment).looks
            + InventoryLooks(environment: environment).looks
            + StateLooks(path: settings.stateFolder).looks
            + [ClockLook.look, TerminalLook.look]
            + DeclaredLooks(environment: environment).looks
        let wanted = all.filter { settings.kinds?.contains($0.finding.kind) ?? true }
        // Those of a kind stay in the order in which they were made.
        return ReadinessFinding.Kind.allCases.flatMap { kind in wanted.filter { $0.finding.kind == kind } }
    }

    /// The findings as they may be shown: no secret, no control character, nothing that differs from one look to the next.
    private func shown(_ findings: [ReadinessFinding]) async -> [ReadinessFinding] {
        let values = await secrets.values
        return findings.map { finding in
            var finding = finding
            finding.problem = finding.problem?.mapSeen { seen in
                var mask = SecretMask(values)
                let masked = mask.take(Array(seen.utf8)) + mask.finish()
                return TerminalText.safe(SteadyText.of(String(decoding: masked, as: UTF8.self)))
            }
            return finding
        }
    }
}

/// Takes out of a text what differs from one look to the next.
enum SteadyText {
    /// The text without the durations that libcurl measures: `after 3 ms`.
    static func of(_ text: String) -> String {
        var words = text.split(separator: " ", omittingEmptySubsequences: false)
        var index = 0
        while index + 2 < words.count {
            if words[index] == "after", words[index + 1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                words[index + 2].hasPrefix("ms") || words[index + 2].hasPrefix("milliseconds")
            {
                let rest = words[index + 2].drop { $0.isLetter }
                words.removeSubrange(index...(index + 2))
                if !rest.isEmpty, index > 0 { words[index - 1] += rest }
            } else {
                index += 1
            }
        }
        return words.joined(separator: " ")
    }
}
