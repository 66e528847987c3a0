import KirikaeCanonicalJSON
import KirikaeConsolePrograms
import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// The site of drill leaders, tests and the simulated batches: it reads and sets the state behind all pages.
///
/// A page of another origin cannot reach it by accident: a POST needs a header field that a form cannot carry.
struct ControlSite: Site {
    /// The header field of every POST, in lower case; its value is `1`.
    static let headerName = "x-kirikae-simulator"

    var useOfPCs: UseOfPCs { .reads }

    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        if request.method == "POST" {
            guard ["text/plain", "application/json"].contains(request.mediaType) else {
                return .text(status: 415, "The content type must be text/plain or application/json.\n")
            }
            guard request.headers[Self.headerName] == "1" else {
                return .text(status: 403, "The header field X-Kirikae-Simulator: 1 is missing.\n")
            }
        }
        let parts = request.components
        switch (request.method, parts.first, parts.count) {
        case ("GET", "state", 1): return .json(try overview(of: service))
        case ("GET", "state", 2): return try value(of: parts[1], in: service)
        case ("POST", "state", 2): return try set(parts[1], to: request.text, in: service)
        case ("POST", "inject", 1): return try inject(request.body, in: service)
        case ("POST", "state", 1): return try change(request.body, in: service)
        case ("GET", "injections", 1): return .json(.array(service.scheduled.map(\.json)))
        case (_, "programs", 3): return try program(parts[1], parts[2], request, in: service)
        // A program has changed something on this PC; what it was is seen in the folder when this has been answered.
        case ("POST", "pcs", 2): return .text(status: 200, "")
        case ("GET", "simulated-milliseconds", 1):
            return .text(status: 200, String(try service.simulatedMilliseconds))
        case ("GET", "notices", 1): return .page(try SupportSite.notices(of: service, address: "/notices"))
        case ("GET", "events", 1): return .json(.array(try service.events.map(\.json)))
        case ("GET", "drill", 1): return .json(try service.drillRecord)
        case ("GET", "speed", 1): return .text(status: 200, DecimalText.of(service.clock.speed))
        case ("POST", "speed", 1): return try setSpeed(request.text, of: service)
        case (_, "people", _), (_, "agents", _), (_, "calls", _):
            return try PeopleControl().answer(request, in: service)
        default: return .notFound
        }
    }

    private func overview(of service: isolated SimulatedService) throws -> JSONValue {
        let state = try service.state
        var variables: [String: JSONValue] = [:]
        for variable in service.model.variables {
            variables[variable.name.value] = state[variable.name.value].map { .string($0) } ?? .null
        }
        var starts: [String: JSONValue] = [:]
        for program in SwitchProgram.allCases {
            starts[program.rawValue] = .integer(service.starts[program, default: 0])
        }
        return [
            "variables": .object(variables), "starts": .object(starts),
            "simulatedMilliseconds": .integer(try service.simulatedMilliseconds),
        ]
    }

    private func value(of name: String, in service: isolated SimulatedService) throws -> SiteAnswer {
        guard service.model.variable(name) != nil else { return Self.undefined(name) }
        return .text(status: 200, try service.state[name] ?? "unknown")
    }

    private func set(_ name: String, to value: String, in service: isolated SimulatedService) throws -> SiteAnswer {
        guard let variable = service.model.variable(name) else { return Self.undefined(name) }
        let allowed = variable.values.map(\.name) + ["unknown"]
        guard allowed.contains(value) else {
            return .text(status: 400, "\(name) has no such value. Values: \(allowed.joined(separator: ", ")).\n")
        }
        try service.change([name: value == "unknown" ? nil : value])
        return .text(status: 200, try service.state[name] ?? "unknown")
    }

    private func setSpeed(_ text: String, of service: isolated SimulatedService) throws -> SiteAnswer {
        guard let speed = Double(text), SimulatorConfiguration.speeds.contains(speed) else {
            return .text(status: 400, "The speed must be a number between 0.01 and 10000.\n")
        }
        try service.setSpeed(speed)
        return .text(status: 200, DecimalText.of(speed))
    }

    private static func undefined(_ name: String) -> SiteAnswer {
        .text(status: 404, "The service model has no variable \(name).\n")
    }
}
