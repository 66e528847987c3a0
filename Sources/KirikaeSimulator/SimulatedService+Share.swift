import KirikaeService

extension SimulatedService {
    /// Shares the number between the sites: what the carrier's page shows, and where callers are led.
    ///
    /// - Parameter percent: the share of the DR site.
    func setShareOfDR(_ percent: Int) throws {
        endpoints.shareOfDR = percent
        _ = try withPeople { people in
            for (site, part) in [(CentreSite.main, 100 - percent), (.dr, percent)] {
                guard let index = people.siteNames.firstIndex(of: site.rawValue) else { continue }
                people.setPart(part, ofNumberAt: index)
            }
        }
    }
}
