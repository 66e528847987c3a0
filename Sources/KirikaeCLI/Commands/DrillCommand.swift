import ArgumentParser
import Glibc
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeProcess
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds

struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Carry out a plan for practice, against a simulated contact centre on this machine.",
        discussion: """
            The same engine and the same world as a live run; only the environment differs. Without --simulator one is \
            started for this drill. With --answers drill --follow-pages no person is needed.
            """)

    @OptionGroup var plan: PlanOptions
    @Option(help: "The simulator.json of a simulator that runs already (kirikae simulate --directory DIR).")
    var simulator: String?
    @Option(help: "How many times faster than real time passes.")
    var speed: Int64 = 1
    @Option(
        name: .customLong("start"),
        help: "A value the simulated service starts with, VARIABLE=VALUE. Repeatable; only without --simulator.")
    var start: [String] = []
    @Option(name: .customLong("run-id"), help: "Identifier of the run: lower-case letters, digits and -.")
    var run: String?
    @OptionGroup var operators: OperatorOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        guard (1...100_000).contains(speed) else { throw ValidationError("--speed takes a number from 1 to 100000.") }
    }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            if let simulator { return try await drill(simulator) }
            let directory = try TemporaryDirectory()
            defer { directory.remove() }
            let (child, file) = try await SimulatorProgram.start(
                directory: directory.path,
                arguments: ["--service", library.folder + "/service.yaml", "--speed", "\(speed)"]
                    + start.flatMap { ["--set", $0] })
            defer { child.terminate(graceMilliseconds: 1_000) }
            return try await drill(file)
        }
    }

    private func drill(_ file: String) async throws -> ExitStatus {
        let addresses = try SimulatorAddresses(file: file)
        let loaded = try LoadedPlan(plan, library: library, given: addresses.parameters)
        return try await LiveRun(operators: operators, state: state, language: language.language)
            .start(loaded, run: run, speed: speed)
    }
}

/// A directory of its own below the system's folder for temporary files, readable by nobody else.
struct TemporaryDirectory {
    let path: String

    init() throws(CommandFailure) {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/kirikae-drill-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandFailure(message: .simulatorFailed("\(base): \(String(cString: strerror(errno)))"))
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes the directory and what is in it.
    ///
    /// Only files and links of one or two levels are ever made there.
    func remove() {
        Self.remove(path, depth: 4)
    }

    private static func remove(_ path: String, depth: Int) {
        guard depth > 0, let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            if entry.pointee.d_type == UInt8(DT_DIR) {
                remove("\(path)/\(name)", depth: depth - 1)
            } else {
                unlink("\(path)/\(name)")
            }
        }
        closedir(directory)
        rmdir(path)
    }
}
