/// The times at which a new caller could reach nobody.
struct OutageLog: Sendable {
    /// Why nobody could be reached.
    enum Reason: String, Sendable {
        /// Nobody knows where the number leads.
        case numberUnknown = "number-unknown"
        /// The number leads nowhere.
        case noDestination = "no-destination"
        /// No call can arrive where the number leads.
        case noArrival = "no-arrival"
        /// Calls arrive where the number leads, but no agent is logged in there.
        case noAgents = "no-agents"

        /// What a page says of it.
        var words: String {
            switch self {
            case .numberUnknown: "番号の着信先が不明"
            case .noDestination: "番号の着信先がない"
            case .noArrival: "着信先の拠点に着信できない"
            case .noAgents: "着信先の拠点にエージェントがいない"
            }
        }
    }

    /// One such time.
    struct Outage: Sendable, Hashable {
        /// Since when, in simulated milliseconds.
        var start: Int64
        /// Until when; nil while it lasts.
        var end: Int64?
        /// Why.
        var reason: Reason
    }

    /// All of them, oldest first.
    ///
    /// Two that meet differ in their reasons.
    private(set) var outages: [Outage] = []

    /// Says what holds from a moment on; nil when somebody can be reached.
    mutating func note(_ reason: Reason?, at time: Int64) {
        if let last = outages.last, last.end == nil {
            guard last.reason != reason else { return }
            // What began and ended at one moment never was.
            if last.start == time {
                outages.removeLast()
            } else {
                outages[outages.count - 1].end = time
            }
        }
        guard let reason else { return }
        if let last = outages.last, last.end == time, last.reason == reason {
            outages[outages.count - 1].end = nil
        } else {
            outages.append(Outage(start: time, reason: reason))
        }
    }
}
