import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// The variables of a service as Promela has them: bytes, with a number for each value and zero for unknown.
struct PromelaVocabulary: Sendable {
    /// How a condition stands: when it is met, and when it is not; where it is neither, nobody can say.
    struct Judged: Sendable {
        var met: String
        var notMet: String
    }

    /// One of the variables.
    struct Variable: Sendable {
        /// Its name in the service model.
        var name: String
        /// Its name in Promela, without what kind of variable it is.
        var stem: String
        /// Its values; their position and one is the number.
        var values: [String]
        var isExternal: Bool

        /// The number that knowledge has for what was looked at and is not known.
        var open: Int { values.count + 1 }
        /// How the service stands.
        var state: String { "v_" + stem }
        /// What the run knows: zero for nothing.
        var knowledge: String { "k_" + stem }
        /// What it turns out to be where a transition leaves it open.
        var resolution: String { "r_" + stem }
    }

    let variables: [Variable]
    private let byName: [String: Int]

    /// - Parameters:
    ///   - model: the service.
    ///   - names: the variables that are kept.
    init(_ model: ServiceModel, keeping names: Set<String>) throws(PromelaObstacle) {
        var variables: [Variable] = []
        var stems: Set<String> = []
        for variable in model.variables where names.contains(variable.name.value) {
            let name = variable.name.value
            // One more number is for what is open.
            guard variable.values.count < 254 else { throw .tooManyValues(variable: name) }
            let plain = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
            var stem = plain
            while !stems.insert(stem).inserted { stem += "_" }
            variables.append(
                Variable(
                    name: name, stem: stem, values: variable.values.map(\.name), isExternal: variable.isExternal))
        }
        self.variables = variables
        byName = Dictionary(
            variables.indices.map { (variables[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// A variable by its name in the service model.
    subscript(name: String) -> Variable? { byName[name].map { variables[$0] } }

    /// The number of a value; zero is unknown.
    func number(_ value: String?, of variable: Variable) -> Int {
        value.flatMap { variable.values.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    }

    /// A condition over how the service stands.
    func ofState(_ condition: Condition) -> Judged { judged(condition) { $0.state } }

    /// A condition over what the run knows.
    func ofKnowledge(_ condition: Condition) -> Judged { judged(condition) { $0.knowledge } }

    /// All of several conditions, over what the run knows.
    func ofKnowledge(_ conditions: [Condition]) -> Judged {
        let parts = conditions.map(ofKnowledge)
        return Judged(met: Self.all(parts.map(\.met)), notMet: Self.any(parts.map(\.notMet)))
    }

    private func judged(_ condition: Condition, _ place: (Variable) -> String) -> Judged {
        switch condition.form {
        case .test(let test):
            guard let variable = self[test.variable.value] else { return Judged(met: "false", notMet: "false") }
            let name = place(variable)
            let numbers = test.values.map { number($0.value, of: variable) }.filter { $0 > 0 }
            return Judged(
                met: Self.any(numbers.map { "\(name) == \($0)" }),
                notMet: Self.all(
                    ["\(name) >= 1", "\(name) <= \(variable.values.count)"] + numbers.map { "\(name) != \($0)" }))
        case .all(let parts):
            let parts = parts.map { judged($0, place) }
            return Judged(met: Self.all(parts.map(\.met)), notMet: Self.any(parts.map(\.notMet)))
        case .any(let parts):
            let parts = parts.map { judged($0, place) }
            return Judged(met: Self.any(parts.map(\.met)), notMet: Self.all(parts.map(\.notMet)))
        case .not(let part):
            let part = judged(part, place)
            return Judged(met: part.notMet, notMet: part.met)
        }
    }

    /// All of several expressions.
    static func all(_ parts: [String]) -> String { joined(parts, " && ", empty: "true") }

    /// Any of several expressions.
    static func any(_ parts: [String]) -> String { joined(parts, " || ", empty: "false") }

    private static func joined(_ parts: [String], _ word: String, empty: String) -> String {
        parts.isEmpty ? empty : parts.count == 1 ? parts[0] : "(" + parts.joined(separator: word) + ")"
    }
}
