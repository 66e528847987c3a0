import KirikaeEngine
import KirikaeProcess

/// Finds a program that outlived the engine that started it.
public enum SurvivingChildren {
    /// The processes that still run for one attempt of a step.
    ///
    /// - Throws: `SystemCallError` if the process list cannot be read: then nobody knows, and the run must not go on.
    public static func find(run: String, step: String, attempt: Int) throws -> [Int32] {
        try ProcessSearch.findProcesses(
            environmentEntry: CommandExecutor.key(run: run, step: step, attempt: attempt)
        ).map(\.pid)
    }

    /// The processes that still run for items of a population, whichever attempt of the step began them.
    ///
    /// - Throws: `SystemCallError` if the process list cannot be read: then nobody knows, and the run must not go on.
    public static func find(run: String, step: String, attempts: Int, items: [String]) throws -> [Int32] {
        let keys = items.flatMap { item in
            (0...max(0, attempts)).map { CommandExecutor.key(run: run, step: step, attempt: $0, item: item) }
        }
        return try ProcessSearch.findProcesses(environmentEntries: Set(keys)).map(\.pid)
    }
}
