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
}
