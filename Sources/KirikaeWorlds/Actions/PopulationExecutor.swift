import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// Starts, for one item of a population, the program that goes to each.
struct PopulationExecutor: Sendable {
    private let program: CommandExecutor

    /// Makes an executor.
    ///
    /// - Parameters:
    ///   - environment: where the hosts and secrets are.
    ///   - run: the identifier of the run; children carry it.
    ///   - clock: decides when a program has run too long.
    init(environment: Environment, run: String, clock: any Clock) {
        program = CommandExecutor(environment: environment, run: run, clock: clock)
    }

    /// Does for an item what is to be done.
    ///
    /// - Parameters:
    ///   - work: what to do; its holes for the item are still open.
    ///   - item: the item.
    ///   - step: the step.
    ///   - attempt: which attempt of the step this is.
    /// - Returns: how it ended, and the end of what was printed.
    func perform(
        _ work: ItemWork, for item: InventoryItem, of step: PlanStep, attempt: Int
    ) async throws -> ItemResult {
        var printed: [UInt8] = []
        var total = 0
        let outcome = try await start(work.filled(for: item).command, for: item, of: step, work, attempt: attempt) {
            guard case .output(let bytes) = $0 else { return }
            total += bytes.count
            printed += bytes
            // The end of it says why it failed. Cut seldom, so that much output costs little.
            if printed.count > 4 * ItemResult.mostOutputBytes {
                printed = Array(printed.suffix(ItemResult.mostOutputBytes))
            }
        }
        let kept = Array(printed.suffix(ItemResult.mostOutputBytes))
        return ItemResult(outcome, output: kept, omittedByteCount: total - kept.count)
    }

    /// Whether the program that only looks says that it had been done.
    ///
    /// One that cannot be started, or takes too long, says nothing.
    func wasDone(_ work: ItemWork, for item: InventoryItem, of step: PlanStep) async -> Bool {
        guard let verify = work.filled(for: item).verify else { return false }
        do {
            return try await start(verify, for: item, of: step, work, attempt: 0) { _ in } == .succeeded(warnings: [])
        } catch {
            // Nothing is recorded while it looks, so nothing but the report, which is none, could throw.
            return false
        }
    }

    private func start(
        _ command: CommandAction, for item: InventoryItem, of step: PlanStep, _ work: ItemWork, attempt: Int,
        report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        var program = program
        program.item = item
        var own = step
        own.timeout = work.timeout ?? step.timeout
        own.outputs = []
        return try await program.perform(command, of: own, attempt: attempt, report: report)
    }
}
