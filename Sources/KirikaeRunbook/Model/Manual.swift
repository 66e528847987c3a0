import KirikaeDiagnostics
import KirikaeSyntax

/// A fact index: what a manual says, fact by fact, in the words of the project.
///
/// It changes no plan. The `source` keys of the other files name its facts, and the trace between the two shows what is carried.
public struct Manual: Sendable {
    /// What a fact is.
    public enum FactKind: String, Sendable, CaseIterable {
        case condition, contact, duration, effect, erratum, name, note, prerequisite, prohibition
        case stateRule = "state-rule"
        case step, term
    }

    /// How bad a fault of the manual is.
    public enum Severity: String, Sendable, CaseIterable {
        case high, medium, low
    }

    /// One thing that the manual says.
    public struct Fact: Sendable {
        /// Its identifier, such as `M3.6-01`.
        public var id: Located<String>
        /// What it is.
        public var kind: FactKind
        /// The function it is about; nil where it is about none in particular.
        public var function: String?
        /// Which way it is about; nil where that makes no difference.
        public var direction: Runbook.Direction?
        /// How bad it is, for a fault of the manual.
        public var severity: Severity?
        /// What it says.
        public var text: LocalizedText
        /// Why nothing carries it; nil where something should, or need not.
        public var excused: LocalizedText?
        /// Where the excuse stands.
        public var excuseLocation: SourceLocation?
    }

    /// The kinds of which every fact is carried or excused where the index says nothing else.
    public static let carriedByDefault: [FactKind] = [
        .step, .prohibition, .condition, .prerequisite, .duration, .effect, .stateRule,
    ]

    /// Its name.
    public var name: Located<String>
    /// What the manual is called.
    public var title: LocalizedText
    /// The edition of the manual.
    public var edition: String
    /// The date of the edition.
    public var date: String
    /// The kinds of which every fact must be carried or excused.
    public var carried: Set<FactKind>
    /// The facts, in the order of the manual.
    public var facts: [Fact]

    /// Whether something must carry the fact, unless it is excused.
    ///
    /// A fault of the manual that is more than a blemish is always one that a runbook must deal with.
    public func mustBeCarried(_ fact: Fact) -> Bool {
        if fact.kind == .erratum { return fact.severity != .low }
        return carried.contains(fact.kind)
    }

    /// Reads a fact index; nil after errors that leave nothing to use.
    public init?(_ root: Node, in context: DecodingContext) {
        guard let reader = MappingReader(root, .manualIndex, in: context) else { return nil }
        context.edition(reader)
        let name = context.identifier(reader["manual"])
        let title = context.localizedText(reader["title"])
        let edition = context.text(reader["edition"])
        let date = context.text(reader["date"])
        let kinds = context.list(reader["carried"]).compactMap { context.word($0, as: FactKind.self) }
        carried = Set(reader["carried"] == nil ? Self.carriedByDefault : kinds)
        facts = context.list(reader["facts"]).compactMap { Self.fact($0, in: context) }
        guard let name, let title, let edition, let date else { return nil }
        self.name = name
        self.title = title
        self.edition = edition.value
        self.date = date.value
    }

    private static func fact(_ node: Node, in context: DecodingContext) -> Fact? {
        guard let reader = MappingReader(node, .manualFact, in: context) else { return nil }
        let id = context.identifier(reader["id"], allowingCapitals: true)
        let kind = context.word(reader["kind"], as: FactKind.self)
        let function = context.identifier(reader["function"])
        let direction = context.word(reader["direction"], as: Runbook.Direction.self)
        let severity = context.word(
            kind == .erratum ? reader.required("severity") : reader["severity"], as: Severity.self)
        if let kind, kind != .erratum, let entry = reader.entries.first(where: { $0.key == "severity" }) {
            let known = MappingShape.manualFact.names.filter { $0 != "severity" }
            context.report(
                SyntaxMessage.unknownKey(entry.key, suggestion: nil, known: known), at: entry.keyLocation)
        }
        let text = context.localizedText(reader["text"])
        let excused = context.localizedText(reader["excused"])
        guard let id, let kind, let text else { return nil }
        return Fact(
            id: id, kind: kind, function: function?.value, direction: direction, severity: severity, text: text,
            excused: excused, excuseLocation: reader.entries.first { $0.key == "excused" }?.keyLocation)
    }

    /// Whether the bytes of a file are a fact index: its second key says so.
    ///
    /// Told without parsing, and never of a file that could be something else: what is a fact index and not seen to be one is
    /// only pinned by runs that do not need it.
    public static func isManual(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        var hasEdition = false
        while !rest.isEmpty {
            let line = rest.prefix { $0 != 0x0A }
            rest = rest.dropFirst(line.count + 1)
            let isIdle = line.first == UInt8(ascii: "#") || line.allSatisfy { $0 == 0x20 || $0 == 0x0D }
            if isIdle { continue }
            if !hasEdition, line.starts(with: "kirikae:".utf8) {
                hasEdition = true
            } else {
                return hasEdition && line.starts(with: "manual: ".utf8)
            }
        }
        return false
    }
}
