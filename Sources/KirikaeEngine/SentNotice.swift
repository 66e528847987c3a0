import KirikaeRunbook

/// Something that somebody is to be told now.
public struct DueNotice: Sendable, Hashable {
    /// The entry of the environment that says who and how.
    public var entry: String
    /// What it is about.
    public var occasion: Notice.Occasion
    /// Which of them; the same thing is told once.
    public var subject: String
    /// The path of the step; nil where it is about the whole run.
    public var step: String?

    /// Makes one.
    public init(entry: String, occasion: Notice.Occasion, subject: String, step: String? = nil) {
        self.entry = entry
        self.occasion = occasion
        self.subject = subject
        self.step = step
    }
}

/// What became of a notice.
public enum NoticeOutcome: Sendable, Hashable {
    /// Whoever takes such notices has taken it.
    case delivered
    /// It was not taken, or nobody knows.
    case failed(ActionFailure)
    /// So many had been sent in the last hour that this one was not.
    case heldBack
    /// This world tells nobody.
    case notSent
}

/// A notice, and what became of it.
public struct SentNotice: Sendable, Hashable {
    /// The notice.
    public var notice: DueNotice
    /// What became of it.
    public var outcome: NoticeOutcome

    /// Makes one.
    public init(_ notice: DueNotice, _ outcome: NoticeOutcome) {
        self.notice = notice
        self.outcome = outcome
    }
}
