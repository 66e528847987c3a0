import Glibc
import KirikaeProcess

/// The system's `git`, asked to read and never to run anything that a repository names.
///
/// A repository may come from anybody. Its configuration can name programs that git starts by itself: a watcher of files, hooks,
/// a transport for what a partial clone left out, a pager, filters. None of the questions asked here needs one, and what git could
/// start all the same is switched off by the environment and by options, which go before the configuration.
struct GitProgram: Sendable {
    /// Where it is looked for.
    static let executablePath = "/usr/bin/git"

    /// The directory it works in.
    let directory: String
    var executablePath = Self.executablePath
    var timeoutMilliseconds = 30_000

    /// What it said.
    struct Answer: Sendable {
        var isSuccess: Bool
        var bytes: [UInt8]
    }

    private static let options = [
        "--no-pager", "--no-replace-objects", "--no-optional-locks", "-c", "core.fsmonitor=", "-c",
        "core.hooksPath=/dev/null", "-c", "core.sshCommand=false", "-c", "core.askPass=",
    ]

    /// The directory of the user is for `safe.directory`, by which he says whose repositories he reads.
    private static var environment: [(String, String)] {
        var environment = [
            ("PATH", "/usr/bin:/bin"), ("LC_ALL", "C.UTF-8"), ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_TERMINAL_PROMPT", "0"),
            // No transport at all: a partial clone would fetch what is missing by a program of its configuration.
            ("GIT_ALLOW_PROTOCOL", "none"), ("GIT_NO_LAZY_FETCH", "1"), ("GIT_ATTR_NOSYSTEM", "1"),
        ]
        for name in ["HOME", "XDG_CONFIG_HOME"] {
            if let value = getenv(name) { environment.append((name, String(cString: value))) }
        }
        return environment
    }

    /// Asks a question.
    ///
    /// - Parameters:
    ///   - arguments: the command and what it is asked; values from outside go through `input` or are object names in hexadecimal.
    ///   - input: what it reads from standard input.
    ///   - limitBytes: the longest answer that is taken.
    func ask(
        _ arguments: [String], input: [UInt8]? = nil, limitBytes: Int = 64 * 1024 * 1024
    ) async throws(CommandFailure) -> [UInt8] {
        let answer = try await run(arguments, input: input, errors: .discarded, limitBytes: limitBytes)
        guard !answer.isSuccess else { return answer.bytes }
        throw CommandFailure(message: .review(.gitFailed(reason: try await reason(arguments, input: input))))
    }

    /// What it says of a question that it does not answer: it changes nothing, so that it can be asked again.
    func reason(_ arguments: [String], input: [UInt8]? = nil) async throws(CommandFailure) -> String {
        let answer = try await run(arguments, input: input, errors: .withOutput, limitBytes: 64 * 1024)
        let lines = String(decoding: answer.bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        return lines.isEmpty
            ? "git \(arguments.first ?? "")" : String(lines.prefix(3).joined(separator: "; ").prefix(400))
    }

    /// Runs it to its end.
    func run(
        _ arguments: [String], input: [UInt8]?, errors: ChildProcessConfiguration.Errors, limitBytes: Int
    ) async throws(CommandFailure) -> Answer {
        let configuration = ChildProcessConfiguration(
            executablePath: executablePath, arguments: Self.options + arguments, environment: Self.environment,
            standardInput: input, errors: errors, workingDirectory: directory)
        let child: ChildProcess
        do throws(ChildProcessError) { child = try ChildProcess.start(configuration) } catch {
            throw CommandFailure(message: .review(.gitFailed(reason: "\(executablePath): \(error)")))
        }
        let deadline = MonotonicClock.nowMilliseconds() + timeoutMilliseconds
        var bytes: [UInt8] = []
        var defect: ReviewMessage?
        for await event in child.events {
            switch event {
            case .output(let more): if defect == nil { bytes += more }
            case .silence: break
            case .exited(let exit):
                if let defect { throw CommandFailure(message: .review(defect)) }
                return Answer(isSuccess: exit == .code(0), bytes: bytes)
            }
            guard defect == nil else { continue }
            if bytes.count > limitBytes {
                defect = .tooMuch("git \(arguments.first ?? "")", limit: "\(limitBytes) bytes")
            } else if MonotonicClock.nowMilliseconds() > deadline {
                defect = .gitFailed(reason: "no answer within \(timeoutMilliseconds) ms")
            }
            if defect != nil { child.terminate(graceMilliseconds: 500) }
        }
        throw CommandFailure(message: .review(.gitFailed(reason: "nobody saw how it ended")))
    }
}
