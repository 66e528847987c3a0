import KirikaeService

/// One of the two sites, as its endpoints see it.
enum CentreSite: String, CaseIterable, Sendable {
    case main
    case dr

    /// What a person calls it.
    var title: String { self == .main ? "メイン拠点" : "DR 拠点" }
    /// The beginning of its host names.
    var prefix: String { self == .main ? "j1" : "j2" }
    /// The other one.
    var other: CentreSite { self == .main ? .dr : .main }

    /// Whether anything of it answers: its platform runs and, for the main site, so does the line (manual, 1.2 and 1.3).
    func answers(in state: ServiceState) -> Bool {
        state["platform.\(rawValue)"] != "stopped" && (self == .dr || state["line.main"] != "down")
    }
}
