import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import Synchronization

/// Answers from a sheet written beforehand.
///
/// It answers a question about a problem or a doubt only as often as the sheet says, so that a step that keeps failing
/// is not retried for ever.
public final class SheetOperator: Operator {
    private let sheet: AnswerSheet
    private let used = Mutex<Set<Int>>([])
    /// Keeps a copy of a file as evidence; nil where nothing can be kept.
    private let keepFile: (@Sendable (_ path: String, _ by: String) throws -> Attachment)?
    /// The simulated service in which the person looks and does things; nil where there is none.
    private let control: SimulatorControl?

    /// Makes an operator.
    ///
    /// - Parameters:
    ///   - sheet: the answers.
    ///   - keepFile: keeps a copy of a file as evidence; nil where nothing can be kept.
    ///   - control: the simulated service in which the person looks and does things; nil where there is none.
    public init(
        sheet: AnswerSheet, keepFile: (@Sendable (_ path: String, _ by: String) throws -> Attachment)? = nil,
        control: SimulatorControl? = nil
    ) {
        self.sheet = sheet
        self.control = control
        self.keepFile = keepFile
    }

    /// The first entry that fits; nil if none does.
    public func answer(_ question: Question, in machine: RunMachine) async throws -> Answer? {
        let step = machine.currentStep
        if case .items = question.kind { return try await items(question, names(of: step), in: machine) }
        let subjects: [AnswerSheet.Subject]
        let isOnce: Bool
        switch question.kind {
        // What was written beforehand is nobody's signature.
        case .approval(_, isSigned: true): return nil
        case .approval: (subjects, isOnce) = (names(of: step).map(AnswerSheet.Subject.approval), true)
        case .population, .items: (subjects, isOnce) = (names(of: step).map(AnswerSheet.Subject.step), false)
        case .manual: (subjects, isOnce) = (names(of: step).map(AnswerSheet.Subject.step), false)
        case .observe(let variable): (subjects, isOnce) = ([.observation(variable)], false)
        // Only where the sheet names this very step of the plan: a definition may stand in it many times.
        case .inDoubt: (subjects, isOnce) = ([.inDoubt(question.step)], true)
        case .changedMeanwhile: return nil
        case .problem: (subjects, isOnce) = (names(of: step).map(AnswerSheet.Subject.problem), true)
        }
        let entry = used.withLock { used -> AnswerSheet.Entry? in
            for (index, entry) in sheet.entries.enumerated()
            where subjects.contains(entry.subject) && !(isOnce && used.contains(index)) {
                used.insert(index)
                return entry
            }
            return nil
        }
        guard let entry, let value = try await value(of: entry, to: question) else { return nil }
        let answer = Answer(value: value, remark: entry.remark, by: entry.by ?? sheet.by, via: .sheet)
        // The file comes first, where one is demanded and is not there.
        if let path = entry.attachment, let keepFile, machine.check(answer, to: question.id) == .evidenceMissing(.file)
        {
            let file: Attachment
            do {
                file = try keepFile(path, answer.by)
            } catch {
                throw AnswerProblem.fileNotKept(path)
            }
            throw OperatorAttachment(file)
        }
        try await carryOut(step, entry)
        return answer
    }

    /// The first entry that says anything new of items.
    ///
    /// - Throws: `AnswerProblem` if an entry names items that there are not.
    private func items(_ question: Question, _ names: [String], in machine: RunMachine) async throws -> Answer? {
        guard let index = machine.plan.index(of: question.step),
            case .population(_, let inventory) = machine.plan.steps[index].action
        else { return nil }
        let open = machine.openItems(of: question)
        let openIDs = Set(open.map(\.id))
        for entry in sheet.entries where names.map(AnswerSheet.Subject.step).contains(entry.subject) {
            let text = try ItemText(entry.answer, open: open, among: inventory.items)
            // Written beforehand, it would be taken back again and again.
            guard text.report != .notDone else { throw AnswerProblem.mustBeTyped }
            // What is asked for later is answered later.
            let asked = text.ids.filter(openIDs.contains)
            guard !asked.isEmpty else { continue }
            try await carryOut(machine.currentStep, entry)
            return Answer(
                value: text.report.rawValue, remark: entry.remark ?? text.remark, by: entry.by ?? sheet.by, via: .sheet,
                items: asked)
        }
        return nil
    }

    /// Does what the person of an entry does besides answering; of another world than a simulated one the sheet says nothing.
    private func carryOut(_ step: PlanStep?, _ entry: AnswerSheet.Entry) async throws {
        guard let control, entry.doesStep, let changes = step?.changes, !changes.isEmpty else { return }
        try await control.change(changes.mapValues { $0 })
    }

    /// What an entry says; nil where it is what is seen in a simulated service, and there is none.
    private func value(of entry: AnswerSheet.Entry, to question: Question) async throws -> String? {
        if let seen = entry.seen {
            guard let control else { return nil }
            return try await control.overview().state[seen.value] ?? Answer.unknown
        }
        if case .population(_, let target) = question.kind, entry.answer == Self.everyItem { return String(target) }
        return entry.answer
    }

    /// What stands for every item of a wave.
    private static let everyItem = "all"

    /// A step is named by its path in the plan or, wherever it is included, by the runbook that defines it.
    private func names(of step: PlanStep?) -> [String] {
        guard let step else { return [] }
        return [step.path, step.definition]
    }
}
