import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// All files of one folder of runbooks, read and checked: the service model, the runbooks, the environments, the answer sheets.
public struct RunbookLibrary: Sendable {
    /// A file as it was read.
    ///
    /// The bytes are what a run pins.
    public struct SourceFile: Sendable, Hashable {
        /// Its path, relative to the folder.
        public var path: String
        /// Its content.
        public var bytes: [UInt8]

        /// Makes a source file.
        public init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// The files, sorted by path.
    public let files: [SourceFile]
    /// What holds for the whole folder; nil if it has no project file, or one with errors.
    public private(set) var project: Project?
    /// The service model; nil if there is none or it has errors.
    public private(set) var service: ServiceModel?
    /// The runbooks by identifier.
    public private(set) var runbooks: [String: RunbookTemplate] = [:]
    /// The environments by name.
    public private(set) var environments: [String: EnvironmentTemplate] = [:]
    /// The answer sheets by name.
    public private(set) var answerSheets: [String: AnswerSheet] = [:]
    /// The inventory files, in the order of their paths.
    public private(set) var inventoryFiles: [InventoryFile] = []
    /// The scenarios by name.
    public private(set) var scenarios: [String: Scenario] = [:]
    /// The fact indexes by name.
    public private(set) var manuals: [String: Manual] = [:]
    /// Every place that names a fact of a manual, in the order of the files; empty where no fact index says what a fact is.
    public private(set) var citations: [Citation] = []
    /// What a run pins: all files but the fact indexes, of which no plan holds a word.
    public var pinnedFiles: [SourceFile] { Self.pinned(files) }
    /// What was found.
    public private(set) var diagnostics: Diagnostics
    private let signers: [AllowedSigners]
    private let knownHosts: [KnownHosts]

    /// Reads and checks all files.
    ///
    /// - Parameters:
    ///   - files: the files of the folder.
    ///   - displayPrefix: what to put before each path in messages, so that a person can open the file.
    ///   - knownSeverities: the codes that the project file may raise, with their own severity; asked for only if it raises
    ///     some. Without them every code in it is unknown.
    ///   - areChecked: true for files that were checked before, as those that a run has pinned: then they are only decoded.
    public init(
        files: [SourceFile], displayPrefix: String = "", knownSeverities: @autoclosure () -> [String: Severity] = [:],
        areChecked: Bool = false
    ) {
        self.files = files.sorted { $0.path < $1.path }
        diagnostics = Diagnostics()
        let context = DecodingContext()
        var kinds: [String: [Located<String>]] = [:]
        if let file = self.files.first(where: { $0.path == Project.fileName }) {
            project = Self.project(file, displayPrefix: displayPrefix, knownSeverities: knownSeverities, in: context)
        }
        signers = self.files.filter { AllowedSigners.isNamed($0.path) }.map {
            AllowedSigners(path: $0.path, bytes: $0.bytes, displayPath: displayPrefix + $0.path)
        }
        knownHosts = self.files.filter { KnownHosts.isNamed($0.path) }.map { .init(path: $0.path, bytes: $0.bytes) }
        var roots: [Node] = []
        let parser = SyntaxParser(limits: project?.limits ?? SyntaxLimits())
        for file in self.files where file.path != Project.fileName && Self.isYAML(file.path) {
            let parsed = parser.parse(file.bytes, file: displayPrefix + file.path, into: &context.diagnostics)
            guard let root = parsed else { continue }
            if !areChecked { roots.append(root) }
            if let name = add(root, path: file.path, in: context) { kinds[name.kind, default: []].append(name.name) }
        }
        let authorities = self.files.filter { CertificateAuthorities.isNamed($0.path) }.map {
            CertificateAuthorities(path: $0.path, bytes: $0.bytes)
        }
        for name in environments.keys {
            environments[name]?.inventoryFiles = inventoryFiles
            environments[name]?.authorities = authorities
        }
        for names in kinds.sorted(by: { $0.key < $1.key }) { context.reportDuplicates(names.value) }
        if !manuals.isEmpty { citations = roots.flatMap { CitationReader($0)?.citations ?? [] } }
        diagnostics = context.diagnostics
        if !areChecked { RunbookChecker(library: self, context: context).checkAll() }
        diagnostics = context.diagnostics
        diagnostics.raise(project?.severities ?? [:])
    }

    /// How the names of the files end that a folder of runbooks is made of.
    public static let fileSuffixes = [
        ".yaml", ".yml", AllowedSigners.fileSuffix, KnownHosts.fileSuffix, CertificateAuthorities.fileSuffix,
    ]

    /// Whether a file of this name is written in YAML: all are but those whose form other programs decide.
    public static func isYAML(_ path: String) -> Bool {
        !AllowedSigners.isNamed(path) && !KnownHosts.isNamed(path) && !CertificateAuthorities.isNamed(path)
    }

    /// The files of a folder that a run pins.
    public static func pinned(_ files: [SourceFile]) -> [SourceFile] {
        files.filter { !Manual.isManual($0.bytes) }
    }

    /// Reads the project file, with the limits that hold where no project says otherwise.
    private static func project(
        _ file: SourceFile, displayPrefix: String, knownSeverities: () -> [String: Severity],
        in context: DecodingContext
    ) -> Project? {
        let parsed = SyntaxParser().parse(file.bytes, file: displayPrefix + file.path, into: &context.diagnostics)
        guard let root = parsed else { return nil }
        guard root["project"] != nil else {
            context.report(RunbookMessage.notAProject, at: root.entries?.first?.keyLocation ?? root.location)
            return nil
        }
        return Project(root, knownSeverities: knownSeverities, in: context)
    }

    private mutating func add(
        _ root: Node, path: String, in context: DecodingContext
    ) -> (kind: String, name: Located<String>)? {
        guard let entries = root.entries, let kind = entries.first(where: { $0.key != "kirikae" }) else {
            context.report(SyntaxMessage.wrongKind(expected: .mapping), at: root.location)
            return nil
        }
        switch kind.key {
        case "service":
            guard let model = ServiceDecoder(context: context).decode(root) else { return nil }
            service = service ?? model
            return ("service", Located("service", at: kind.keyLocation))
        case "runbook":
            guard let template = RunbookTemplate(root, in: context) else { return nil }
            if runbooks[template.id.value] == nil { runbooks[template.id.value] = template }
            return ("runbook", template.id)
        case "environment":
            let made = EnvironmentTemplate(
                root, path: path, signers: signers, knownHosts: knownHosts, in: context)
            guard let template = made else { return nil }
            if environments[template.name.value] == nil { environments[template.name.value] = template }
            return ("environment", template.name)
        case "inventory":
            guard let file = InventoryFile(root, path: path, in: context) else { return nil }
            inventoryFiles.append(file)
            return ("inventory", file.name)
        case "answers":
            guard let sheet = AnswerSheet(root, in: context) else { return nil }
            answerSheets[sheet.name] = sheet
            return ("answers", Located(sheet.name, at: kind.keyLocation))
        case "scenario":
            guard let scenario = Scenario(root, in: context) else { return nil }
            if scenarios[scenario.name.value] == nil { scenarios[scenario.name.value] = scenario }
            return ("scenario", scenario.name)
        case "manual":
            guard let manual = Manual(root, in: context) else { return nil }
            if manuals[manual.name.value] == nil { manuals[manual.name.value] = manual }
            return ("manual", manual.name)
        case "project":
            context.report(RunbookMessage.projectElsewhere, at: kind.keyLocation)
            return nil
        default:
            let kinds = ["service", "runbook", "environment", "inventory", "answers", "scenario", "manual", "project"]
            if let suggestion = Suggestion.nearest(to: kind.key, among: kinds) {
                context.report(
                    SyntaxMessage.unknownKey(kind.key, suggestion: suggestion, known: kinds), at: kind.keyLocation)
            } else {
                context.report(SyntaxMessage.unknownFileKind(kind.key), at: kind.keyLocation)
            }
            return nil
        }
    }
}
