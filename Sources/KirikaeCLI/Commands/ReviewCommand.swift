import ArgumentParser
import Glibc
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeForms
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Sign a plan that you have read, or show who has.",
        discussion: """
            A review is an SSH signature over the fingerprint of a plan: it counts for exactly this content, and for nothing that \
            is changed later. How many must sign, and who may, stands in the environment (plan-review).
            """, subcommands: [ReviewSignCommand.self, ReviewStatusCommand.self])
}

/// Where reviews are kept.
struct ReviewFolderOptions: ParsableArguments {
    @Option(help: "Folder of the signed reviews. Default: ‘reviews’ in the folder of the runbooks.")
    var reviews: String?

    /// The folder, of a folder of runbooks.
    func path(in library: LibraryOptions) -> String { reviews ?? library.displayPrefix + "reviews" }
}

struct ReviewSignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign a plan as its reviewer.",
        discussion: """
            Shows the plan, signs its fingerprint with your SSH key (ssh-keygen asks for the passphrase) and writes the review \
            where ‘kirikae review status’ looks. Read what the change means before: kirikae diff.

              kirikae review sign plan.switchover -e production --as NAME --key ~/.ssh/id_ed25519
            """)

    @OptionGroup var plan: PlanOptions
    @Option(name: .customLong("as"), help: "Your name, as the group of the environment has it.")
    var name: String
    @Option(help: "Your private key, or the public key of one that ssh-agent holds.")
    var key: String
    @Option(help: "What you want to say about the plan.")
    var remark = ""
    @Option(help: "The file to write the review into. Default: a new one in the folder of the reviews.")
    var output: String?
    @OptionGroup var reviews: ReviewFolderOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            // What is signed is what is going to be run: parameters of the environment get no sample values.
            let loaded = try LoadedPlan(plan, library: library, given: [:])
            try await PlanReviewSigner(name: name, keyPath: key, remark: remark, language: language.language)
                .sign(loaded.plan, to: try path(of: loaded.plan))
            return .success
        }
    }

    private func path(of plan: Plan) throws -> String {
        if let output { return output }
        let folder = reviews.path(in: library)
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
            throw SignatureFailure(message: .notWritten(folder, reason: String(cString: strerror(errno))))
        }
        return folder + "/" + ReviewFolder.fileName(of: plan, by: name)
    }
}

struct ReviewStatusCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show whether exactly this content of a plan was reviewed and exercised.",
        discussion: """
            Ends with 0 and says VERIFIED only if as many people as the environment demands have signed this very plan. Also shown \
            are the completed runs and drills of the state folder that went through the same steps. Only reads.
            """)

    @OptionGroup var plan: PlanOptions
    @Option(help: "text, or json for programs.")
    var format = Format.text
    @OptionGroup var reviews: ReviewFolderOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let loaded = try LoadedPlan(plan, library: library, given: [:])
            let folder = ReviewFolder(path: reviews.path(in: library))
            let status = try await ReviewStatus.of(
                loaded.plan, reviews: try folder.files(), exercises: Exercise.all(of: loaded.plan, in: state))
            switch format {
            case .json: StreamOutput.standard.document(ReviewJSON.visible(status.json.indentedText))
            case .text:
                let text = ReviewStatusText(wording: ScreenWording(language: language.language), style: .standard)
                for line in text.lines(status) { StreamOutput.standard.line(line) }
            }
            if status.isVerified { return .success }
            throw SignatureFailure(
                message: .reviewsMissing(
                    have: status.validNames.count, needed: status.neededCount, group: status.group, refused: []))
        }
    }
}
