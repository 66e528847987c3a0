import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan

/// A report for programs: stable words instead of sentences.
struct ReviewJSON: Sendable {
    let report: ReviewReport

    /// The document, in which no character is hidden or changes how others are seen.
    var text: String { Self.visible(document.indentedText) + "\n" }

    /// The document.
    var document: JSONValue {
        var members: [String: JSONValue] = [
            "kind": "kirikae-review", "version": 1, "old": .string(report.oldName), "new": .string(report.newName),
            "difference": DifferenceEncoding.encode(report.difference),
        ]
        if let behaviour = report.behaviour { members["behaviour"] = Self.encode(behaviour) }
        if let explored = report.explored { members["explored"] = ExploredText.json(explored) }
        return .object(members)
    }

    /// JSON in which characters that are not seen stand as escapes: the same document.
    static func visible(_ json: String) -> String {
        if json.utf8.allSatisfy({ $0 < 0x80 }) { return json }
        var result = ""
        for scalar in json.unicodeScalars {
            guard !scalar.isASCII, ExactText.isMistakable(scalar) else {
                result.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result
    }

    private static func encode(_ behaviour: BehaviourComparison) -> JSONValue {
        .object([
            "situations": .integer(Int64(behaviour.situationCount)),
            "leftOut": .integer(Int64(behaviour.leftOutCount)),
            "differences": .array(behaviour.differences.map(encode)),
        ])
    }

    private static func encode(_ difference: BehaviourDifference) -> JSONValue {
        let change: [String: JSONValue] =
            switch difference.change {
            case .possible(let step, let wasRefused):
                ["change": "possible", "step": .string(step), "wasRefused": .bool(wasRefused)]
            case .begins(let old, let new): ["change": "begins", "old": .string(old), "new": .string(new)]
            case .refused(let step): ["change": "refused", "step": .string(step)]
            case .stuck(let step): ["change": "stuck", "step": .string(step)]
            case .stoppedElsewhere(let old, let new, let isRefused):
                [
                    "change": "stopped-elsewhere", "old": .string(old), "new": .string(new),
                    "isRefused": .bool(isRefused),
                ]
            case .ends(let variable, let old, let new):
                [
                    "change": "ends", "variable": .string(variable), "old": value(old), "new": value(new),
                ]
            case .breaks(let invariant): ["change": "breaks", "invariant": .string(invariant)]
            case .keeps(let invariant): ["change": "keeps", "invariant": .string(invariant)]
            case .takes(let old, let new):
                ["change": "takes", "oldMilliseconds": .integer(old), "newMilliseconds": .integer(new)]
            }
        let rest: [String: JSONValue] = [
            "runbook": .string(difference.runbook), "isAlarming": .bool(difference.isAlarming),
            "places": .array(difference.places.map(encode)),
        ]
        return .object(change.merging(rest) { first, _ in first })
    }

    private static func encode(_ place: BehaviourDifference.Place) -> JSONValue {
        var members: [String: JSONValue] = [
            "arguments": .object(place.identity.arguments.mapValues { .string($0) }),
            "environment": .string(place.identity.environment),
        ]
        if let deviation = place.deviation {
            members["variable"] = .string(deviation.variable)
            members["value"] = value(deviation.value)
        }
        return .object(members)
    }

    /// Null is unknown.
    private static func value(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}
