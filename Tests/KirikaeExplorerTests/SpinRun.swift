import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeExplorer

/// What the model checker SPIN says of an exported plan.
struct SpinRun {
    /// The properties that some run shows, by the number that the model gives them.
    let reported: Set<Int>
    /// How many states it stored.
    let stateCount: Int

    /// Has SPIN check a model.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - name: the plan, for messages.
    init(_ model: PromelaModel, of name: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(model.text, to: "plan.pml")
        let commands = """
            spin -DREACH -a plan.pml && cc -O0 -w -DSAFETY -o pan pan.c && ./pan -c0 -E -n -m1000000 -w20
            """
        let program = try SpawnedProgram("/bin/sh", ["-c", commands], in: folder.path)
        let code = await program.wait()
        let said = program.said
        try #require(code == 0 && said.contains("errors:"), "\(name): \(said.prefix(2_000))")
        // A search that was cut short has seen less than there is.
        try #require(!said.contains("max search depth too small"), "\(name)")
        reported = Set(
            said.matches(of: /assertion violated \(reported!=([0-9]+)\)/).compactMap { Int($0.output.1) })
        stateCount = said.firstMatch(of: /([0-9]+) states, stored/).flatMap { Int($0.output.1) } ?? 0
        // Anything else that goes wrong in a model is a fault of the export.
        let others = said.split(separator: "\n").filter { line in
            line.starts(with: /pan:[0-9]+:/) && !line.contains("(reported!=")
        }
        try #require(others.isEmpty, "\(name): \(others)")
    }
}
