import KirikaeCanonicalJSON
import KirikaeService

/// What drill leaders, scenarios and simulated persons change.
extension ControlSite {
    /// Changes several variables at once: what a person does where there is no page.
    ///
    /// The body is `{"set":{VARIABLE:VALUE,…}}`.
    func change(_ body: String, in service: isolated SimulatedService) throws -> SiteAnswer {
        switch try Self.changes(body, in: service) {
        case .success(let change):
            try service.change(change.set)
            return .text(status: 200, "done\n")
        case .failure(let refusal): return refusal.answer
        }
    }

    /// Makes something happen from outside, now or later.
    ///
    /// The body is `{"set":{VARIABLE:VALUE,…},"after":MILLISECONDS}`; `after` counts simulated time from now and may be left out.
    func inject(_ body: String, in service: isolated SimulatedService) throws -> SiteAnswer {
        switch try Self.changes(body, in: service) {
        case .success(let change):
            try service.inject(change.set, afterMilliseconds: change.after)
            return .text(status: 200, change.after > 0 ? "scheduled\n" : "done\n")
        case .failure(let refusal): return refusal.answer
        }
    }

    private struct Change {
        var set: [String: String?]
        var after: Int64
    }

    private struct Refusal: Error {
        var answer: SiteAnswer
    }

    private static func changes(
        _ body: String, in service: isolated SimulatedService
    ) throws -> Result<Change, Refusal> {
        guard let json = try? JSONValue(parsing: Array(body.utf8)), let set = json["set"]?.objectValue, !set.isEmpty
        else {
            return .failure(Refusal(answer: .text(status: 400, "The body must be {\"set\":{VARIABLE:VALUE}}.\n")))
        }
        var changes: [String: String?] = [:]
        for (name, value) in set {
            guard let variable = service.model.variable(name) else {
                return .failure(
                    Refusal(answer: .text(status: 404, "The service model has no variable \(name).\n")))
            }
            let allowed = variable.values.map(\.name) + ["unknown"]
            guard let text = value.stringValue, allowed.contains(text) else {
                let words = allowed.joined(separator: ", ")
                return .failure(
                    Refusal(answer: .text(status: 400, "\(name) has no such value. Values: \(words).\n")))
            }
            changes[name] = .some(text == "unknown" ? nil : text)
        }
        var after: Int64 = 0
        if let value = json["after"] {
            guard let number = value.integerValue, (0...mostDelayMilliseconds).contains(number) else {
                return .failure(Refusal(answer: .text(status: 400, "after must be from 0 to 30 days.\n")))
            }
            after = number
        }
        return .success(Change(set: changes, after: after))
    }

    private static let mostDelayMilliseconds: Int64 = 30 * 24 * 3_600_000
}
