/// The lines of files that findings stand in, each file gone through once however many findings there are.
struct SourceLines {
    private var lines: [String: [Int: [Unicode.Scalar]]] = [:]

    /// Collects the lines in which diagnostics and their notes stand.
    init(of diagnostics: [Diagnostic], in sources: [String: String]) {
        var needed: [String: Set<Int>] = [:]
        for diagnostic in diagnostics {
            for location in [diagnostic.location].compactMap({ $0 }) + diagnostic.notes.map(\.location) {
                needed[location.file, default: []].insert(location.start.line)
            }
        }
        for (file, numbers) in needed {
            lines[file] = sources[file].map { Self.lines(numbers, of: $0) }
        }
    }

    /// The line in which a place is; nil if its file is not there, or has fewer lines.
    func line(at location: SourceLocation) -> [Unicode.Scalar]? {
        lines[location.file]?[location.start.line]
    }

    /// Lines by their numbers from 1, ended as YAML ends lines: LF, CR, CRLF, and (as libyaml counts them) NEL, LS, PS.
    private static func lines(_ numbers: Set<Int>, of source: String) -> [Int: [Unicode.Scalar]] {
        var found: [Int: [Unicode.Scalar]] = [:]
        var current = 1
        var isNeeded = numbers.contains(current)
        var text: [Unicode.Scalar] = []
        var afterReturn = false
        for scalar in source.unicodeScalars {
            if afterReturn {
                afterReturn = false
                if scalar == "\n" { continue }
            }
            switch scalar {
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                if isNeeded { found[current] = text }
                text = []
                current += 1
                isNeeded = numbers.contains(current)
                afterReturn = scalar == "\r"
            default:
                if isNeeded { text.append(scalar) }
            }
        }
        if isNeeded { found[current] = text }
        return found
    }
}
