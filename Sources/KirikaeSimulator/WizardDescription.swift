import KirikaeService

/// One configuration wizard of GAX: its words, its pages in their order, what it asks, and what its deploy begins.
///
/// There is one engine for all wizards (`GAXSite` and `WizardPages`); the wizards differ in this description alone.
struct WizardDescription: Sendable {
    /// The heading and the sentences of one page.
    struct Words: Sendable {
        /// The heading; nil where the page bears the name of the wizard.
        var title: String?
        /// The sentences; `{site}` and `{operation}` stand for what was chosen.
        var texts: [String]
    }

    /// Its part of an address.
    let path: String
    /// Its entry under the advanced settings.
    let entry: String
    /// Its entry under [関連], which opens it.
    let profile: String
    /// What its first page is headed.
    let title: String
    /// Its pages in their order.
    let positions: [WizardPosition]
    /// The words of each page.
    let words: [WizardPosition: Words]
    /// What is said when it is asked to go on and no site has been chosen.
    let siteMissing: String
    /// What the site that was chosen is called on its page.
    let chosenSite: String
    /// Whether the status of the processes of the chosen site is listed on a page.
    let listsProcesses: Set<WizardPosition>
    /// What its deploy changes at once, besides the use of the account; empty if there is nothing to wait for.
    let deploy: @Sendable (_ site: String, _ operation: String, _ state: ServiceState) -> [String: String?]

    /// All wizards, in the order of the advanced settings.
    static let all = [sipServer, recording]

    /// The page that follows; nil after the last.
    func position(after position: WizardPosition) -> WizardPosition? {
        guard let index = positions.firstIndex(of: position), index + 1 < positions.count else { return nil }
        return positions[index + 1]
    }

    /// The wizard with a part of an address.
    static func at(_ path: String) -> WizardDescription? { all.first { $0.path == path } }
}
