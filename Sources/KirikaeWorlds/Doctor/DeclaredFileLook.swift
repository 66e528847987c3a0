import KirikaeDiagnostics
import KirikaeProcess
import KirikaeRunbook
import KirikaeSyntax

/// Whether a file is there, and is the one meant.
struct DeclaredFileLook {
    let file: ReadinessCheck.File
    let environment: Environment

    /// Larger files are only looked for: reading them would take longer than a look may.
    private static let mostBytes = 4 * 1024 * 1024 * 1024

    func look(_ name: String) -> ReadinessLook {
        let question = file.host.map { HostQuestion(environment: environment, host: $0.value) }
        let path = question?.path(file.path) ?? file.path
        return ReadinessLook(.file, name, expected: .file(file, path: path)) { timeoutMilliseconds in
            guard let question, question.isRemote else { return await local(path) }
            return question.isWindows
                ? await windows(path, question, timeoutMilliseconds) : await remote(path, question, timeoutMilliseconds)
        }
    }

    private func local(_ path: String) async -> ReadinessProblem? {
        guard file.sha256 != nil else { return LocalPath(path).problem(as: .file) }
        switch FileLook.look(at: path, maximumBytes: Self.mostBytes) {
        case .absent: return .missing()
        case .refused(.link, _), .refused(.notAFile, _): return .wrongType(.file)
        case .refused(_, let reason): return .notLookedAt(.init(verbatim: reason))
        case .file(_, _, nil): return .notLookedAt(.init(ja: "大きすぎます", en: "it is too large"))
        case .file(_, _, let hash?): return problem(hash)
        }
    }

    /// Word by word what a look at a local file says.
    ///
    /// The text never changes, and no path is a part of it.
    private static let script = """
        if [ ! -e "$1" ]; then echo missing; elif [ -h "$1" ] || [ ! -f "$1" ]; then echo other; \
        elif [ ! -r "$1" ]; then echo closed; elif [ -z "$2" ]; then echo there; else sha256sum < "$1"; fi
        """

    private func remote(
        _ path: String, _ question: HostQuestion, _ timeoutMilliseconds: Int
    ) async -> ReadinessProblem? {
        let run = await question.runTool(
            ["sh", "-c", Self.script, "kirikae", path, file.sha256 ?? ""], timeoutMilliseconds: timeoutMilliseconds)
        if let problem = question.problem(with: run) { return problem }
        switch run.printed {
        case "missing": return .missing()
        case "other": return .wrongType(.file)
        case "closed": return .noPermission(.file)
        case "there": return nil
        case let printed: return problem(String(printed.prefix { !$0.isWhitespace }))
        }
    }

    private func windows(
        _ path: String, _ question: HostQuestion, _ timeoutMilliseconds: Int
    ) async -> ReadinessProblem? {
        let slash = path.lastIndex(of: #"\"#) ?? path.startIndex
        let arguments =
            file.sha256 == nil
            ? ["where.exe", "/Q", "\(path[..<slash]):\(path[slash...].dropFirst())"]
            : ["certutil.exe", "-hashfile", path, "SHA256"]
        let run = await question.runTool(arguments, timeoutMilliseconds: timeoutMilliseconds)
        // Both end with another code where there is none.
        if case .exited(let exit) = run.ending, exit != .code(0) { return .missing() }
        if let problem = question.problem(with: run) { return problem }
        guard file.sha256 != nil else { return nil }
        // The second of three lines; older ones put spaces between the bytes.
        let lines = run.printed.split(whereSeparator: \.isNewline)
        return lines.count > 1 ? problem(String(lines[1].filter { $0 != " " })) : .otherText(run.firstLine)
    }

    private func problem(_ hash: String) -> ReadinessProblem? {
        hash.lowercased() == file.sha256 ? nil : .otherContent(hash.lowercased())
    }
}
