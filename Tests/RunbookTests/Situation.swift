import KirikaeService
import Testing

/// One way in which the plans are used: their cause, the functions that the notice names, and what has been bought.
struct Situation: Sendable, CustomTestStringConvertible {
    static let functionNames = ["dns", "recording", "wde", "call", "portal"]
    static let causes = ["fault", "maintenance", "drill"]

    /// Every cause with every subset of the five functions.
    static let all: [Situation] = causes.flatMap { cause in
        (0..<(1 << functionNames.count)).map { bits in
            let named = functionNames.indices.filter { bits & (1 << $0) != 0 }.map { functionNames[$0] }
            return Situation(cause: cause, functions: Set(named))
        }
    }

    /// Those that the manual allows.
    static let allowed = all.filter { $0.refusingFacts == nil }

    var cause = "fault"
    var functions: Set<String>
    var usesNumber = true

    var testDescription: String {
        "\(cause): \(Self.functionNames.filter(functions.contains).joined(separator: ", "))"
    }

    /// The facts of which one must stand behind the refusal; nil where the manual allows it.
    var refusingFacts: [String]? {
        if functions.isEmpty { return ["M2-X1", "M2.2-K1"] }
        return functions.contains("dns") && cause != "fault" ? ["M3.3-X1"] : nil
    }

    /// The parameters of both plans.
    var arguments: [String: String] {
        var arguments = ["cause": cause, "number": String(usesNumber)]
        for function in Self.functionNames { arguments[function] = String(functions.contains(function)) }
        return arguments
    }

    /// What the notice says: nothing of functions that it does not name.
    func notices(_ direction: String) -> [String: String] {
        var notices: [String: String] = [:]
        for name in Self.functionNames { notices["notice.\(name)"] = functions.contains(name) ? direction : "none" }
        let fault = direction == "switchover" ? "fault" : "recovery"
        notices["notice.cause"] = ["fault": fault, "maintenance": "maintenance"][cause] ?? "none"
        notices["option.number"] = usesNumber ? "used" : "not-used"
        return notices
    }

    /// What a switchover changes, told from the manual and not from the runbooks; nil is open.
    var expectedAtDR: [String: String?] {
        var state: [String: String?] = ["report.tools": "dr"]
        if functions.contains("dns") { state["dns.setting"] = "dr" }
        if functions.contains("recording") { state["recording.reflection"] = "dr" }
        if functions.contains("portal") {
            state["portal.db"] = "dr"
            state["portal.mmf"] = "dr"
        }
        if functions.contains("wde") {
            state["wde.preference"] = "dr"
            state["agents.site"] = "both"
            if usesNumber { state["number.destination"] = "ratio" }
        }
        if functions.contains("call") {
            state["agents.site"] = "dr"
            // Where new logins go once the main processes run again is contradictory (M1.2-Z3).
            state["agents.new-login"] = .some(nil)
            if usesNumber { state["number.destination"] = "dr" }
        }
        return state
    }
}
