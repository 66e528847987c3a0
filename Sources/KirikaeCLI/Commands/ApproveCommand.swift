import ArgumentParser
import Glibc
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeForms
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeSignatures
import KirikaeWorlds

struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Sign the approval that a run waits for.",
        discussion: """
            Shows what is asked, signs it with your SSH key (ssh-keygen asks for the passphrase), and puts the answer where the \
            run looks for it. The run goes on by itself. It needs no lock and works while the run goes on or is stopped.

              kirikae approve RUN --as NAME --key ~/.ssh/id_ed25519 --reason TEXT

            On another machine:
              kirikae approve RUN --print-request > request.json           at the run
              kirikae approve --request request.json --as NAME --key KEY --reason TEXT --output signed.json
              kirikae approve RUN --import signed.json                     at the run
            """)

    @Argument(help: "Identifier of the run; kirikae status lists them.")
    var run: String?
    @Option(name: .customLong("as"), help: "Your name, as the group of the environment has it.")
    var name: String?
    @Option(help: "Your private key, or the public key of one that ssh-agent holds.")
    var key: String?
    @Option(help: "Why you agree, or do not.")
    var reason: String?
    @Flag(help: "Do not approve.")
    var reject = false
    @Flag(help: "Do not ask once more before signing.")
    var yes = false
    @Flag(help: "Print what is asked, for an approver on another machine.")
    var printRequest = false
    @Option(help: "Sign what such a file asks.")
    var request: String?
    @Option(help: "Write the signed answer into this file.")
    var output: String?
    @Option(name: .customLong("import"), help: "Take a signed answer from this file.")
    var importPath: String?
    @OptionGroup var state: StateOptions
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        let signs = !printRequest && importPath == nil
        if signs, [name, key, reason].contains(where: { ($0 ?? "").isEmpty }) {
            throw ValidationError("To sign, give --as NAME, --key KEYFILE and --reason TEXT.")
        }
        if (run == nil) != (request != nil) {
            throw ValidationError("Give the identifier of a run, or --request FILE.")
        }
        if request != nil, output == nil { throw ValidationError("With --request, give --output FILE.") }
        if request != nil, !signs { throw ValidationError("--request only signs.") }
    }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            if let request { return try await sign(fileAt: request) }
            let name = run ?? ""
            guard let existing = try state.existingIfAny() else {
                throw CommandFailure(message: .noSuchRun(name, known: []))
            }
            let directory = try StoredRun.directory(name, in: existing)
            let read = try StoredRun.read(directory)
            if let failure = read.failure { throw failure }
            let machine = read.stored.waitingMachine
            let request = try ApprovalRequest(machine, run: name)
            if printRequest {
                StreamOutput.standard.write(String(decoding: request.fileBytes, as: UTF8.self))
                return .success
            }
            let inbox = ApprovalInbox(runPath: directory.path)
            if let importPath {
                let bytes = try SourceFolder.bytes(of: importPath)
                try await deliver(bytes, from: importPath, machine, inbox)
                return .success
            }
            try refuseEarly(request, machine)
            let bytes = try await sign(request).fileBytes
            if let output {
                try Self.write(bytes, to: output)
                return .success
            }
            try await deliver(bytes, from: self.name ?? "", machine, inbox)
            return .success
        }
    }

    private var wording: ScreenWording { ScreenWording(language: language.language) }

    private func sign(fileAt path: String) async throws -> ExitStatus {
        guard let request = ApprovalRequest(parsing: try SourceFolder.bytes(of: path)) else {
            throw SignatureFailure(message: .notAStatement(path, reason: "not a request"))
        }
        try Self.write(try await sign(request).fileBytes, to: output ?? "")
        return .success
    }

    /// What the run would refuse anyhow is said before anybody types a passphrase.
    private func refuseEarly(_ request: ApprovalRequest, _ machine: RunMachine) throws {
        let decision: ApprovalChoice = reject ? .reject : .approve
        let answer = Answer(value: decision.rawValue, remark: reason, by: name ?? "", via: .signature)
        guard let problem = machine.check(answer, to: machine.openQuestion?.id ?? ""),
            problem != .mayNotApprove(.notSigned)
        else { return }
        throw SignatureFailure(message: .refused(name ?? "", reason: Self.localized(.answer(problem))))
    }

    private func sign(_ request: ApprovalRequest) async throws -> SignedStatement {
        let statement = request.statement(
            by: name ?? "", decision: reject ? .reject : .approve, reason: reason ?? "",
            at: LiveClock().now().wallMilliseconds)
        // On the error stream, so that nothing but what was asked for is on the other.
        for line in request.lines(statement, wording) { StreamOutput.error.line(line) }
        let hasTerminal = isatty(STDIN_FILENO) == 1
        if hasTerminal, !yes, !isConfirmed() {
            throw SignatureFailure(
                message: .notSigned(reason: wording.pick("yes と入力されませんでした", "‘yes’ was not typed")))
        }
        return try await StatementSigner(keyPath: key ?? "", asksAtTerminal: hasTerminal)
            .sign(statement.text, namespace: SignatureNamespace.approval)
    }

    private func isConfirmed() -> Bool {
        StreamOutput.error.write(wording.pick("  署名しますか（yes と入力） > ", "  Sign this? (type yes) > "))
        return TerminalInput().line { false }?.trimmed.halfWidth == "yes"
    }

    /// Puts an answer where the run looks for it, if it counts.
    private func deliver(
        _ bytes: [UInt8], from source: String, _ machine: RunMachine, _ inbox: ApprovalInbox
    ) async throws {
        guard let question = machine.openQuestion else { return }
        let verdict = await ApprovalVerifier(keygen: SSHKeygen())
            .verdict(on: bytes, to: question, in: machine, at: LiveClock().now().wallMilliseconds)
        switch verdict {
        case .refused(let refusal):
            throw SignatureFailure(message: .refused(source, reason: Self.localized(refusal)))
        case .notLookedAt(let reason): throw SignatureFailure(message: .notSigned(reason: reason))
        case .repeated: StreamOutput.standard.line(wording.pick("すでに承認されています。", "This was approved already."))
        case .counts:
            try inbox.deposit(bytes, named: String(PlanEncoding.hash(ofFile: bytes).prefix(32)))
            StreamOutput.standard.line(
                wording.pick(
                    "署名を渡しました。実行中なら自動的に進みます。止まっていれば、操作員の「kirikae resume」で進みます。",
                    "Delivered. A run that is going on takes it by itself; one that has stopped, when the operator resumes it."
                ))
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        do throws(FormsFailure) { try FileReplacement.write(bytes, to: path) } catch {
            throw SignatureFailure(message: .notWritten(path, reason: error.message.text(in: .en)))
        }
    }

    private static func localized(_ refusal: ApprovalVerifier.Refusal) -> LocalizedText {
        .init(
            ja: ScreenWording(language: .ja).refusal(refusal), en: ScreenWording(language: .en).refusal(refusal))
    }
}
