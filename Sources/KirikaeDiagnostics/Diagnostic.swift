/// How bad a finding is.
///
/// Only an error keeps a plan from being made.
public enum Severity: String, Sendable, Hashable, Comparable, CaseIterable {
    case warning
    case error

    /// Its word.
    public func word(in language: Language) -> String {
        switch (self, language) {
        case (.error, .ja): "エラー"
        case (.error, .en): "error"
        case (.warning, .ja): "警告"
        case (.warning, .en): "warning"
        }
    }

    /// A warning is less than an error.
    public static func < (left: Severity, right: Severity) -> Bool {
        left == .warning && right == .error
    }
}

/// The identity of a finding, apart from its wording: a code that never changes its meaning, and data.
///
/// Each stage has one file that holds the wording of all its messages in both languages. A message says what was found and
/// what was expected; its advice says what to do next.
public protocol DiagnosticMessage: Sendable {
    /// `KRK` and four digits; the first two name the stage.
    var code: String { get }
    /// Error or warning, unless a project raises it: what counts is ``Diagnostic/severity``.
    var severity: Severity { get }
    /// What was found, and what was expected.
    func text(in language: Language) -> String
    /// Whether the line of the file may be shown; not where a secret may stand in it.
    var showsSource: Bool { get }
    /// What to do next; nil where the text says it already.
    func advice(in language: Language) -> String?
}

extension DiagnosticMessage {
    /// Lines are shown unless a message says otherwise.
    public var showsSource: Bool { true }
}

/// Another place that has to do with a finding, such as the first definition of something defined twice.
public struct DiagnosticNote: Sendable {
    /// What is there.
    public var text: LocalizedText
    /// Where.
    public var location: SourceLocation

    /// Makes a note.
    public init(text: LocalizedText, location: SourceLocation) {
        self.text = text
        self.location = location
    }

    /// What is there, as it is shown: safe for a terminal, long values cut.
    public func text(in language: Language) -> String {
        BoundedText.bounded(text[language])
    }
}

/// One finding in one place.
public struct Diagnostic: Sendable {
    /// What it is.
    public var message: any DiagnosticMessage
    /// Where it is; nil if it concerns a whole folder or command.
    public var location: SourceLocation?
    /// Other places.
    public var notes: [DiagnosticNote]
    /// How bad it is: as bad as the message is by itself, or worse where the project says so.
    public private(set) var severity: Severity

    /// Makes a diagnostic.
    public init(_ message: any DiagnosticMessage, at location: SourceLocation?, notes: [DiagnosticNote] = []) {
        self.message = message
        self.location = location
        self.notes = notes
        severity = message.severity
    }

    /// What was found and what was expected, as it is shown: safe for a terminal, long values cut.
    public func text(in language: Language) -> String {
        BoundedText.bounded(message.text(in: language))
    }

    /// What to do next, as it is shown; nil where the text says it already.
    public func advice(in language: Language) -> String? {
        message.advice(in: language).map(BoundedText.bounded)
    }

    /// Makes it as bad as `severity` if it is less; never better.
    public mutating func raise(to severity: Severity) {
        self.severity = max(self.severity, severity)
    }
}

/// What a stage found, in the order found.
///
/// All findings of all files are reported in one pass, so stages collect and go on.
public struct Diagnostics: Sendable {
    /// The findings.
    public private(set) var all: [Diagnostic] = []

    /// An empty collection.
    public init() {}

    /// A collection of given findings.
    public init(_ diagnostics: [Diagnostic]) {
        all = diagnostics
    }

    /// Whether an error is among them.
    public var hasErrors: Bool { all.contains { $0.severity == .error } }

    /// Adds a finding.
    public mutating func report(
        _ message: any DiagnosticMessage, at location: SourceLocation?, notes: [DiagnosticNote] = []
    ) {
        all.append(Diagnostic(message, at: location, notes: notes))
    }

    /// Raises the findings that a project takes more seriously than the messages do by themselves.
    ///
    /// - Parameter severities: the least severity by code.
    public mutating func raise(_ severities: [String: Severity]) {
        guard !severities.isEmpty else { return }
        for index in all.indices {
            if let severity = severities[all[index].message.code] { all[index].raise(to: severity) }
        }
    }

    /// Adds all findings of another collection.
    public mutating func append(_ other: Diagnostics) {
        all.append(contentsOf: other.all)
    }

    /// The findings by file, then line, then column; those of the same place keep their order, and one that stands twice
    /// (a procedure included in two places) is shown once.
    public var inFileOrder: [Diagnostic] {
        var seen: Set<String> = []
        let unique = all.filter { diagnostic in
            seen.insert(
                "\(diagnostic.message.code)|\(diagnostic.location?.text ?? "")|\(diagnostic.message.text(in: .en))"
            )
            .inserted
        }
        return unique.enumerated().sorted { left, right in
            let leftKey = (left.element.location?.file ?? "", left.element.location?.start ?? .init(line: 0, column: 0))
            let rightKey = (
                right.element.location?.file ?? "", right.element.location?.start ?? .init(line: 0, column: 0)
            )
            return leftKey == rightKey ? left.offset < right.offset : leftKey < rightKey
        }.map(\.element)
    }
}
