import Glibc
import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// What a search asks of the service model: which transitions count in a state, and where each of them leads.
struct ServiceBenchmark {
    let options: BenchmarkOptions

    private static let path = "Runbooks/service.yaml"
    private static let stateCount = 1_000

    func run(into report: inout BenchmarkReport) async throws {
        guard access(Self.path, R_OK) == 0 else {
            report.remarks.append("service: not measured; it needs ./\(Self.path)")
            return
        }
        let model = try Self.model()
        let states = try Self.states(of: model)
        let named = states.map(model.numbered.state)
        var moves = 0
        report.comparisons.append(
            try await measure("by number", states, of: model) {
                moves = 0
                for state in states {
                    let simulation = try NumberedSimulation(model: model.numbered, state: state)
                    for transition in simulation.counting {
                        var next = simulation
                        try next.letHappen(transition)
                        moves += 1
                    }
                }
            })
        var namedMoves = 0
        report.comparisons.append(
            try await measure("by name", states, of: model) {
                namedMoves = 0
                for state in named {
                    let simulation = try ServiceSimulation(model: model, state: state)
                    for transition in simulation.counting {
                        var next = simulation
                        try next.letHappen(transition)
                        namedMoves += 1
                    }
                }
            })
        report.gates.append(Gate(name: "moves of the service by name", found: namedMoves, wanted: moves))
        report.remarks.append(
            "service: \(moves) transitions count in \(states.count) states, \(model.transitions.count) conditions in each"
        )
    }

    private func measure(
        _ name: String, _ states: [NumberedState], of model: ServiceModel, _ body: () throws -> Void
    ) async throws -> Comparison {
        let numbered = model.numbered
        var comparison = Comparison(
            "a state of the service and what follows, \(name)", unit: .microseconds,
            floor: "each condition judged once")
        try await comparison.measure(rounds: options.rounds(40), operations: states.count) {
            try body()
        } floor: {
            var met = 0
            for state in states {
                for transition in numbered.transitions.indices where numbered.judge(transition, in: state) == .met {
                    met += 1
                }
            }
            try BenchmarkFailure.require(met > 0, "no condition of the service is met anywhere")
        }
        return comparison
    }

    private static func model() throws -> ServiceModel {
        let context = DecodingContext()
        let root = SyntaxParser().parse(try FileText.bytes(of: path), file: path, into: &context.diagnostics)
        guard let model = root.flatMap(ServiceDecoder(context: context).decode) else {
            throw BenchmarkFailure("./\(path) has errors")
        }
        return model
    }

    /// The first states that others and the service itself lead to from normal operation.
    private static func states(of model: ServiceModel) throws -> [NumberedState] {
        let numbered = model.numbered
        let outside = numbered.variables.indices.filter { model.variable(numbered.variables[$0])?.isExternal ?? false }
        var found = [numbered.state(model.startState)]
        var seen = Set(found)
        var place = 0
        while place < found.count, found.count < stateCount {
            let simulation = try NumberedSimulation(model: numbered, state: found[place])
            var next = [simulation.state]
            for transition in simulation.counting {
                var moved = simulation
                try moved.letHappen(transition)
                next.append(moved.state)
            }
            for variable in outside {
                for value in 1...numbered.valueCount(of: variable) {
                    var changed = simulation
                    try changed.change([.init(variable: variable, value: NumberedState.Value(value))])
                    next.append(changed.state)
                }
            }
            for state in next where seen.insert(state).inserted { found.append(state) }
            place += 1
        }
        try BenchmarkFailure.require(found.count >= stateCount, "the service has fewer than \(stateCount) states")
        return Array(found.prefix(stateCount))
    }
}
