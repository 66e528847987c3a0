import KirikaeRunbook
import KirikaeSyntax

/// Writes the tables of the reference: for each shape its keys, rules and example, between marks on the page of the language.
///
///     <!-- shape: step -->
///     …
///     <!-- end -->
public enum ReferenceWriter {
    private static let opening = "<!-- shape: "
    private static let closing = "<!-- end -->"

    /// A page with what stands between its marks written anew.
    public static func updated(_ page: String) -> String {
        var lines: [String] = []
        var isGenerated = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == closing { isGenerated = false }
            if !isGenerated { lines.append(String(line)) }
            if let name = markedShape(line) {
                isGenerated = true
                lines += LanguageShapes.shape(named: name).map(section) ?? ["No shape has the name \(name)."]
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The shapes that a page shows, in order.
    public static func shapes(in page: String) -> [String] {
        page.split(separator: "\n").compactMap(markedShape)
    }

    private static func markedShape(_ line: Substring) -> String? {
        guard line.hasPrefix(opening), line.hasSuffix(" -->") else { return nil }
        return String(line.dropFirst(opening.count).dropLast(" -->".count))
    }

    // MARK: A shape

    private static func section(_ shape: MappingShape) -> [String] {
        var lines = ["<a id=\"shape-\(shape.name)\"></a>**\(shape.name)**: \(shape.meaning)", ""]
        lines += ["| Key | Value | Default | Meaning |", "|---|---|---|---|"]
        for key in shape.keys {
            let fallback = key.isRequired ? "**required**" : key.fallback ?? ""
            lines.append(row(["`\(key.name)`", words(key.value), fallback, key.meaning]))
        }
        if let free = shape.freeKeys {
            let fallback = free.isRequired ? "**at least one**" : ""
            lines.append(row(["*\(words(free.key))*", words(free.value), fallback, free.meaning]))
        }
        let rules = rules(of: shape)
        if !rules.isEmpty { lines += [""] + rules.map { "- \($0)" } }
        if let example = shape.example { lines += ["", "```yaml fragment=\(shape.name)", example, "```"] }
        return lines
    }

    private static func rules(of shape: MappingShape) -> [String] {
        var rules = shape.exactlyOneOf.map { "Exactly one of \(list($0)) must be there." }
        rules += shape.atMostOneOf.map { "At most one of \(list($0)) may be there." }
        for dependence in shape.dependences {
            let head = "Where `\(dependence.key)` has \(list(dependence.having, "or")): "
            var parts: [String] = []
            if !dependence.requires.isEmpty { parts.append("\(list(dependence.requires)) must be there") }
            if !dependence.refuses.isEmpty { parts.append("\(list(dependence.refuses)) may not be there") }
            rules.append(head + parts.joined(separator: "; ") + ".")
        }
        if !shape.notAlone.isEmpty { rules.append("\(list(shape.notAlone)) say nothing without one of the others.") }
        if shape.mayBeList { rules.append("A list of such mappings may stand for one.") }
        return rules
    }

    private static func row(_ cells: [String]) -> String {
        "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }

    private static func list(_ names: [String], _ conjunction: String = "and") -> String {
        let words = names.map { "`\($0)`" }
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }

    // MARK: Values in words

    private static func words(_ shape: ValueShape) -> String {
        switch shape {
        case .text(let form): words(form)
        case .localizedText: link(MappingShape.localizedText.name)
        case .mapping(let name): link(name)
        case .list(let element, let isEmptyAllowed): "list of " + words(element) + (isEmptyAllowed ? "" : ", not empty")
        case .oneMappingOf(let names): "one of " + names.map(link).joined(separator: ", ")
        case .either(let alternatives): alternatives.map(words).joined(separator: ", or ")
        }
    }

    private static func link(_ name: String) -> String { "[\(name)](#shape-\(name))" }

    private static func words(_ form: TextForm) -> String {
        switch form {
        case .any: "any text"
        case .template: "any text, with [outputs](#outputs)"
        case .identifier: "identifier"
        case .identifierWithCapitals: "identifier, with capitals"
        case .variable: "variable"
        case .duration: "duration"
        case .integer: "whole number"
        case .percentage: "share"
        case .shareOrCount: "share or whole number"
        case .numbers: "numbers"
        case .truth: "`true` or `false`"
        case .edition: "`1`"
        case .size: "size"
        case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .runbookStep: "`runbook/step`"
        case .code: "code"
        }
    }
}
