import KirikaeDiagnostics

/// What a person should know about a code: what it means, why it matters, what to do, and an example that shows it.
///
/// The pages below `Docs/Diagnostics` are made from these; a new code needs one here and nothing more.
struct Explanation: Sendable {
    /// The message explained, with the data of the example: its code and its severity are those of the page.
    let message: any DiagnosticMessage
    /// One line, with no capital at its head and no full stop.
    let title: LocalizedText
    /// What it means.
    let cause: LocalizedText
    /// Why it matters.
    let reason: LocalizedText
    /// What to do.
    let remedy: LocalizedText
    /// Where it can be seen.
    let example: ExplanationExample

    init(
        _ message: any DiagnosticMessage, title: LocalizedText, cause: LocalizedText, reason: LocalizedText,
        remedy: LocalizedText, example: ExplanationExample
    ) {
        self.message = message
        self.title = title
        self.cause = cause
        self.reason = reason
        self.remedy = remedy
        self.example = example
    }

    /// All of them, by code.
    static let all: [Explanation] =
        (syntax + syntaxLimits + syntaxShape + syntaxChoice + service + runbook + runbookSteps + runbookAnswers
        + runbookValues
        + runbookFlow + runbookParallel + runbookPlaces + project + plan + command + run + resuming + ownership
        + checkpoints + forms + authority + signatures + trace + contacts + inventories + probes + conversations
        + remoteHosts + networkProbes + doctor + populations + people + servicePeople + review + explore)
        .sorted { $0.message.code < $1.message.code }

    /// The explanation of a code.
    static func explanation(of code: String) -> Explanation? {
        all.first { $0.message.code == code }
    }

    /// The codes that a project file may raise, with their own severity.
    static var severities: [String: Severity] {
        Dictionary(all.map { ($0.message.code, $0.message.severity) }, uniquingKeysWith: max)
    }

    /// The status with which a command ends that reports it; a warning alone ends none.
    var status: ExitStatus {
        if let message = message as? CLIMessage { return message.status }
        if let message = message as? SignatureMessage { return message.status }
        return message.severity == .error ? .diagnostics : .success
    }

    /// What a log for code hosts says about it.
    var rule: SARIFLog.Rule {
        SARIFLog.Rule(
            title: title,
            meaning: .init(
                ja: ExplanationText.plain(cause.ja + reason.ja), en: ExplanationText.plain(cause.en + " " + reason.en)),
            remedy: .init(ja: ExplanationText.plain(remedy.ja), en: ExplanationText.plain(remedy.en)),
            severity: message.severity)
    }
}
