import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Checks one step: that what it names exists, and that it can be trusted to have worked.
final class StepCheck {
    private let library: RunbookLibrary
    private let service: ServiceModel?
    private let environments: [Environment]
    private let unobservableIn: [String: [String]]
    private let context: DecodingContext
    private let directions: DirectionCheck
    private let names: NameCheck
    private let vocabulary: VocabularyChecker?

    init(
        library: RunbookLibrary, environments: [Environment], unobservableIn: [String: [String]],
        direction: Runbook.Direction, context: DecodingContext
    ) {
        self.library = library
        self.environments = environments
        self.context = context
        service = library.service
        self.unobservableIn = unobservableIn
        directions = DirectionCheck(
            service: library.service, direction: direction, environments: environments, context: context)
        names = NameCheck(environments: environments, context: context)
        vocabulary = library.service.map { VocabularyChecker(model: $0, context: context) }
    }

    /// The names of the environments that cannot observe a variable; only of variables that some environment cannot observe.
    static func unobservable(_ variables: [String], in environments: [Environment]) -> [String: [String]] {
        var names: [String: [String]] = [:]
        for variable in variables {
            // What is observed in a faulty way is reported there.
            for environment in environments where environment.definitions["observe/\(variable)"] == nil {
                names[variable, default: []].append(environment.name.value)
            }
        }
        return names
    }

    /// Checks the words of a condition, and that every environment can observe it.
    func check(_ condition: Condition) {
        vocabulary?.check(condition)
        guard !unobservableIn.isEmpty else { return }
        condition.visitTests { test in
            for environment in unobservableIn[test.variable.value] ?? [] {
                context.report(
                    RunbookMessage.unobservable(test.variable.value, environment: environment),
                    at: test.variable.location)
            }
        }
    }

    /// Checks a step.
    func check(_ step: Step) {
        step.visitConditions { check($0) }
        for change in step.changes { vocabulary?.check(variable: change.variable, value: change.value) }
        if step.source.isEmpty { context.report(RunbookMessage.missingSource, at: step.id.location) }
        if !step.changes.isEmpty {
            if step.verifications.isEmpty {
                context.report(RunbookMessage.changeWithoutVerification, at: step.id.location)
            }
            if step.reverse == nil { context.report(RunbookMessage.changeWithoutReverse, at: step.id.location) }
        }
        for verification in step.verifications where cannotFail(verification) {
            context.report(RunbookMessage.verificationCannotFail, at: verification.location)
        }
        if let typical = step.typical, let timeout = step.timeout, timeout < typical {
            context.report(RunbookMessage.timeoutBelowTypical(timeout, typical: typical), at: step.id.location)
        }
        ConversationCheck(context: context).check(step)
        if let place = step.place { names.check(place, .place) }
        if case .step(let runbook, let name)? = step.reverse?.value, let location = step.reverse?.location {
            checkReverse(runbook: runbook, step: name, at: location)
        }
        check(step.action, of: step)
        directions.check(step)
    }

    private func check(_ action: Action, of step: Step) {
        names.check(action)
        switch action {
        case .manual(let manual): check(manual.answer)
        case .population(let population):
            for environment in environments {
                ItemWorkCheck(context: context).check(population, environment)
            }
        case .approve(let approve):
            for environment in environments {
                guard let group = environment.groups[approve.group.value], group.members.count < approve.count else {
                    continue
                }
                context.report(
                    RunbookMessage.notEnoughApprovers(
                        approve.count, of: group.members.count, environment: environment.name.value),
                    at: approve.group.location)
            }
        case .wait(.time(_, let because, let location)):
            if because == nil || !step.verifications.isEmpty {
                context.report(RunbookMessage.fixedWait, at: location)
            }
        default: break
        }
    }

    private func checkReverse(runbook: String, step: String, at location: SourceLocation) {
        guard let target = library.runbooks[runbook] else {
            context.report(
                RunbookMessage.undefinedRunbook(
                    runbook, suggestion: Suggestion.nearest(to: runbook, among: library.runbooks.keys)), at: location)
            return
        }
        guard !target.stepIdentifiers.contains(step) else { return }
        context.report(
            RunbookMessage.undefinedStep(
                step, runbook: runbook, suggestion: Suggestion.nearest(to: step, among: target.stepIdentifiers)),
            at: location)
    }

    private func check(_ answer: ManualAction.Answer) {
        guard let reports = answer.reports, let service else { return }
        vocabulary?.check(variable: reports, value: nil)
        guard let values = service.values(of: reports.value) else { return }
        let offered: [String] =
            switch answer.form {
            case .choice(let choices, _): choices.map(\.value)
            case .text(_, let value): [value].compactMap { $0 }
            case .number(let number): [number.value].compactMap { $0 }
            case .input: []
            }
        for value in offered where !values.contains(value) {
            context.report(
                RunbookMessage.answerNotOfVariable(value, variable: reports.value), at: reports.location)
        }
    }

    /// Whether a condition holds whatever its variables are: then looking proves nothing.
    private func cannotFail(_ condition: Condition) -> Bool {
        guard let service else { return false }
        if case .test(let test) = condition.form {
            guard let values = service.values(of: test.variable.value) else { return false }
            return test.values.count >= values.count
                && values.allSatisfy { value in test.values.contains { $0.value == value } }
        }
        return Valuations(of: condition.variables, in: service).allSatisfy { values in
            condition.judge { values[$0].map { .value($0) } ?? .unknown } == .met
        }
    }
}

/// Every combination of values of some variables.
///
/// Of more than 4,096 combinations only a state in which nothing is known is given: a condition that large is not judged.
struct Valuations: Sequence {
    private let variables: [(name: String, values: [String])]

    init(of names: [String], in service: ServiceModel) {
        variables = names.map { name in (name, service.variable(name)?.values.map(\.name) ?? []) }
    }

    func makeIterator() -> AnyIterator<[String: String]> {
        var count = 1
        for variable in variables { count = Swift.min(count * Swift.max(variable.values.count, 1), 4_097) }
        guard count <= 4_096, !variables.contains(where: { $0.values.isEmpty }) else {
            return AnyIterator(CollectionOfOne([:]).makeIterator())
        }
        var next = 0
        return AnyIterator {
            guard next < count else { return nil }
            var rest = next
            next += 1
            var values: [String: String] = [:]
            for variable in self.variables {
                values[variable.name] = variable.values[rest % variable.values.count]
                rest /= variable.values.count
            }
            return values
        }
    }
}
