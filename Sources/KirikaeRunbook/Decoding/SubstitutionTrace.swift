import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// What filling in parameters leaves for the checks to know.
struct SubstitutionTrace {
    /// The parameters and lookups that were filled in somewhere.
    var usedNames: Set<String> = []
    /// The scalars and keys filled with a value that only stands for one nobody has given yet.
    var openPlaces: Set<SourceLocation> = []

    /// The findings without those that the real value may make untrue.
    func judgeable(_ diagnostics: Diagnostics) -> Diagnostics {
        guard !openPlaces.isEmpty else { return diagnostics }
        let byLine = Dictionary(grouping: openPlaces, by: \.start.line)
        return Diagnostics(
            diagnostics.all.filter { diagnostic in
                guard let place = diagnostic.location, diagnostic.message.dependsOnValue else { return true }
                return !(place.start.line...place.end.line).contains { line in
                    byLine[line, default: []].contains { place.start <= $0.start && $0.end <= place.end }
                }
            })
    }
}

extension DiagnosticMessage {
    /// Whether another value in the same place may be right.
    fileprivate var dependsOnValue: Bool {
        switch self {
        case let message as SyntaxMessage:
            switch message {
            case .wrongKind, .notAllowed, .notInRange, .duplicateKey, .duplicateDefinition: true
            default: false
            }
        case let message as ServiceMessage:
            switch message {
            case .undefinedVariable, .undefinedValue: true
            default: false
            }
        case let message as RunbookMessage:
            switch message {
            case .undefinedRunbook, .undefinedStep, .undefinedPlace, .undefinedHost, .undefinedName, .undefinedVariable,
                .variableLacksValue, .notOfType, .notAnAddress, .preconditionNeverHolds, .answerNotOfVariable,
                .unobservable, .variableNameRefused:
                true
            default: false
            }
        case is HTTPProbeMessage, is NetworkProbeMessage, is SSHMessage: true
        default: false
        }
    }
}
