import KirikaeDiagnostics
import KirikaeEngine
import KirikaeProcess
import KirikaeRunbook

/// Asks a program of a host, here or over ssh, something that changes nothing.
struct HostQuestion: Sendable {
    let environment: Environment
    let host: String

    /// How one host is reached; nil for this machine.
    var access: SSHAccess? { environment.hosts[host]?.ssh }

    /// Whether it is another machine.
    var isRemote: Bool { access != nil }

    /// Whether it is one of Windows, which has other tools.
    var isWindows: Bool { access?.system == .windows }

    /// Runs a program of the host's directory.
    func run(_ arguments: [String], timeoutMilliseconds: Int) async -> ProgramRun {
        await run(arguments, in: environment, timeoutMilliseconds: timeoutMilliseconds)
    }

    /// Runs a program that comes with the system of the host.
    func runTool(_ arguments: [String], timeoutMilliseconds: Int) async -> ProgramRun {
        var tools = environment
        tools.hosts[host]?.directory = isWindows ? #"C:\Windows\System32"# : "/usr/bin"
        return await run(arguments, in: tools, timeoutMilliseconds: timeoutMilliseconds)
    }

    private func run(
        _ arguments: [String], in environment: Environment, timeoutMilliseconds: Int
    ) async -> ProgramRun {
        // A look opens no connection that outlives it.
        guard let program = HostProgram(host, in: environment, opensConnections: false) else {
            return ProgramRun(ending: .notStarted("unknown host \(host)"), bytes: [])
        }
        do {
            let prepared = try await program.prepare(arguments, secrets: [:], from: UsedSecrets())
            var run = await ProgramRun.of(try prepared.start(), timeoutMilliseconds: timeoutMilliseconds)
            if case .exited(let exit) = run.ending, let failure = prepared.connectionEnd(exit) {
                run.ending = .unreached(failure)
            }
            return run
        } catch let error as PreparedProgram.NotReached {
            return ProgramRun(ending: .unreached(error.outcome), bytes: [])
        } catch {
            return ProgramRun(ending: .notStarted("\(error)"), bytes: [])
        }
    }

    /// Why a program of the host said nothing that counts; nil if it ended well.
    func problem(with run: ProgramRun) -> ReadinessProblem? {
        switch run.ending {
        case .exited(.code(0)): nil
        case .exited(let exit): .notLookedAt(.ended(exit, saying: run.firstLine))
        case .unreached(let failure): .notReached(failure)
        case .late: .late
        case .notStarted(let reason): .notLookedAt(.init(verbatim: reason))
        }
    }

    /// A path of the host: a relative one is below its directory.
    func path(_ path: String) -> String {
        guard let directory = environment.hosts[host]?.directory else { return path }
        if isWindows {
            let isAbsolute = path.hasPrefix(#"\"#) || path.dropFirst().hasPrefix(":")
            return isAbsolute ? path : directory + #"\"# + path
        }
        return path.hasPrefix("/") ? path : "\(directory)/\(path)"
    }
}

extension LocalizedText {
    /// How a program ended, with the first line of what it said.
    static func ended(_ exit: ChildExit, saying line: String) -> Self {
        let said = line.isEmpty ? "" : ": \(line)"
        return switch exit {
        case .code(let code): .init(ja: "終了コード \(code) で終わりました\(said)", en: "it ended with exit code \(code)\(said)")
        case .signal(let signal):
            .init(ja: "シグナル \(signal) で終わりました\(said)", en: "it was ended by signal \(signal)\(said)")
        case .unknown: .init(ja: "終わり方が分かりません\(said)", en: "nobody saw how it ended\(said)")
        }
    }
}
