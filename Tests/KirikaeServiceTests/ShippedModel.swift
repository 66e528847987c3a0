import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// The service model as it is shipped, without a finding.
enum ShippedModel {
    static func read() throws -> ServiceModel {
        let context = DecodingContext()
        let bytes = try ProjectFolder.bytes(of: "Runbooks/service.yaml")
        let root = try #require(SyntaxParser().parse(bytes, file: "service.yaml", into: &context.diagnostics))
        let model = ServiceDecoder(context: context).decode(root)
        #expect(context.diagnostics.all.isEmpty)
        return try #require(model)
    }

    /// A simulation from normal operation, with changes made at once.
    static func start(
        _ changes: [String: String?] = [:], resolutions: [String: String] = [:]
    ) throws -> ServiceSimulation {
        let model = try read()
        var simulation = try ServiceSimulation(model: model, state: model.startState, resolutions: resolutions)
        try simulation.change(changes)
        return simulation
    }

    /// Holds variables to values.
    static func expect(
        _ simulation: ServiceSimulation, _ expected: [String: String?],
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        for (variable, value) in expected.sorted(by: { $0.key < $1.key }) {
            #expect(
                simulation.state[variable] == value, "\(variable) at \(simulation.time) ms",
                sourceLocation: sourceLocation)
        }
    }
}
