import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// What a step does.
public indirect enum Action: Sendable {
    /// A person does it.
    case manual(ManualAction)
    /// A program does it.
    case command(CommandAction)
    /// A request to an address does it.
    case http(HTTPAction)
    /// Nobody does anything for a while.
    case wait(WaitAction)
    /// Many people do it by themselves; the operator counts them.
    case population(PopulationAction)
    /// Other people agree that the run goes on.
    case approve(ApproveAction)
    /// The steps of another runbook do it.
    case include(IncludeAction)
    /// Several steps do it side by side.
    case parallel([Step])
    /// The environment says how it is done there.
    case bound(Located<String>)
}

/// What a person does, and the answer that says how it went.
public struct ManualAction: Sendable, Hashable {
    /// One thing to do.
    public struct Instruction: Sendable, Hashable {
        /// What to do.
        public var text: LocalizedText
        /// The labels to press and texts to type in order, verbatim, labels in the manual's brackets.
        public var press: [TextTemplate]
        /// The facts of the manual.
        public var source: [String]
    }

    /// One of several answers.
    public struct Choice: Sendable, Hashable {
        /// The value recorded.
        public var value: String
        /// The literals that are on the screen when this is the right answer.
        public var shows: [String]
        /// Its words.
        public var title: LocalizedText
    }

    /// What may be answered.
    public enum AnswerForm: Sendable, Hashable {
        /// One of the choices; `accept` lists those that let the step succeed.
        case choice([Choice], accept: [String])
        /// A word typed exactly as the screen shows it; `value` is what the reported variable then has.
        case text(String, value: String?)
        /// A whole number.
        case number(NumberAnswer)
        /// Anything of the type of the named output, whose value it becomes.
        case input(output: String)
    }

    /// The question at the end.
    public struct Answer: Sendable, Hashable {
        /// The question.
        public var ask: LocalizedText
        /// What may be answered.
        public var form: AnswerForm
        /// The variable that the answer is an observation of.
        public var reports: Located<String>?
        /// Whether what was typed is shown again, figure by figure, and must be confirmed.
        public var isReadBack = false
        /// What must be in the record beside it.
        public var evidence: EvidenceDemand?
    }

    /// What to do, in order.
    public var instructions: [Instruction]
    /// The question at the end.
    public var answer: Answer
}

/// A program to run, its arguments, and what is said between it and us.
public struct CommandAction: Sendable, Hashable {
    /// How the program's output is encoded.
    public enum Encoding: String, Sendable, CaseIterable {
        case utf8 = "utf-8"
        case cp932
        case eucJP = "euc-jp"
    }

    /// What is typed.
    public enum Reply: Sendable, Hashable {
        /// One key.
        case anyKey
        /// A text, followed by Enter.
        case text(String)
        /// The value of a secret of the environment, followed by Enter.
        case secret(Located<String>)
    }

    /// What is sent behind a text that is typed.
    public enum LineEnd: String, Sendable, CaseIterable {
        /// What the Enter key of a terminal sends.
        case cr
        /// Both, for a program that reads the bytes itself.
        case crlf
        /// A line feed alone.
        case lf
        /// Nothing, for a program that reads one key.
        case none
    }

    /// One thing the program prints, and what is typed then.
    public struct Exchange: Sendable, Hashable {
        /// What it prints.
        public var expect: String
        /// What is typed; nil types nothing.
        public var send: Reply?
        /// Whether it may not come at all.
        public var isOptional: Bool
        /// What to tell the operator if it does not come.
        public var warnIfAbsent: LocalizedText?
        /// What is sent behind the text; nil for that of the command.
        public var lineEnd: LineEnd?
        /// How long the program may print nothing while this is what must come next; nil for that of the command.
        public var silence: Milliseconds?
    }

    /// The program and its arguments.
    ///
    /// There is no shell.
    public var arguments: [TextTemplate]
    /// The host of the environment.
    public var host: Located<String>
    /// Whether it is started as administrator.
    public var isElevated: Bool
    /// How its output is encoded.
    public var encoding: Encoding
    /// What is said.
    public var conversation: [Exchange]
    /// Secrets that the program finds in files: the variable of its environment that names the file, and the secret.
    public var secrets: [String: Located<String>]
    /// What is sent behind each text that is typed.
    public var lineEnd = LineEnd.cr
    /// How long it may print nothing; nil for as long as the step may take.
    public var silence: Located<Milliseconds>?
    /// What it prints only if something is wrong: it is stopped then.
    public var unexpected: [String] = []
}

/// A request to an address of the environment.
public struct HTTPAction: Sendable, Hashable {
    /// What is asked for.
    public enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// A header field and its value.
    public enum HeaderValue: Sendable, Hashable {
        /// A text.
        case text(TextTemplate)
        /// The value of a secret of the environment.
        case secret(Located<String>)
    }

    /// What is asked for.
    public var method: Method
    /// The place of the environment whose address it goes to.
    public var place: Located<String>
    /// What is put behind the address.
    public var path: TextTemplate
    /// Header fields by name.
    public var headers: [String: HeaderValue]
    /// What is sent.
    public var body: TextTemplate?
    /// The status codes that mean success; empty means 200 to 299.
    public var expectedStatuses: [Int]
}

/// Waiting.
public enum WaitAction: Sendable {
    /// For some time; the text says why no condition would do.
    case time(Milliseconds, because: LocalizedText?, location: SourceLocation)
    /// Until conditions hold.
    case until([Condition])
}

/// Something that many people or machines do by themselves, or that a program does for each of them: quota, waves, stragglers.
public struct PopulationAction: Sendable, Hashable {
    /// The inventory of the environment.
    public var inventory: Located<String>
    /// What each of them does, or is told.
    public var instructions: [ManualAction.Instruction]
    /// How the operator is asked how many have done it.
    public var ask: LocalizedText
    /// The part of all that each wave goes to, growing.
    public var waves: [Share]
    /// The share of a wave that is enough to go on, in percent.
    public var quotaPercentage: Int
    /// What a program does for each of them; nil where they do it by themselves.
    public var work: ItemWork?

    /// What the operator is asked where the runbook has no words for it.
    static let usualQuestion = LocalizedText(ja: "どの項目が済んでいますか。", en: "Which of them have it done?")
}

/// Other people agree that the run goes on.
public struct ApproveAction: Sendable, Hashable {
    /// What they agree to.
    public var ask: LocalizedText
    /// The group of the environment they belong to.
    public var group: Located<String>
    /// How many must agree.
    public var count: Int
    /// How long a word given counts while others are waited for.
    public var expires: Milliseconds
}

/// The steps of another runbook.
public struct IncludeAction: Sendable {
    /// Which.
    public var runbook: Located<String>
    /// Its parameters.
    public var arguments: [(name: Located<String>, value: Located<String>)]
}
