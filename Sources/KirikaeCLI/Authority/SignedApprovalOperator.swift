import KirikaeEngine
import KirikaeRunbook
import KirikaeWorlds
import Synchronization

/// Answers questions about approval with what approvers signed and sent to the run's inbox.
///
/// It never waits. Where a person sits at the terminal, the terminal waits for both.
final class SignedApprovalOperator: Operator {
    /// Who is recorded as having refused a file.
    static let name = "kirikae"

    /// Something to tell whoever sits at the terminal.
    enum Finding: Sendable, Hashable {
        /// A file was refused and moved aside.
        case refused(file: String, ApprovalVerifier.Refusal)
        /// A file could not be looked at.
        case notLookedAt(file: String, reason: String)
    }

    private let inbox: ApprovalInbox
    private let verifier: ApprovalVerifier
    private let clock: any Clock
    private let report: @Sendable (Finding) -> Void
    /// Files that were there before and could not be dealt with.
    private let known = Mutex<Set<String>>([])

    init(
        inbox: ApprovalInbox, verifier: ApprovalVerifier, clock: any Clock,
        report: @escaping @Sendable (Finding) -> Void
    ) {
        self.inbox = inbox
        self.verifier = verifier
        self.clock = clock
        self.report = report
    }

    /// Whether there is a file that nobody has looked at.
    var hasArrivals: Bool {
        let names = inbox.newNames()
        return !names.isEmpty && known.withLock { known in names.contains { !known.contains($0) } }
    }

    /// The first approval that counts; nil if there is none.
    ///
    /// - Throws: `OperatorNote` for a file that was refused, so that it is recorded.
    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer? {
        guard case .approval(_, isSigned: true) = question.kind else { return nil }
        for name in inbox.newNames() {
            switch await verdict(on: name, question, machine) {
            case .counts(let answer):
                inbox.markTaken(name)
                return answer
            case .repeated: inbox.markTaken(name)
            case .refused(let refusal):
                inbox.markRefused(name)
                report(.refused(file: name, refusal))
                // Keys and values, as everything in the record; the file is kept beside it.
                throw OperatorNote(text: "approval-refused \(refusal.word) \(name)", by: Self.name)
            case .notLookedAt(let reason):
                if known.withLock({ $0.insert(name).inserted }) { report(.notLookedAt(file: name, reason: reason)) }
            }
        }
        // What was taken before a stop may still count: the run asks anew, and it is looked at anew.
        for name in inbox.takenNames() {
            if case .counts(let answer) = await verdict(on: name, question, machine) { return answer }
        }
        return nil
    }

    private func verdict(
        on name: String, _ question: Question, _ machine: RunMachine
    ) async -> ApprovalVerifier.Verdict {
        await verifier.verdict(
            on: inbox.read(name).bytes, to: question, in: machine, at: clock.now().wallMilliseconds)
    }
}
