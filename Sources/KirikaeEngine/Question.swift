import KirikaePlan
import KirikaeRunbook
import KirikaeService

/// Something only a person can answer.
///
/// It is part of the run's record: it has an id, it is answered once, and any front end may answer it.
public struct Question: Sendable, Hashable {
    /// What is asked.
    public enum Kind: Sendable, Hashable {
        /// How a manual step went.
        case manual(attempt: Int)
        /// What value a variable has.
        case observe(variable: String)
        /// Whether a step that was in flight at a crash had been done.
        case inDoubt(attempt: Int)
        /// What to do about a step that did not succeed.
        case problem(Problem)
        /// Whether the run may go on. `given` are the names of those who have agreed; `isSigned`, whether a name alone does
        /// not count.
        case approval(given: [String], isSigned: Bool = false)
        /// How many of a wave have done it, of so many.
        case population(wave: Int, target: Int)
        /// Which of the first `target` named items have done it; `done` of them are known to have.
        case items(wave: Int, target: Int, done: Int)
        /// Whether to go on although what finished steps had left is no longer so.
        case changedMeanwhile([Deviation])
    }

    /// Its identifier, unique in the run.
    public var id: String
    /// The path of the step it belongs to.
    public var step: String
    /// What is asked.
    public var kind: Kind

    /// Whether it is about the whole run rather than the step it is put at.
    public var isAboutTheWorld: Bool {
        if case .changedMeanwhile = kind { true } else { false }
    }

    /// Makes a question.
    public init(id: String, step: String, kind: Kind) {
        self.id = id
        self.step = step
        self.kind = kind
    }
}

/// Why a step cannot go on.
public enum Problem: Sendable, Hashable {
    /// Conditions of a gate are not met, or nobody can say. `unmet` are their positions in the step's list.
    case gate(Gate, Judgement, unmet: [Int])
    /// The action did not succeed.
    case action(ActionFailure)
    /// Values it needs were never read, because the steps that read them were left out.
    case missingOutputs([String])
}

/// What somebody who is asked to approve may answer.
public enum ApprovalChoice: String, Sendable, Hashable, CaseIterable {
    /// The run may go on.
    case approve
    /// It may not.
    case reject
}

/// What a person may choose when a step cannot go on.
public enum ProblemChoice: String, Sendable, Hashable, CaseIterable {
    /// Look again, or try again.
    case retry
    /// Go on although nobody can say whether the condition holds. A reason is needed.
    case overrule
    /// It had been done after all, though a person said of the step in doubt that it had not, or its action failed.
    case wasDone = "was-done"
    /// It had not been done after all, and is to be run now: the person who said of the step in doubt that it had takes that back.
    case wasNotDone = "was-not-done"
    /// Leave the step out. A reason is needed.
    case skip
    /// Stop; the run can be resumed.
    case stop
}

/// What a person may answer about a step in doubt.
public enum DoubtChoice: String, Sendable, Hashable, CaseIterable {
    /// It was done.
    case done
    /// It was not done, and is to be run now.
    case notDone = "not-done"
    /// Stop; the run can be resumed.
    case stop
}

/// What a person may answer where the world has changed since the run broke off.
public enum DeviationChoice: String, Sendable, Hashable, CaseIterable {
    /// It is all right; go on.
    case goOn = "go-on"
    /// Stop; the run can be resumed.
    case stop
}

/// An answer, and who gave it.
public struct Answer: Sendable, Hashable {
    /// How it came.
    public enum Via: String, Sendable, Hashable, CaseIterable {
        /// Typed at a terminal.
        case terminal
        /// Taken from a sheet of answers.
        case sheet
        /// Given by a simulated person who followed the labels on real pages.
        case pages
        /// Signed, with a key that the environment says is his.
        case signature
        /// Predicted by a rehearsal.
        case rehearsal
    }

    /// The value: a choice, a variable's value, a number, or the text typed.
    public var value: String
    /// What was typed, where it is written otherwise than the value, as with full-width figures.
    public var typed: String?
    /// Whether it was shown again figure by figure and confirmed.
    public var isConfirmed = false
    /// The reason, or what was looked at.
    public var remark: String?
    /// Who.
    public var by: String
    /// How.
    public var via: Via
    /// On what it rests: a person's word, unless a rehearsal predicted it.
    public var basis: Basis
    /// What he signed; nil for an answer that was not signed.
    public var signed: SignedApproval?
    /// The ids of the items it is about; empty for an answer about no items.
    public var items: [String]

    /// The answer to a manual step that cannot be done as written.
    ///
    /// It opens the menu of what to do about it.
    public static let cannotDo = "cannot-do"
    /// The answer to a question about a variable whose value nobody can tell.
    public static let unknown = "unknown"

    /// Makes an answer.
    public init(
        value: String, remark: String? = nil, by: String, via: Via, basis: Basis = .person,
        signed: SignedApproval? = nil, items: [String] = []
    ) {
        self.value = value
        self.remark = remark
        self.by = by
        self.via = via
        self.basis = basis
        self.signed = signed
        self.items = items
    }
}

/// Why an answer cannot be taken.
public enum AnswerProblem: Error, Sendable, Hashable {
    /// It is not one of these.
    case notOffered([String])
    /// It needs a reason, or what was looked at.
    case remarkMissing
    /// Another answer to the same question was recorded before.
    case conflict(recorded: String)
    /// There is no such open question.
    case notOpen
    /// It is no whole number from the first to the second.
    case notInRange(Int, Int)
    /// It is no value of this type.
    case notOfType(ValueType)
    /// Whoever gives it may not approve.
    case mayNotApprove(ApprovalRefusal)
    /// The step may not be left out.
    case mayNotLeaveOut(LeavingOut.Refusal)
    /// Only a person who is there may answer it, not a sheet and not a simulated person.
    case mustBeTyped
    /// The inventory has no such items.
    case noSuchItems([String])
    /// These items are not asked for now: they belong to a later wave.
    case itemsNotAsked([String])
    /// A program works through these items, and nobody is in doubt about them.
    case itemsNotInDoubt([String])
    /// It names no item, or says of items what is known of them already.
    case nothingNew
    /// The range begins behind its end.
    case emptyRange(String)
    /// It must be shown again, and confirmed.
    case notConfirmed
    /// This must be in the record before it.
    case evidenceMissing(EvidenceDemand)
    /// The file that was to be kept as evidence cannot be.
    case fileNotKept(String)
}

/// Why somebody may not approve.
public enum ApprovalRefusal: String, Sendable, Hashable, CaseIterable {
    /// Not a member of the group that may.
    case notMember
    /// Drives the run: nobody approves what he does himself.
    case drivesTheRun
    /// Has approved already.
    case hasApproved
    /// Nothing is signed, and the environment demands a signature.
    case notSigned
    /// What was signed is for another run.
    case otherRun
    /// What was signed is for another plan.
    case otherPlan
    /// What was signed is for another step.
    case otherStep
    /// What was signed says something else.
    case otherDecision
    /// What was signed is by somebody else.
    case otherName
    /// What was signed was given before somebody refused.
    case spent
    /// What was signed no longer counts.
    case expired
    /// What was signed would count for longer than the step allows.
    case lastsTooLong
}
