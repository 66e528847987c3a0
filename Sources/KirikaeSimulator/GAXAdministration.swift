import KirikaeService

/// Who uses the one construction administrator account of GAX, and where in the wizard that person is.
///
/// What the wizard has chosen is not here but in the service model (`wizard.site`, `wizard.operation`): there is one truth.
struct GAXAdministration {
    /// A login.
    struct Session {
        /// The value of its cookie.
        var token: String
        /// The variable of the site that it was made at, `gax.j1` or `gax.j2`.
        var site: String
        /// The open wizard.
        var wizard: Wizard?
    }

    /// An open wizard.
    struct Wizard {
        /// Which.
        var description: WizardDescription
        /// The page it shows.
        var position: WizardPosition
        /// When the check of the processes ends, in simulated milliseconds.
        var checkedAt: Int64 = 0
    }

    /// The login; nil when nobody is logged in, or somebody logged out while it deployed.
    var session: Session?
    /// How often the portal's error page was shown since it last became normal.
    var errorPagesShown = 0

    /// Whether the user logged out while it deployed.
    var hasLeftDuringDeploy = false

    /// What must change because a deploy has ended: where the model does not say so itself, it ends when no process and no
    /// reflection of recordings is being changed any more; and the account is free again if its user has gone meanwhile.
    mutating func followUp(on state: ServiceState) -> [String: String?]? {
        let isChanging =
            ["call.main.processes", "call.dr.processes"].contains { ["starting", "stopping"].contains(state[$0]) }
            || ["to-dr", "to-main"].contains(state["recording.reflection"])
        switch state["gax.session"] {
        case "deploying" where isChanging: return nil
        case "in-use" where !hasLeftDuringDeploy: return nil
        case "deploying", "in-use":
            defer { hasLeftDuringDeploy = false }
            return ["gax.session": hasLeftDuringDeploy ? "free" : "in-use"]
        default:
            hasLeftDuringDeploy = false
            return nil
        }
    }
}
