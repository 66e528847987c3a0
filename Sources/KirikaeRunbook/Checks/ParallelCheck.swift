import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Checks that members of a parallel group cannot get into each other's way.
struct ParallelCheck {
    let service: ServiceModel
    let library: RunbookLibrary
    /// Why the plan is carried out; included runbooks are told.
    let cause: String?
    let context: DecodingContext

    /// What a member touches.
    private struct Touch {
        var changed: Set<String> = []
        var read: Set<String> = []
    }

    func check(_ runbook: Runbook) {
        for step in runbook.steps {
            guard case .parallel(let members) = step.action else { continue }
            check(members)
        }
    }

    /// Compares each member only with those that touch the same variable, so that a large group takes no longer than its size.
    private func check(_ members: [Step]) {
        let exclusive = Set(service.exclusive)
        var changers: [String: [Step]] = [:]
        var readers: [String: [Step]] = [:]
        for member in members {
            var touch = Touch()
            collect(member, into: &touch, depth: 0)
            let onlyRead = touch.read.subtracting(touch.changed)
            for variable in touch.changed.sorted() {
                for earlier in changers[variable, default: []] + readers[variable, default: []] {
                    report(.parallelConflict(variable, other: earlier.id.value), member, earlier)
                }
            }
            for variable in onlyRead.sorted() {
                for earlier in changers[variable, default: []] {
                    report(.parallelConflict(variable, other: earlier.id.value), member, earlier)
                }
                guard exclusive.contains(variable) else { continue }
                for earlier in readers[variable, default: []] {
                    report(.exclusiveShared(variable, other: earlier.id.value), member, earlier)
                }
            }
            for variable in touch.changed { changers[variable, default: []].append(member) }
            for variable in onlyRead { readers[variable, default: []].append(member) }
            if case .parallel = member.action {
                context.report(RunbookMessage.nestedParallel, at: member.id.location)
            }
        }
    }

    private func report(_ message: RunbookMessage, _ later: Step, _ earlier: Step) {
        let note = DiagnosticNote(text: RunbookMessage.otherMemberHere, location: earlier.id.location)
        context.report(message, at: later.id.location, notes: [note])
    }

    /// What a step touches, and for an include what its steps do.
    private func collect(_ step: Step, into touch: inout Touch, depth: Int) {
        touch.changed.formUnion(step.changes.map(\.variable.value))
        step.visitConditions { touch.read.formUnion($0.variables) }
        if case .manual(let manual) = step.action, let reports = manual.answer.reports {
            touch.read.insert(reports.value)
        }
        guard depth < IncludeLimits.depth, case .include(let include) = step.action,
            let template = library.runbooks[include.runbook.value]
        else { return }
        // Whatever is wrong with the included runbook is reported where it is checked itself.
        let arguments = template.arguments(of: include, cause: cause)
        guard let runbook = RunbookDecoder.decode(template, arguments: arguments, in: DecodingContext()) else { return }
        touch.read.formUnion((runbook.preconditions + runbook.postconditions).flatMap(\.variables))
        for step in runbook.steps {
            step.visitWithMembers { collect($0, into: &touch, depth: depth + 1) }
        }
    }
}
