import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// Small service models drawn by lot, and what may be done to one.
enum RandomService {
    /// A model of three to six variables with two to four values each; every variable is called `x.` and a number, every value `v` and one.
    ///
    /// - Parameters:
    ///   - transitionCounts: how many transitions it may have.
    ///   - generator: what everything is drawn from.
    static func model(
        transitionCounts: ClosedRange<Int> = 2...10, using generator: inout some RandomNumberGenerator
    ) throws -> ServiceModel {
        let counts = (0..<Int.random(in: 3...6, using: &generator)).map { _ in Int.random(in: 2...4, using: &generator)
        }
        var text = "kirikae: 1\nservice: test\ntitle: {ja: t, en: t}\nvariables:\n"
        for (variable, count) in counts.enumerated() {
            let values = (0..<count).map { "v\($0): {ja: v, en: v}" }.joined(separator: ", ")
            let start = Int.random(in: 0...5, using: &generator) == 0 ? "unknown" : "v0"
            text += "  x.\(variable): {title: {ja: t, en: t}, values: {\(values)}, start: \(start)}\n"
        }
        text += "transitions:\n"
        for number in 0..<Int.random(in: transitionCounts, using: &generator) {
            let changed = Array(counts.indices).shuffled(using: &generator).prefix(
                Int.random(in: 1...2, using: &generator))
            let then = changed.map { variable in
                let isOpen = Int.random(in: 0...3, using: &generator) == 0
                return "x.\(variable): \(isOpen ? "unknown" : value(counts[variable], using: &generator))"
            }
            let condition = condition(counts, depth: 2, using: &generator)
            let seconds = [0, 0, 1, 2, 2, 5].randomElement(using: &generator) ?? 0
            text += "  - {id: t\(number), title: {ja: t, en: t}, when: \(condition), "
            text += "then: {\(then.joined(separator: ", "))}, takes: \(seconds)s}\n"
        }
        let context = DecodingContext()
        let root = try #require(SyntaxParser().parse(Array(text.utf8), file: "test.yaml", into: &context.diagnostics))
        let model = ServiceDecoder(context: context).decode(root)
        return try #require(model, "\(context.diagnostics.all.map { $0.message.text(in: .en) })\n\(text)")
    }

    private static func value(_ count: Int, using generator: inout some RandomNumberGenerator) -> String {
        "v\(Int.random(in: 0..<count, using: &generator))"
    }

    private static func condition(
        _ counts: [Int], depth: Int, using generator: inout some RandomNumberGenerator
    ) -> String {
        let kind = depth == 0 ? 0 : Int.random(in: 0...5, using: &generator)
        guard kind > 2 else {
            let variable = Int.random(in: 0..<counts.count, using: &generator)
            let values = Set((0..<2).map { _ in value(counts[variable], using: &generator) }).sorted()
            return "{x.\(variable): [\(values.joined(separator: ", "))]}"
        }
        if kind == 5 { return "{not: \(condition(counts, depth: depth - 1, using: &generator))}" }
        let parts = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            condition(counts, depth: depth - 1, using: &generator)
        }
        return "{\(kind == 3 ? "all" : "any"): [\(parts.joined(separator: ", "))]}"
    }

    /// A value for a variable, unknown, or one that the model does not have.
    static func anyValue(of variable: String, in model: ServiceModel, using generator: inout some RandomNumberGenerator)
        -> String?
    {
        let values = (model.values(of: variable) ?? []).map(Optional.some)
        return (values + values + [nil, "other", "further"]).randomElement(using: &generator) ?? nil
    }

    /// Some variables, among them now and then one that the model does not have, each with a value.
    static func changes(in model: ServiceModel, using generator: inout some RandomNumberGenerator) -> [String: String?]
    {
        let names = (model.variables.map(\.name.value) + ["y.0"]).shuffled(using: &generator)
        var changes: [String: String?] = [:]
        for name in names.prefix(Int.random(in: 0...2, using: &generator)) {
            changes.updateValue(anyValue(of: name, in: model, using: &generator), forKey: name)
        }
        return changes
    }

    /// A state or what open variables turn out to be: a value, perhaps an unfamiliar one, for some variables.
    static func values(in model: ServiceModel, using generator: inout some RandomNumberGenerator) -> [String: String] {
        var values: [String: String] = [:]
        for name in model.variables.map(\.name.value) + ["y.0"] where Bool.random(using: &generator) {
            values[name] = anyValue(of: name, in: model, using: &generator)
        }
        return values
    }
}
