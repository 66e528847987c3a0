import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// What formatting the files of a folder would write.
///
/// A file with errors is left alone, and nothing at all is written if any plan would be another one afterwards.
public struct FormatRun: Sendable {
    /// The files that would be written anew.
    public let changes: [RunbookLibrary.SourceFile]
    /// What keeps files from being written: their own errors, or what formatting would do to them.
    public let diagnostics: Diagnostics

    /// Formats files of a folder, without writing them.
    ///
    /// - Parameters:
    ///   - library: the folder as it was read.
    ///   - paths: the files to format, by their path in the folder; nil for all.
    ///   - displayPrefix: what messages put before each path, as the library was told.
    ///   - knownSeverities: the codes that the project file may raise, as the library was told.
    public init(
        library: RunbookLibrary, paths: Set<String>? = nil, displayPrefix: String = "",
        knownSeverities: @autoclosure () -> [String: Severity] = [:]
    ) {
        var findings = Diagnostics()
        var changes: [RunbookLibrary.SourceFile] = []
        let errors = library.diagnostics.all.filter { $0.message.severity == .error }
        for file in library.files where RunbookLibrary.isYAML(file.path) && paths?.contains(file.path) ?? true {
            let name = displayPrefix + file.path
            let own = errors.filter { $0.location?.file == name }
            guard own.isEmpty else {
                findings.append(Diagnostics(own))
                continue
            }
            let limits = file.path == Project.fileName ? nil : library.project?.limits
            let formatter = Formatter(limits: limits ?? SyntaxLimits())
            guard let bytes = formatter.format(file.bytes, file: name, into: &findings), bytes != file.bytes else {
                continue
            }
            changes.append(.init(path: file.path, bytes: bytes))
        }
        let written = Dictionary(changes.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        let after = RunbookLibrary(
            files: library.files.map { .init(path: $0.path, bytes: written[$0.path] ?? $0.bytes) },
            displayPrefix: displayPrefix, knownSeverities: knownSeverities())
        let differences = FormatCheck.differences(before: library, after: after)
        for difference in differences { findings.report(difference, at: nil) }
        self.changes = differences.isEmpty ? changes : []
        diagnostics = findings
    }
}
