import KirikaeCanonicalJSON

/// One web site of the simulated contact centre.
protocol Site: Sendable {
    /// What it has to do with people's PCs.
    var useOfPCs: UseOfPCs { get }

    /// What it answers. It runs inside the service, in one piece: no other request comes in between.
    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer
}

extension Site {
    var useOfPCs: UseOfPCs { .none }
}

/// What a site has to do with people's PCs: looking at their folders takes time, so only who needs it does it.
enum UseOfPCs {
    case none
    /// It shows or changes variables that follow from the folders.
    case reads
    /// It changes the folders.
    case changes
}

/// What a site answers.
enum SiteAnswer: Sendable {
    /// A page for a person, or for a program that follows its labels.
    case page(Page, cookie: String? = nil)
    /// A text with a status, for a program.
    case text(status: Int, String)
    /// A value, for a program.
    case json(JSONValue)
    /// No answer, ever: the site cannot be reached.
    case silence

    /// There is no such page.
    static let notFound = SiteAnswer.text(status: 404, "このページはありません。 There is no such page.\n")
}
