/// The historical reports that were generated, and at which site each can be downloaded (manual, 1.5).
struct ReportShelf {
    /// A generated report.
    struct Report {
        /// The site whose Pulse offers it.
        var downloadSite: CentreSite
        /// Whether it holds what the DR site collected while the main site was stopped.
        var holdsPeriod: Bool
    }

    /// All of them, oldest first.
    var reports: [Report] = []

    /// Those that Pulse of a site offers, with their numbers from 1.
    func offered(at site: CentreSite) -> [(number: Int, report: Report)] {
        reports.enumerated().filter { $0.element.downloadSite == site }.map { ($0.offset + 1, $0.element) }
    }
}
