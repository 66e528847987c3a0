import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// One procedure with its parameters filled in: ordered steps with preconditions and verifications.
public struct Runbook: Sendable {
    /// What part a runbook plays.
    public enum Kind: String, Sendable, CaseIterable {
        /// One function in one direction.
        case function
        /// A click path that others include.
        case procedure
        /// A composition of others.
        case plan
    }

    /// Which way it goes.
    public enum Direction: String, Sendable, CaseIterable {
        case switchover, switchback, both
    }

    /// Its identifier, such as `portal.switchover`.
    public var id: Located<String>
    /// What part it plays.
    public var kind: Kind
    /// The function it switches; nil for a plan.
    public var function: String?
    /// Which way it goes.
    public var direction: Direction
    /// What it does.
    public var title: LocalizedText
    /// The facts of the manual it carries out as a whole.
    public var source: [String]
    /// What is shown before its first step, because something could be lost.
    public var cautions: [Remark]
    /// What is shown before its first step.
    public var notes: [Remark]
    /// Checked before its first step.
    public var preconditions: [Condition]
    /// Its steps in order, those left out by `when` not among them.
    public var steps: [Step]
    /// Checked after its last step.
    public var postconditions: [Condition]
    /// The file it was read from.
    public var file: String
}

/// A sentence for the operator, with the facts of the manual behind it.
public struct Remark: Sendable, Hashable {
    /// The sentence.
    public var text: LocalizedText
    /// The facts.
    public var source: [String]
}

/// One step of a runbook.
public struct Step: Sendable {
    /// What may be done after a crash in the middle of it.
    public enum Interrupted: String, Sendable, CaseIterable {
        /// Its verifications decide whether it was done; if they do not, a person.
        case verify
        /// A person decides.
        case ask
        /// It may be run again.
        case `repeat`
    }

    /// What undoes it.
    public enum Reverse: Sendable, Hashable {
        /// A step of another runbook.
        case step(runbook: String, step: String)
        /// Nothing does; the text says why.
        case none(LocalizedText)
    }

    /// Its identifier, unique in its runbook.
    public var id: Located<String>
    /// What it does.
    public var title: LocalizedText
    /// The facts of the manual it carries out.
    public var source: [String]
    /// The place of the environment where it happens.
    public var place: Located<String>?
    /// If this is met when the step is reached, it is not needed.
    public var unless: Condition?
    /// What must hold before it.
    public var preconditions: [Condition]
    /// What is done.
    public var action: Action
    /// How long it usually takes.
    public var typical: Milliseconds?
    /// When it counts as hanging.
    public var timeout: Milliseconds?
    /// What it makes true.
    public var changes: [(variable: Located<String>, value: Located<String>)]
    /// What must hold after it.
    public var verifications: [Condition]
    /// What may be done after a crash in the middle of it.
    public var interrupted: Interrupted
    /// What undoes it.
    public var reverse: Located<Reverse>?
    /// Whether the operator may not skip it.
    public var isCritical: Bool
    /// What could be lost.
    public var cautions: [Remark]
    /// What else to know.
    public var notes: [Remark]
}

/// What a step does.
public enum Action: Sendable {
    /// A person does it.
    case manual(ManualAction)
    /// A program does it.
    case command(CommandAction)
    /// The steps of another runbook do it.
    case include(IncludeAction)
}

/// What a person does, and the answer that says how it went.
public struct ManualAction: Sendable, Hashable {
    /// One thing to do.
    public struct Instruction: Sendable, Hashable {
        /// What to do.
        public var text: LocalizedText
        /// The labels to press in order, verbatim, in the manual's brackets.
        public var press: [String]
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
    }

    /// The question at the end.
    public struct Answer: Sendable, Hashable {
        /// The question.
        public var ask: LocalizedText
        /// What may be answered.
        public var form: AnswerForm
        /// The variable that the answer is an observation of.
        public var reports: Located<String>?
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

    /// One thing the program prints, and what is typed then.
    public struct Exchange: Sendable, Hashable {
        /// What it prints.
        public var expect: String
        /// What is typed: `any-key`, or a text followed by Enter; nil types nothing.
        public var send: String?
        /// Whether it may not come at all.
        public var isOptional: Bool
        /// What to tell the operator if it does not come.
        public var warnIfAbsent: LocalizedText?
    }

    /// The program and its arguments.
    ///
    /// There is no shell.
    public var arguments: [String]
    /// The host of the environment.
    public var host: Located<String>
    /// Whether it is started as administrator.
    public var isElevated: Bool
    /// How its output is encoded.
    public var encoding: Encoding
    /// What is said.
    public var conversation: [Exchange]
}

/// The steps of another runbook.
public struct IncludeAction: Sendable {
    /// Which.
    public var runbook: Located<String>
    /// Its parameters.
    public var arguments: [(name: Located<String>, value: Located<String>)]
}
