import ArgumentParser
import KirikaeAudit
import KirikaeCheckpoint
import KirikaeDiagnostics
import KirikaeJournal

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check the record of a run, and prove what is in it.",
        subcommands: [
            AuditVerifyCommand.self, AuditProveCommand.self, AuditCheckProofCommand.self, AuditReadAloudCommand.self,
            AuditSealCommand.self,
        ])
}

/// Which keys are trusted.
struct SignersOptions: ParsableArguments {
    @Option(help: "File of trusted keys, as of ssh-keygen -Y verify (allowed_signers).")
    var allowedSigners: String?

    /// The keys of a file.
    static func read(_ path: String) throws(CommandFailure) -> AllowedSigners {
        let bytes: [UInt8]
        do throws(CommandFailure) {
            bytes = try SourceFolder.bytes(of: path)
        } catch {
            throw CommandFailure(
                checkpoint: .signersUnusable(path, reason: .init(ja: "読めません", en: "it cannot be read")))
        }
        do throws(AllowedSigners.Defect) {
            return try AllowedSigners(parsing: bytes)
        } catch {
            throw CommandFailure(checkpoint: .signersUnusable(path, reason: AuditWording.text(error)))
        }
    }
}

/// A run that is audited, and what it is compared with.
struct AuditedRun {
    let directory: RunDirectory
    var settings: AuditSettings

    /// Opens a run of the state directory by its name, or any run directory by its path.
    init(_ run: String, signers: SignersOptions, state options: StateOptions) throws {
        settings = AuditSettings()
        settings.signatureCheck = SSHKeygenCheck()
        if let path = signers.allowedSigners { settings.signers = try SignersOptions.read(path) }
        if run.contains("/") {
            directory = try RunDirectory(readingAt: run)
            return
        }
        let state = try options.existing()
        directory = try StoredRun.directory(run, in: state)
        settings.run = run
        settings.seen = try state.folder("seen")
        if settings.signers == nil {
            let keys = try state.folder(CheckpointKeys.folderName)
            if let bytes = try keys.contents(of: CheckpointKeys.signersName) {
                let path = "\(keys.path)/\(CheckpointKeys.signersName)"
                do throws(AllowedSigners.Defect) {
                    settings.signers = try AllowedSigners(parsing: bytes)
                } catch {
                    throw CommandFailure(checkpoint: .signersUnusable(path, reason: AuditWording.text(error)))
                }
                settings.trustsOwnKeyOnly = true
            }
        }
    }

    func report() async -> AuditReport { await AuditVerifier.verify(directory, settings: settings) }
}

struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify that the record of a run is whole and unaltered.",
        discussion: """
            Checks the chain of every record, their numbers and form, every signed checkpoint, the closing record, every \
            pinned file, output beside the journal, and the signatures of approvals. Needs no lock and no network. It \
            remembers the newest signed head it has seen of the run; a record that is shorter than that does not verify. A \
            run that is not closed does not verify.
            """)

    @Argument(
        help: "Identifier of the run, or the path of a run directory (a copy will do; write ./NAME for one right here)."
    )
    var run: String
    @OptionGroup var signers: SignersOptions
    @Option(
        help: "Folder in which the heads seen before are kept. Default: seen in the state folder, for its own runs.")
    var seen: String?
    @Option(
        help: "Second place with copies of checkpoints, to compare with: a folder or ssh://[USER@]HOST[:PORT]/FOLDER.")
    var copies: String?
    @Option(help: "Number of records that was read aloud.")
    var expectSize: Int?
    @Option(help: "Root that was read aloud: at least 32 hexadecimal digits; spaces do not matter.")
    var expectRoot: String?
    @OptionGroup var state: StateOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let expected = try expectedHead()
            let place = try CheckpointOptions.place(copies)
            var audited: AuditedRun
            do {
                audited = try AuditedRun(run, signers: signers, state: state)
            } catch let error as JournalError where run.contains("/") {
                return show(AuditVerifier.report(of: error))
            }
            audited.settings.expectedHead = expected
            if let seen { audited.settings.seen = try FileFolder(path: seen) }
            if let place {
                audited.settings.copies = await place.copies(
                    ofRun: audited.settings.run ?? AuditVerifier.runName(in: audited.directory) ?? "")
            }
            return show(await audited.report())
        }
    }

    private func expectedHead() throws(CommandFailure) -> ExpectedHead? {
        guard expectSize != nil || expectRoot != nil else { return nil }
        guard let expectSize, let expectRoot, let head = ExpectedHead(size: expectSize, root: expectRoot) else {
            throw CommandFailure(checkpoint: .headMalformed("\(expectSize.map { "\($0) " } ?? "")\(expectRoot ?? "")"))
        }
        return head
    }

    private func show(_ report: AuditReport) -> ExitStatus {
        let style = Style.standard
        let text = AuditText(language: language.language) { tone, text in
            switch tone {
            case .good: style.good(text)
            case .bad: style.bad(text)
            case .caution: style.caution(text)
            }
        }
        for line in text.lines(report) { StreamOutput.standard.line(line) }
        return report.isVerified ? .success : .auditFailed
    }
}
