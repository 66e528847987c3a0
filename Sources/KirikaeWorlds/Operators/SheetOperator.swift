import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import Synchronization

/// Answers from a sheet written beforehand.
///
/// It answers a question about a problem or a doubt only as often as the sheet says, so that a step that keeps failing
/// is not retried for ever.
public final class SheetOperator: Operator {
    private let sheet: AnswerSheet
    private let used = Mutex<Set<Int>>([])

    /// Makes an operator.
    public init(sheet: AnswerSheet) {
        self.sheet = sheet
    }

    /// The first entry that fits; nil if none does.
    public func answer(_ question: Question, in machine: RunMachine) async throws -> Answer? {
        let step = machine.currentStep
        let subjects: [AnswerSheet.Subject]
        let isOnce: Bool
        switch question.kind {
        // What was written beforehand is nobody's signature.
        case .approval(_, isSigned: true): return nil
        case .approval: (subjects, isOnce) = (names(of: step).map(AnswerSheet.Subject.approval), true)
        case .population: (subjects, isOnce) = (names(of: step).map(AnswerSheet.Subject.step), false)
        case .manual: (subjects, isOnce) = (names(of: step).map(AnswerSheet.Subject.step), false)
        case .observe(let variable): (subjects, isOnce) = ([.observation(variable)], false)
        // Only where the sheet names this very step of the plan: a definition may stand in it many times.
        case .inDoubt: (subjects, isOnce) = ([.inDoubt(question.step)], true)
        case .changedMeanwhile: return nil
        case .problem: (subjects, isOnce) = (names(of: step).map(AnswerSheet.Subject.problem), true)
        }
        return used.withLock { used in
            for (index, entry) in sheet.entries.enumerated()
            where subjects.contains(entry.subject) && !(isOnce && used.contains(index)) {
                used.insert(index)
                return Answer(value: entry.answer, remark: entry.remark, by: entry.by ?? sheet.by, via: .sheet)
            }
            return nil
        }
    }

    /// A step is named by its path in the plan or, wherever it is included, by the runbook that defines it.
    private func names(of step: PlanStep?) -> [String] {
        guard let step else { return [] }
        return [step.path, step.definition]
    }
}
