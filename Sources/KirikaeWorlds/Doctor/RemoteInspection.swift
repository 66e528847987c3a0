import KirikaeDiagnostics
import KirikaeProcess
import KirikaeRunbook

/// Looks at a remote host once, for its own line and those of all programs on it.
actor RemoteInspection {
    private let question: HostQuestion
    private let directory: String
    private let programs: [String]
    private var look: Task<Result, Never>?

    /// What was seen: a word for the directory, then one for each program; or why nothing was.
    private enum Result: Sendable {
        case words([String])
        case failed(ReadinessProblem)
    }

    /// Prepares to look.
    ///
    /// - Parameters:
    ///   - question: the host.
    ///   - directory: its directory.
    ///   - programs: the programs in it.
    init(question: HostQuestion, directory: String, programs: [String]) {
        self.question = question
        self.directory = directory
        self.programs = programs
    }

    /// A word a line for each path it is given.
    ///
    /// The text never changes, and no path is a part of it.
    private static let script = """
        for p do if [ ! -e "$p" ]; then echo missing; elif [ -d "$p" ]; then if [ -x "$p" ]; then echo directory; \
        else echo closed-directory; fi; elif [ ! -f "$p" ]; then echo other; elif [ -x "$p" ]; then echo program; \
        else echo file; fi; done
        """

    /// Why the host cannot be used; nil if it can.
    func problemOfHost(timeoutMilliseconds: Int) async -> ReadinessProblem? {
        switch await result(timeoutMilliseconds) {
        case .failed(let problem): problem
        case .words(let words): Self.problem(words.first ?? "", as: .directory)
        }
    }

    /// Why a program cannot be started; nil if it can.
    func problem(of program: String, timeoutMilliseconds: Int) async -> ReadinessProblem? {
        if program.contains("/") || program.isEmpty { return .nameRefused(program) }
        switch await result(timeoutMilliseconds) {
        // The line of the host says why.
        case .failed: return .hostNotLookedAt
        case .words(let words):
            guard let index = programs.firstIndex(of: program), index + 1 < words.count else { return .hostNotLookedAt }
            return Self.problem(words[index + 1], as: .executable)
        }
    }

    private func result(_ timeoutMilliseconds: Int) async -> Result {
        if let look { return await look.value }
        let task = Task { await self.inspect(timeoutMilliseconds) }
        look = task
        return await task.value
    }

    private func inspect(_ timeoutMilliseconds: Int) async -> Result {
        if question.isWindows { return await inspectWindows(timeoutMilliseconds) }
        let paths = [directory] + programs.map { "\(directory)/\($0)" }
        let run = await question.runTool(
            ["sh", "-c", Self.script, "kirikae"] + paths, timeoutMilliseconds: timeoutMilliseconds)
        if let problem = question.problem(with: run) { return .failed(problem) }
        let words = run.printed.split(separator: "\n").map(String.init)
        return words.count == paths.count ? .words(words) : .failed(.otherText(run.firstLine))
    }

    /// `where` says whether a file is there; whether it may be executed only trying would show.
    private func inspectWindows(_ timeoutMilliseconds: Int) async -> Result {
        let greeting = await question.runTool(["hostname.exe"], timeoutMilliseconds: timeoutMilliseconds)
        if let problem = question.problem(with: greeting) { return .failed(problem) }
        var words: [String] = []
        for (pattern, word) in [("*", "directory")] + programs.map({ ($0, "program") }) {
            let run = await question.runTool(
                ["where.exe", "/Q", "\(directory):\(pattern)"], timeoutMilliseconds: timeoutMilliseconds)
            switch run.ending {
            case .exited(.code(0)): words.append(word)
            case .exited(.code(1)): words.append("missing")
            default: return .failed(question.problem(with: run) ?? .late)
            }
        }
        return .words(words)
    }

    private static func problem(_ word: String, as purpose: LocalPath.Purpose) -> ReadinessProblem? {
        switch (word, purpose) {
        case ("directory", .directory), ("program", .executable): nil
        case ("missing", _): .missing()
        case ("closed-directory", .directory), ("file", .executable): .noPermission(purpose)
        default: .wrongType(purpose)
        }
    }
}
