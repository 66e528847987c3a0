import KirikaeDiagnostics
import KirikaeSyntax

/// The people of a service, as a simulator fills it: agents at sites, and callers.
///
/// They follow the variables and never decide them, so no plan rests on them and no fingerprint covers them.
extension ServiceModel {
    /// Who works at the sites, and who calls.
    public struct People: Sendable, Hashable {
        /// A place where agents work and calls arrive.
        public struct Site: Sendable, Hashable {
            /// Its identifier.
            public var id: Located<String>
            /// Its name.
            public var title: LocalizedText
            /// When every call there is cut, talking and waiting alike; nil if nothing cuts them but the model.
            public var cutWhen: Condition?
        }

        /// A variable that says which sites are meant.
        public struct Placement: Sendable, Hashable {
            /// What one value stands for.
            public struct Meaning: Sendable, Hashable {
                /// The value.
                public var value: Located<String>
                /// The sites, in the order written.
                public var sites: [Located<String>]
            }

            /// The part of one site.
            public struct Share: Sendable, Hashable {
                /// The site.
                public var site: Located<String>
                /// Its part.
                public var part: Int
            }

            /// The variable.
            public var variable: Located<String>
            /// The sites that each of its values stands for.
            public var meanings: [Meaning]
            /// How much of the whole each site takes where a value stands for several; a site that is not in it counts one.
            public var shares: [Share]

            /// The parts there may be.
            public static let parts = 1...1_000

            /// The sites that the variable stands for in a state; nil while it is unknown.
            public func sites(in state: ServiceState) -> [String]? {
                state[variable.value].flatMap { sites(of: $0) }
            }

            /// The sites that a value stands for.
            public func sites(of value: String) -> [String]? {
                meanings.first { $0.value.value == value }?.sites.map(\.value)
            }

            /// The part of a site.
            public func part(of site: String) -> Int { shares.first { $0.site.value == site }?.part ?? 1 }

            /// The value that stands for exactly these sites.
            public func value(for sites: Set<String>) -> String? {
                meanings.first { Set($0.sites.map(\.value)) == sites }?.value.value
            }
        }

        /// How long something takes from time to time.
        public struct Span: Sendable, Hashable {
            /// The mean, before what is longer than `longest` is shortened.
            public var typical: Milliseconds
            /// What it never exceeds.
            public var longest: Milliseconds
        }

        /// Those who answer calls.
        public struct Agents: Sendable, Hashable {
            /// How many there are.
            public var count: Int
            /// Where they are logged in.
            public var place: Placement
            /// Where a new login goes; nil if it is not told apart.
            public var newLogin: Placement?
            /// How long they talk.
            public var talk: Span
            /// How long they are busy after a call.
            public var wrapUp: Span

            /// The most there may be.
            public static let counts = 0...10_000
        }

        /// A variable that says whether there are calls at a site.
        public struct Indicator: Sendable, Hashable {
            /// Which calls.
            public enum Calls: String, Sendable, Hashable, CaseIterable {
                /// Those that an agent has answered.
                case talking
                /// Those that no agent has answered yet.
                case waiting
            }

            /// The variable.
            public var variable: Located<String>
            /// The site.
            public var site: Located<String>
            /// Which calls there.
            public var calls: Calls
            /// Its value while there is one at least.
            public var some: Located<String>
            /// Its value while there is none.
            public var none: Located<String>
        }

        /// Those who call.
        public struct Callers: Sendable, Hashable {
            /// Where the number they call leads.
            public var number: Placement
            /// Where new calls can arrive.
            public var arrival: Placement
            /// How long they wait for an agent.
            public var patience: Span
            /// What shows their calls.
            public var shows: [Indicator]
        }

        /// The sites, in the order written.
        public var sites: [Site]
        /// Those who answer.
        public var agents: Agents
        /// Those who call; nil if nobody does.
        public var callers: Callers?
    }
}
