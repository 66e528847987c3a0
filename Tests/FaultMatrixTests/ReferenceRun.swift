import Foundation
import KirikaeTestSupport

/// One run of the reference project by the real program: 5 functions of 8 steps, a manual step and a program that asks, every effect
/// a byte in a file of its own.
struct ReferenceRun {
    static let functions = ["call", "portal", "mail", "chat", "notice"]
    static let runbook = "reference.switchover"
    static let name = "r1"
    /// After this a run hangs, which is a finding; without faults it takes a fifth of a second, traced one.
    private static let limitSeconds = 40
    static let secret = #"S3cr3t-パス|w"d"#

    /// A step, and the file in which its effect can be counted.
    struct Step: Hashable {
        var path: String
        var title: String
        var effect: String
    }

    /// All steps with an effect, in order.
    static let steps: [Step] =
        functions.flatMap { function in
            (1...8).map {
                Step(
                    path: "\(runbook)/\(function)/s\($0)", title: "\(function) part \($0)", effect: "\(function).s\($0)"
                )
            }
        } + [Step(path: "\(runbook)/prompt", title: "The program that asks", effect: "prompt.state")]

    private let folder: TemporaryFolder
    /// Programs and runbooks, as they lie in the checkout.
    static let shippedProject = ProjectFolder.root.path + "/Tests/FaultMatrixTests/Runbooks"
    private let project: String
    /// A step whose program is at work without its engine, so that whoever is asked about it later will find it done.
    private let outliving: Step?
    /// Where the record goes, when not below the temporary folder.
    private let stateFolder: String?
    /// The processor it runs on: with one, its system calls come in the same order every time.
    private let processor: Int

    init(
        processor: Int = 0, state: String? = nil, project: String = shippedProject, outliving: Step? = nil
    ) throws {
        folder = try TemporaryFolder()
        self.processor = processor
        stateFolder = state
        self.project = project
        self.outliving = outliving
        try FileManager.default.createDirectory(atPath: effects, withIntermediateDirectories: true)
    }

    var state: String { stateFolder ?? folder.path + "/state" }
    var runFolder: String { "\(state)/runs/\(Self.name)" }
    var journal: String { runFolder + "/journal.log" }
    private var effects: String { folder.path + "/effects" }
    private var sheet: String { folder.path + "/answers.yaml" }
    private var trace: String { folder.path + "/trace" }

    // MARK: Starting

    /// Starts the run.
    ///
    /// - Parameters:
    ///   - fault: what goes wrong.
    ///   - environment: what else the program finds in its environment.
    ///   - wrapper: a program and its arguments that start it instead.
    func start(
        _ fault: SystemCallFault? = nil, environment: [String: String] = [:], wrapper: [String] = []
    ) async throws -> Ended {
        try writeSheet(isBeforeStart: true)
        let arguments = [
            "run", Self.runbook, "--environment", "stubs", "--set", "programs=\(project)/programs", "--set",
            "effects=\(effects)", "--run-id", Self.name,
        ]
        return try await perform(arguments + common, fault, environment, wrapper)
    }

    /// Goes on with it; answers about doubts and problems say what a person sees who looks at the effects.
    ///
    /// - Parameters:
    ///   - fault: what goes wrong.
    ///   - takeOver: why it is taken from whoever holds it; nil if it is not.
    func resume(_ fault: SystemCallFault? = nil, takeOver: String? = nil) async throws -> Ended {
        try writeSheet()
        let words = takeOver.map { ["--take-over", $0] } ?? []
        return try await perform(["resume", Self.name] + words + common, fault, [:], [])
    }

    /// Runs another command on its record.
    func command(_ words: [String]) async throws -> StartedProgram.Ending {
        try await StartedProgram.run(BuiltProgram.path("kirikae"), words + ["--state", state, "--lang", "en"])
    }

    private var common: [String] {
        ["--answers", sheet, "--brief", "--lang", "en", "--runbooks", project, "--state", state]
    }

    /// How the program ended, and what the trace says.
    struct Ended {
        var ending: StartedProgram.Ending
        var trace: TraceLog?
        /// Whether it did not end by itself.
        var isLate = false

        /// Whether a signal ended it, as the fault wanted.
        var wasKilled: Bool { !isLate && ending.signal == SIGKILL }
    }

    private func perform(
        _ arguments: [String], _ fault: SystemCallFault?, _ environment: [String: String], _ wrapper: [String]
    ) async throws -> Ended {
        // `timeout` ends the whole group, so that nothing that strace has let go of runs on.
        var words = ["-s", "KILL", "\(Self.limitSeconds)", "taskset", "-c", "\(processor)"]
        if let fault { words += ["strace"] + fault.arguments(output: trace, run: self) }
        words += wrapper + [BuiltProgram.path("kirikae")] + arguments
        let start = ContinuousClock.now
        let ending = try await StartedProgram.run(
            "/usr/bin/timeout", words,
            environment: ["KIRIKAE_REFERENCE_SECRET": Self.secret].merging(environment) { $1 }, limitSeconds: 120)
        let isLate = ContinuousClock.now - start >= .seconds(Self.limitSeconds)
        let log = fault == nil ? nil : TraceLog((try? String(contentsOfFile: trace, encoding: .utf8)) ?? "")
        return Ended(ending: ending, trace: log, isLate: isLate)
    }

    /// The paths whose system calls are those of the record.
    var recordPaths: [String] { [journal, runFolder + "/owner.lock", runFolder, state + "/runs", state] }

    /// What a person would answer.
    ///
    /// Nobody knows before the start what will have happened to a step that fails.
    private func writeSheet(isBeforeStart: Bool = false) throws {
        var text = "kirikae: 1\nanswers: sheet\nby: tester\nentries:\n"
        text += "  - {step: \(Self.runbook)/look, answer: normal}\n"
        text += "  - {in-doubt: \(Self.runbook)/look, answer: not-done, looked-at: the screen}\n"
        for step in Self.steps where !isBeforeStart {
            let isDone = effectCount(step) > 0 || step == outliving
            text += "  - {in-doubt: \(step.path), answer: \(isDone ? "done" : "not-done"), looked-at: the effect}\n"
            text +=
                "  - {problem: \(step.path), answer: \(isDone ? "skip" : "retry"), reason: the effect was looked at}\n"
        }
        if !isBeforeStart { text += "  - {problem: \(Self.runbook)/look, answer: retry}\n" }
        try text.write(toFile: sheet, atomically: false, encoding: .utf8)
    }

    // MARK: What it left

    /// The file in which an effect is counted.
    func effectPath(_ name: String) -> String { "\(effects)/\(name)" }

    /// How often a step took effect.
    func effectCount(_ step: Step) -> Int {
        (try? Data(contentsOf: URL(fileURLWithPath: "\(effects)/\(step.effect)")))?.count ?? 0
    }

    /// A record, as far as the oracle cares.
    struct Record: Hashable {
        var kind: String
        var step: String
        /// Whether it says that something failed.
        var isFailure: Bool
    }

    /// The complete lines of the journal; nil if there is none.
    func records() -> [Record]? {
        guard let data = FileManager.default.contents(atPath: journal) else { return nil }
        return data.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map { line in
            let object = (try? JSONSerialization.jsonObject(with: Data(line.dropFirst(65)))) as? [String: Any]
            let seen = object?["observations"] as? [[String: Any]] ?? []
            return Record(
                kind: object?["kind"] as? String ?? "?", step: object?["step"] as? String ?? "",
                isFailure: object?["failure"] != nil || seen.contains { $0["failed"] != nil })
        }
    }

    /// Every file below the state folder that holds some bytes.
    func files(containing bytes: [UInt8]) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: state)) ?? []
        return names.filter { name in
            FileManager.default.contents(atPath: "\(state)/\(name)")?.firstRange(of: Data(bytes)) != nil
        }
    }
}
