import KirikaeService

extension SimulatedService {
    /// How often the portal's error page is shown before the page is right again (manual, 3.6: "several times").
    static let errorPageLimit = 3

    /// Whether a page of the portal shows its error once more.
    ///
    /// After its clusters were switched it does so until somebody has loaded a page of it several times.
    func showsPortalError() throws -> Bool {
        guard try state["portal.pages"] == "error" else {
            administration.errorPagesShown = 0
            return false
        }
        if administration.errorPagesShown >= Self.errorPageLimit {
            administration.errorPagesShown = 0
            try change(["portal.pages": "normal"])
            return false
        }
        administration.errorPagesShown += 1
        return true
    }
}
