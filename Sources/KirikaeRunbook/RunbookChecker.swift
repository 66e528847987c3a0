import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Checks what a single file cannot show: that names of other files exist, and that the parts fit.
struct RunbookChecker {
    let library: RunbookLibrary
    let context: DecodingContext

    /// A runbook decoded with one set of arguments, and what was found on the way.
    private struct Decoded {
        var arguments: [String: String]
        var runbook: Runbook?
        var diagnostics: Diagnostics
    }

    func checkAll() {
        if library.service == nil, !library.runbooks.isEmpty, !context.diagnostics.hasErrors {
            context.report(RunbookMessage.noServiceModel, at: nil)
        }
        let environments = library.environments.values.sorted { $0.name.value < $1.name.value }.compactMap {
            $0.decode(arguments: $0.sampleArguments, in: context)
        }
        if let service = library.service {
            let checker = VocabularyChecker(model: service, context: context)
            for environment in environments {
                for (variable, observation) in environment.observations.sorted(by: { $0.key < $1.key }) {
                    checker.check(variable: Located(variable, at: observation.location), value: nil)
                }
            }
        }
        let included = includedArguments()
        for template in library.runbooks.values.sorted(by: { $0.id.value < $1.id.value }) {
            // A procedure is checked with every set of arguments that some runbook gives it, and else with sample values.
            for decoded in included[template.id.value] ?? [] {
                context.diagnostics.append(decoded.diagnostics)
                if let runbook = decoded.runbook { check(runbook, environments: environments) }
            }
        }
        checkCycles()
    }

    /// The arguments with which each runbook is included anywhere, each set once.
    ///
    /// Argument values may hold parameters of the including runbook, so this follows the includes from those that
    /// nobody includes.
    private func includedArguments() -> [String: [Decoded]] {
        var found: [String: [Decoded]] = [:]
        let all = library.runbooks.values.sorted { $0.id.value < $1.id.value }
        let roots = all.map { decode($0, arguments: $0.sampleArguments) }
        var queue = roots.map { ($0, 0) }
        while let (including, depth) = queue.popLast() {
            guard depth < IncludeLimits.depth, let runbook = including.runbook else { continue }
            for step in runbook.steps {
                guard case .include(let include) = step.action,
                    let target = library.runbooks[include.runbook.value]
                else { continue }
                let given = Dictionary(
                    include.arguments.map { ($0.name.value, $0.value.value) }, uniquingKeysWith: { first, _ in first })
                // What is wrong with the arguments is found where they are given; the procedure itself may be right.
                guard target.accepts(given) else { continue }
                if found[target.id.value]?.contains(where: { $0.arguments == given }) == true { continue }
                let decoded = decode(target, arguments: given)
                found[target.id.value, default: []].append(decoded)
                queue.append((decoded, depth + 1))
            }
        }
        for (template, root) in zip(all, roots) where found[template.id.value] == nil {
            found[template.id.value] = [root]
        }
        return found
    }

    private func decode(_ template: RunbookTemplate, arguments: [String: String]) -> Decoded {
        let context = DecodingContext()
        let runbook = RunbookDecoder.decode(template, arguments: arguments, in: context)
        return Decoded(arguments: arguments, runbook: runbook, diagnostics: context.diagnostics)
    }

    private func check(_ runbook: Runbook, environments: [Environment]) {
        for condition in runbook.preconditions + runbook.postconditions {
            check(condition, environments: environments)
        }
        for step in runbook.steps { check(step, environments: environments) }
    }

    private func check(_ condition: Condition, environments: [Environment]) {
        if let service = library.service { VocabularyChecker(model: service, context: context).check(condition) }
        condition.visitTests { test in
            for environment in environments where environment.observations[test.variable.value] == nil {
                guard library.service?.variable(test.variable.value) != nil else { continue }
                context.report(
                    RunbookMessage.unobservable(test.variable.value, environment: environment.name.value),
                    at: test.variable.location)
            }
        }
    }

    private func check(_ step: Step, environments: [Environment]) {
        for condition in step.preconditions + step.verifications + [step.unless].compactMap({ $0 }) {
            check(condition, environments: environments)
        }
        if let service = library.service {
            let vocabulary = VocabularyChecker(model: service, context: context)
            for change in step.changes { vocabulary.check(variable: change.variable, value: change.value) }
        }
        if !step.changes.isEmpty {
            if step.verifications.isEmpty {
                context.report(RunbookMessage.changeWithoutVerification, at: step.id.location)
            }
            if step.reverse == nil { context.report(RunbookMessage.changeWithoutReverse, at: step.id.location) }
        }
        if let place = step.place {
            for environment in environments where environment.places[place.value] == nil {
                context.report(
                    RunbookMessage.undefinedPlace(
                        place.value, environment: environment.name.value,
                        suggestion: Suggestion.nearest(to: place.value, among: environment.places.keys)),
                    at: place.location)
            }
        }
        if case .step(let runbook, let name)? = step.reverse?.value, let location = step.reverse?.location {
            checkReverse(runbook: runbook, step: name, at: location)
        }
        switch step.action {
        case .manual(let manual): check(manual.answer)
        case .command(let command): check(host: command.host, environments: environments)
        case .include(let include): check(include)
        }
    }

    private func checkReverse(runbook: String, step: String, at location: SourceLocation) {
        guard let target = library.runbooks[runbook] else {
            context.report(
                RunbookMessage.undefinedRunbook(
                    runbook, suggestion: Suggestion.nearest(to: runbook, among: library.runbooks.keys)), at: location)
            return
        }
        let ids = (target.root["steps"]?.elements ?? []).compactMap { $0["id"]?.scalar }
        if !ids.contains(step) {
            context.report(
                RunbookMessage.undefinedStep(
                    step, runbook: runbook, suggestion: Suggestion.nearest(to: step, among: ids)), at: location)
        }
    }

    private func check(_ answer: ManualAction.Answer) {
        guard let reports = answer.reports, let service = library.service else { return }
        VocabularyChecker(model: service, context: context).check(variable: reports, value: nil)
        guard let variable = service.variable(reports.value) else { return }
        let values = variable.values.map(\.name)
        let offered: [String] =
            switch answer.form {
            case .choice(let choices, _): choices.map(\.value)
            case .text(_, let value): [value].compactMap { $0 }
            }
        for value in offered where !values.contains(value) {
            context.report(
                RunbookMessage.answerNotOfVariable(value, variable: reports.value), at: reports.location)
        }
    }

    private func check(host: Located<String>, environments: [Environment]) {
        for environment in environments where environment.hosts[host.value] == nil {
            context.report(
                RunbookMessage.undefinedHost(
                    host.value, environment: environment.name.value,
                    suggestion: Suggestion.nearest(to: host.value, among: environment.hosts.keys)), at: host.location)
        }
    }

    private func check(_ include: IncludeAction) {
        guard let target = library.runbooks[include.runbook.value] else {
            context.report(
                RunbookMessage.undefinedRunbook(
                    include.runbook.value,
                    suggestion: Suggestion.nearest(to: include.runbook.value, among: library.runbooks.keys)),
                at: include.runbook.location)
            return
        }
        let names = target.parameters.map(\.name.value)
        for argument in include.arguments {
            guard let parameter = target.parameters.first(where: { $0.name.value == argument.name.value }) else {
                context.report(
                    RunbookMessage.undefinedParameter(
                        argument.name.value, suggestion: Suggestion.nearest(to: argument.name.value, among: names)),
                    at: argument.name.location)
                continue
            }
            if !parameter.allowed.isEmpty, !parameter.allowed.contains(argument.value.value) {
                context.report(
                    SyntaxMessage.notAllowed(
                        argument.value.value,
                        suggestion: Suggestion.nearest(to: argument.value.value, among: parameter.allowed),
                        allowed: parameter.allowed), at: argument.value.location)
            }
        }
        let given = Set(include.arguments.map(\.name.value))
        for parameter in target.parameters where parameter.defaultValue == nil && !given.contains(parameter.name.value)
        {
            context.report(
                RunbookMessage.parameterWithoutValue(parameter.name.value, owner: target.id.value),
                at: include.runbook.location)
        }
    }

    private func checkCycles() {
        var done: Set<String> = []
        for id in library.runbooks.keys.sorted() { visit(id, path: [], done: &done) }
    }

    private func visit(_ id: String, path: [String], done: inout Set<String>) {
        if let start = path.firstIndex(of: id) {
            context.report(
                RunbookMessage.includeCycle(Array(path[start...]) + [id]), at: library.runbooks[id]?.id.location)
            return
        }
        guard !done.contains(id), path.count < IncludeLimits.depth, let template = library.runbooks[id] else { return }
        for step in template.root["steps"]?.elements ?? [] {
            if let target = step["action"]?["include"]?.scalar { visit(target, path: path + [id], done: &done) }
        }
        done.insert(id)
    }
}

/// How deep runbooks may include each other.
public enum IncludeLimits {
    /// The deepest nesting of includes.
    public static let depth = 16
}
