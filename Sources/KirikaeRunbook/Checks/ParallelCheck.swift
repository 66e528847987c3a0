import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Checks that members of a parallel group cannot get into each other's way.
struct ParallelCheck {
    let service: ServiceModel
    let library: RunbookLibrary
    let context: DecodingContext

    /// What a member touches.
    private struct Touch {
        var step: Step
        var changed: Set<String> = []
        var read: Set<String> = []
    }

    func check(_ runbook: Runbook) {
        for step in runbook.steps {
            guard case .parallel(let members) = step.action else { continue }
            check(members)
        }
    }

    private func check(_ members: [Step]) {
        let touches = members.map(touch)
        let exclusive = Set(service.exclusive)
        for (index, later) in touches.enumerated() {
            for earlier in touches[..<index] {
                let shared = earlier.changed.intersection(later.changed.union(later.read))
                    .union(later.changed.intersection(earlier.read))
                let note = DiagnosticNote(text: RunbookMessage.otherMemberHere, location: earlier.step.id.location)
                for variable in shared.sorted() {
                    context.report(
                        RunbookMessage.parallelConflict(variable, other: earlier.step.id.value),
                        at: later.step.id.location, notes: [note])
                }
                let resources = earlier.changed.union(earlier.read).intersection(later.changed.union(later.read))
                for resource in resources.intersection(exclusive).subtracting(shared).sorted() {
                    context.report(
                        RunbookMessage.exclusiveShared(resource, other: earlier.step.id.value),
                        at: later.step.id.location, notes: [note])
                }
            }
            if case .parallel = later.step.action {
                context.report(RunbookMessage.nestedParallel, at: later.step.id.location)
            }
        }
    }

    private func touch(_ step: Step) -> Touch {
        var touch = Touch(step: step)
        collect(step, into: &touch, depth: 0)
        return touch
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
        let arguments = Dictionary(
            include.arguments.map { ($0.name.value, $0.value.value) }, uniquingKeysWith: { first, _ in first })
        // Whatever is wrong with the included runbook is reported where it is checked itself.
        var names: Set<String> = []
        guard
            let runbook = RunbookDecoder.decode(
                template, arguments: arguments, usedNames: &names, in: DecodingContext())
        else { return }
        touch.read.formUnion((runbook.preconditions + runbook.postconditions).flatMap(\.variables))
        for inner in runbook.steps { collect(inner, into: &touch, depth: depth + 1) }
    }
}
