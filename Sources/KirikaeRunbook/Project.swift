import KirikaeDiagnostics
import KirikaeSyntax

/// What holds for a whole folder of runbooks: its name, how bad some findings are here, and how much text its files may have.
///
/// It stands in the file `project.yaml` at the top of the folder, which is read before all others.
public struct Project: Sendable {
    /// The name of the file, at the top of the folder.
    ///
    /// A folder further down that has a file of this name is a project of its own.
    public static let fileName = "project.yaml"

    /// Its name.
    public var name: String
    /// What it is.
    public var title: LocalizedText
    /// The codes that are more severe here than by themselves.
    public var severities: [String: Severity]
    /// What all other files of the folder are read with.
    public var limits: SyntaxLimits

    /// Between which sizes a project may set the limits.
    ///
    /// The lower bounds leave room for a plain runbook. The upper ones keep a folder within the memory of a small machine and
    /// the time of an impatient person: reading slows down with the square of the depth.
    public enum Bounds {
        /// Of the largest file.
        public static let fileSize = ByteCount(64 * 1024)...ByteCount(64 * 1024 * 1024)
        /// Of the deepest nesting.
        public static let depth = 8...256
        /// Of the keys of one mapping.
        public static let keys = 100...1_000_000
        /// Of the values of one file, beside those that its length allows.
        public static let events = 1_000...10_000_000
        /// Of the longest value.
        public static let scalarSize = ByteCount(1024)...ByteCount(1024 * 1024)
    }

    /// Reads a project file; nil after errors that leave nothing to use.
    ///
    /// - Parameters:
    ///   - root: the file.
    ///   - knownSeverities: the codes that a project may name, with their own severity.
    ///   - context: receives the findings.
    public init?(_ root: Node, knownSeverities: () -> [String: Severity], in context: DecodingContext) {
        guard let reader = MappingReader(root, .project, in: context) else { return nil }
        context.edition(reader)
        let name = context.identifier(reader["project"])
        let title = context.localizedText(reader["title"])
        let decoder = ProjectDecoder(context: context)
        severities = decoder.severities(reader["severities"], known: knownSeverities)
        limits = decoder.limits(reader["limits"])
        guard let name, let title else { return nil }
        self.name = name.value
        self.title = title
    }
}

private struct ProjectDecoder {
    let context: DecodingContext

    func severities(_ node: Node?, known: () -> [String: Severity]) -> [String: Severity] {
        guard let node, let reader = MappingReader(node, .projectSeverities, in: context) else { return [:] }
        let known = reader.entries.isEmpty ? [:] : known()
        var severities: [String: Severity] = [:]
        for entry in reader.entries {
            guard let severity = context.word(entry.value, as: Severity.self) else { continue }
            guard let own = known[entry.key] else {
                context.report(
                    RunbookMessage.unknownCode(
                        entry.key, suggestion: Suggestion.nearest(to: entry.key, among: known.keys)),
                    at: entry.keyLocation)
                continue
            }
            switch (own, severity) {
            case (.warning, .error): severities[entry.key] = .error
            case (.error, .warning):
                context.report(RunbookMessage.severityLowered(entry.key), at: entry.value.location)
            case (.error, .error), (.warning, .warning):
                context.report(
                    RunbookMessage.severityWithoutEffect(entry.key, severity: own), at: entry.value.location)
            }
        }
        return severities
    }

    func limits(_ node: Node?) -> SyntaxLimits {
        var limits = SyntaxLimits()
        guard let node, let reader = MappingReader(node, .projectLimits, in: context) else { return limits }
        let fileSize = reader["file-size"]
        if let size = bounded(context.byteCount(fileSize), fileSize, Project.Bounds.fileSize, "file-size", \.written) {
            limits.fileBytes = size.count
        }
        if let depth = count("depth", reader, Project.Bounds.depth) { limits.depth = depth }
        if let keys = count("keys", reader, Project.Bounds.keys) { limits.keys = keys }
        if let events = count("events", reader, Project.Bounds.events) { limits.events = events }
        let scalarSize = reader["scalar-size"]
        let scalar = context.byteCount(scalarSize)
        if let size = bounded(scalar, scalarSize, Project.Bounds.scalarSize, "scalar-size", \.written) {
            limits.scalarBytes = size.count
        }
        return limits
    }

    private func count(_ key: String, _ reader: MappingReader, _ bounds: ClosedRange<Int>) -> Int? {
        // What is no number is as far out of bounds as a number can be.
        let value = context.text(reader[key]).map { WholeNumber.read($0.value) ?? .max }
        return bounded(value, reader[key], bounds, key, \.description)
    }

    private func bounded<Value: Comparable>(
        _ value: Value?, _ node: Node?, _ bounds: ClosedRange<Value>, _ name: String, _ written: (Value) -> String
    ) -> Value? {
        guard let value, let node else { return nil }
        guard bounds.contains(value) else {
            context.report(
                RunbookMessage.limitOutOfBounds(
                    name, lowest: written(bounds.lowerBound), highest: written(bounds.upperBound)),
                at: node.location)
            return nil
        }
        return value
    }
}
