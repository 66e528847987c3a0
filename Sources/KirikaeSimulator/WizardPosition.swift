/// The pages of the wizard SIPServer 起動/停止 in their order (manual, 3.5.1.1, steps 4 to 12).
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
