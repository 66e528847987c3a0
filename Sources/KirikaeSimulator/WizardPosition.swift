/// The kinds of pages that wizards have; each wizard has its own order of them, and not all of them.
enum WizardPosition: String, CaseIterable {
    case start
    case caution
    case site
    case checking
    case status
    case operation
    case confirmation
    case deploying
    case finished
}
