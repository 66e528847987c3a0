import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Checks includes: that the runbook exists, that its parameters get values they may have, that nothing includes itself, and that
/// every step is part of some plan.
struct IncludeCheck {
    let library: RunbookLibrary
    let context: DecodingContext

    func check(_ uses: RunbookUses) {
        for (_, list) in uses.all.sorted(by: { $0.key < $1.key }) {
            for use in list {
                guard let runbook = use.runbook else { continue }
                let found = DecodingContext()
                for include in runbook.steps.flatMap(\.includes) {
                    ArgumentsCheck(library: library, context: found).check(include.arguments, of: include.runbook)
                }
                context.diagnostics.append(use.trace.judgeable(found.diagnostics))
            }
            checkReached(list)
        }
        var done: Set<String> = []
        for id in library.runbooks.keys.sorted() { visit(id, path: [], done: &done) }
    }

    /// A step that `when` leaves out of every use of its runbook.
    private func checkReached(_ uses: [RunbookUse]) {
        guard uses.contains(where: { $0.runbook?.stepsLeftOut.isEmpty == false }) else { return }
        let reached = Set(uses.flatMap { $0.runbook?.steps.map(\.id.value) ?? [] })
        // What has errors may have lost steps.
        guard uses.allSatisfy({ $0.runbook != nil && !$0.diagnostics.hasErrors }) else { return }
        var reported: Set<String> = []
        for step in uses.flatMap({ $0.runbook?.stepsLeftOut ?? [] })
        where !reached.contains(step.id.value) && reported.insert(step.id.value).inserted {
            // Why a plan is carried out is not known before the night it is needed.
            guard !step.dependsOnCause else { continue }
            context.report(RunbookMessage.unreachableStep, at: step.id.location)
        }
    }

    private func visit(_ id: String, path: [String], done: inout Set<String>) {
        if let start = path.firstIndex(of: id) {
            context.report(
                RunbookMessage.includeCycle(Array(path[start...]) + [id]), at: library.runbooks[id]?.id.location)
            return
        }
        guard !done.contains(id), path.count < IncludeLimits.depth, let template = library.runbooks[id] else { return }
        for target in template.includedRunbooks { visit(target, path: path + [id], done: &done) }
        done.insert(id)
    }
}
