import ArgumentParser
import KirikaeAudit
import KirikaeCheckpoint
import KirikaeDiagnostics
import KirikaeJournal

struct AuditProveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Prove to somebody who has nothing else that one record stands in the log of a run.",
        discussion: """
            Writes a file of some kilobytes (C2SP tlog-proof) with the record, its place in the tree, and the signed \
            checkpoint. kirikae audit check-proof, or kirikae-audit, checks it without the log.
            """)

    @Argument(help: "Identifier of the run, or the path of a run directory.")
    var run: String
    @Argument(help: "Number of the record; kirikae log shows them.")
    var number: Int
    @Option(help: "File to write. Default: standard output.")
    var output: String?
    @OptionGroup var signers: SignersOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let audited = try AuditedRun(run, signers: signers, state: state)
            let report = await audited.report()
            guard let note = report.newestNote, let checkpoint = report.newestCheckpoint else {
                throw CommandFailure(checkpoint: .notProvable(run: run))
            }
            guard let proof = try RecordProof.make(number, in: audited.directory, note: note, checkpoint: checkpoint)
            else {
                throw CommandFailure(checkpoint: .noSuchRecord(number, run: run, count: checkpoint.size))
            }
            guard let output else {
                StreamOutput.standard.write(proof.encoded)
                return .success
            }
            do throws(FormsFailure) {
                try FileReplacement.write(Array(proof.encoded.utf8), to: output)
            } catch {
                throw CommandFailure(
                    checkpoint: .proofFailed(output, reason: .init(ja: "書けません", en: "it cannot be written")))
            }
            return .success
        }
    }
}

struct AuditCheckProofCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-proof", abstract: "Check the proof of one record, and show the record.",
        discussion: "Needs the file and the trusted keys, and nothing else.")

    @Argument(help: "The file with the proof.")
    var file: String
    @Option(help: "File of trusted keys, as of ssh-keygen -Y verify (allowed_signers).")
    var allowedSigners: String
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let signers = try SignersOptions.read(allowedSigners)
            let bytes: [UInt8]
            do throws(CommandFailure) {
                bytes = try SourceFolder.bytes(of: file)
            } catch {
                throw CommandFailure(
                    checkpoint: .proofFailed(file, reason: .init(ja: "読めません", en: "it cannot be read")))
            }
            let result = await RecordProof.check(bytes, signers: signers, signatureCheck: SSHKeygenCheck())
            switch result {
            case .failure(let failure):
                throw CommandFailure(checkpoint: .proofFailed(file, reason: failure.text))
            case .success(let proven):
                for line in AuditText(language: language.language).lines(proven) { StreamOutput.standard.line(line) }
                return .success
            }
        }
    }
}

struct AuditReadAloudCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read-aloud",
        abstract: "Print the signed head of a run as three lines to be read aloud or noted down.",
        discussion: """
            Origin, number of records, and the first 32 digits of the root in groups of four. Whoever has heard them compares \
            with kirikae audit verify --expect-size N --expect-root DIGITS.
            """)

    @Argument(help: "Identifier of the run, or the path of a run directory.")
    var run: String
    @OptionGroup var signers: SignersOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            guard let checkpoint = try await AuditedRun(run, signers: signers, state: state).report().newestCheckpoint
            else {
                throw CommandFailure(checkpoint: .notProvable(run: run))
            }
            for line in ExpectedHead.lines(of: checkpoint) { StreamOutput.standard.line(line) }
            return .success
        }
    }
}

struct AuditSealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal", abstract: "Sign the record of a run that ended, where a crash left it unsigned.",
        discussion: """
            Only if everything else about the record is right. It takes the run for itself while it does so, and writes \
            nothing but the file with the signature.
            """)

    @Argument(help: "Identifier of the run.")
    var run: String
    @OptionGroup var checkpoints: CheckpointOptions
    @OptionGroup var signers: SignersOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let opened = try state.open()
            // A path would be a copy, which is nobody's to sign.
            let directory = try StoredRun.directory(run, in: opened)
            let signer = try await checkpoints.settings().signer(in: opened)
            let owner = try RunOwner(acquiring: directory)
            var audited = try AuditedRun(run, signers: signers, state: state)
            audited.settings.seen = try opened.folder("seen")
            let report = await audited.report()
            guard report.isSealable, let origin = report.origin else {
                throw CommandFailure(checkpoint: .notSealed(run: run))
            }
            try directory.synchronizeJournal()
            let checkpoint = Checkpoint(origin: origin, size: report.recordCount, root: report.root)
            let note: String
            do throws(CheckpointSigningFailure) {
                note = try await signer.note(of: checkpoint)
            } catch {
                throw CommandFailure(checkpoint: .notSigned(reason: error.reason))
            }
            try directory.writeCheckpoint(note)
            try owner.release()
            StreamOutput.standard.line(
                ScreenWording(language: language.language).pick(
                    "記録 \(report.recordCount) 件に署名しました", "\(report.recordCount) records are signed"))
            return .success
        }
    }
}
