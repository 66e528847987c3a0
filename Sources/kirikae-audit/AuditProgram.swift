import Glibc
import KirikaeAudit
import KirikaeCheckpoint
import KirikaeDiagnostics
import KirikaeJournal

/// Checks the record of a run, and nothing else: no runbooks, no network.
@main struct AuditProgram {
    private static let usageStatus: Int32 = 64
    private static let failedStatus: Int32 = 33
    private static let fileStatus: Int32 = 10

    private static let usage = """
        usage: kirikae-audit verify RUN-DIRECTORY --allowed-signers FILE [--seen DIR] [--copies DIR]
                             [--expect-size N --expect-root DIGITS]
               kirikae-audit check-proof FILE --allowed-signers FILE
        Texts are in Japanese where LC_ALL, LC_MESSAGES or LANG begins with ja.
        Exit codes: 0 verified, 33 not verified, 10 the file of trusted keys cannot be used, 64 usage.
        """

    static func main() async {
        guard let arguments = AuditArguments(Array(CommandLine.arguments.dropFirst())) else {
            write(usage, to: STDERR_FILENO)
            exit(usageStatus)
        }
        var settings = AuditSettings()
        settings.signatureCheck = SSHKeygenCheck()
        settings.expectedHead = arguments.expectedHead
        do {
            settings.signers = try AllowedSigners(parsing: try contents(of: arguments.signers))
            if let seen = arguments.seen { settings.seen = try FileFolder(path: seen) }
        } catch let error as AllowedSigners.Defect {
            end(arguments.signers, AuditWording.text(error))
        } catch let error as JournalError {
            end(arguments.signers, JournalErrorText.text(error))
        } catch {
            end(arguments.signers, .init(verbatim: "\(error)"))
        }
        let text = AuditText(language: language)
        switch arguments.task {
        case .verify(let path):
            if let copies = arguments.copies {
                let name = (try? RunDirectory(readingAt: path)).flatMap { AuditVerifier.runName(in: $0) }
                settings.copies = CheckpointCopies(run: name ?? "", in: copies)
            }
            let report = await AuditVerifier.verify(runDirectoryAt: path, settings: settings)
            write(text.lines(report).joined(separator: "\n"), to: STDOUT_FILENO)
            exit(report.isVerified ? 0 : failedStatus)
        case .checkProof(let path):
            guard let bytes = try? contents(of: path), let signers = settings.signers else {
                end(path, .init(ja: "読めません", en: "it cannot be read"))
            }
            switch await RecordProof.check(bytes, signers: signers, signatureCheck: settings.signatureCheck) {
            case .success(let proven): write(text.lines(proven).joined(separator: "\n"), to: STDOUT_FILENO)
            case .failure(let failure):
                write(failure.text[language], to: STDERR_FILENO)
                exit(failedStatus)
            }
        }
    }

    private static func end(_ path: String, _ reason: LocalizedText) -> Never {
        write(TerminalText.safe("\(path): \(reason[language])"), to: STDERR_FILENO)
        exit(fileStatus)
    }

    private static var language: Language {
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let value = getenv(name), value.pointee != 0 { return Language(localeName: String(cString: value)) }
        }
        return .en
    }

    private static func contents(of path: String) throws(JournalError) -> [UInt8] {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        guard let bytes = try FileFolder(readingAt: folder).contents(of: name) else { throw .missing(path: path) }
        return bytes
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array((text + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// The command line of this program.
struct AuditArguments {
    /// What is to be done.
    enum Task {
        case verify(String)
        case checkProof(String)
    }

    var task: Task
    var signers: String
    var seen: String?
    var copies: String?
    var expectedHead: ExpectedHead?

    /// Reads it; nil where it is not understood.
    init?(_ arguments: [String]) {
        guard arguments.count >= 2, !arguments[1].hasPrefix("-") else { return nil }
        switch arguments[0] {
        case "verify": task = .verify(arguments[1])
        case "check-proof": task = .checkProof(arguments[1])
        default: return nil
        }
        var values: [String: String] = [:]
        var index = 2
        while index < arguments.count {
            let known = ["--allowed-signers", "--seen", "--copies", "--expect-size", "--expect-root"]
            guard known.contains(arguments[index]), index + 1 < arguments.count, values[arguments[index]] == nil else {
                return nil
            }
            values[arguments[index]] = arguments[index + 1]
            index += 2
        }
        guard let signers = values["--allowed-signers"] else { return nil }
        self.signers = signers
        seen = values["--seen"]
        copies = values["--copies"]
        if values["--expect-size"] != nil || values["--expect-root"] != nil {
            guard let size = values["--expect-size"].flatMap({ Int($0) }), let root = values["--expect-root"],
                let head = ExpectedHead(size: size, root: root)
            else { return nil }
            expectedHead = head
        }
    }
}
