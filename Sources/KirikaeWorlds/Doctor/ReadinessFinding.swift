import KirikaeDiagnostics

/// One thing that was looked at before the day, and what came of it.
public struct ReadinessFinding: Sendable, Hashable {
    /// What kind of thing it is; the order is that of the table.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A machine where programs are started.
        case host
        /// A program that a plan starts.
        case program
        /// Somewhere a person acts or a request goes to.
        case place
        /// The certificate of a server.
        case certificate
        /// How a variable is observed.
        case observation
        /// A secret.
        case secret
        /// Somebody who may sign, and what signing takes.
        case signer
        /// The people or machines of a population.
        case inventory
        /// Where records are kept.
        case state
        /// A clock.
        case clock
        /// The terminal of whoever looks.
        case terminal
        /// A file.
        case file
        /// A name at DNS servers.
        case name
        /// A port.
        case port
        /// What a program says.
        case command
        /// Free space.
        case disk
    }

    /// What came of it.
    public enum Standing: String, Sendable, Hashable, CaseIterable {
        /// It is as it should be.
        case well
        /// It is not, and that alone keeps nobody from beginning.
        case warning
        /// It is not, or nobody could look.
        case failing
    }

    /// What kind of thing it is.
    public var kind: Kind
    /// Which one, by the name that the environment gives it; unique among those of its kind.
    public var subject: String
    /// What it is called, where the environment gives it a title.
    public var title: LocalizedText?
    /// What should be so.
    public var expected: LocalizedText
    /// What is not so; nil if all is well.
    public var problem: ReadinessProblem?

    /// What came of it.
    public var standing: Standing {
        guard let problem else { return .well }
        return problem.isWarning ? .warning : .failing
    }
}
