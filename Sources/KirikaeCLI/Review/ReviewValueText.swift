import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Values of a plan, as its canonical form has them, in words that a reviewer can compare.
///
/// Two different values have different words. What stands in a list is shown one element to a line, with its number, so that no
/// element can pass for two or for a part of another.
struct ReviewValueText: Sendable {
    let wording: ScreenWording
    /// The service whose titles conditions are told in; nil leaves the names alone.
    let service: ServiceModel?

    /// The lines of one value and those of the one that took its place, made safe to show.
    func pair(_ old: JSONValue?, _ new: JSONValue?, key: String) -> (old: [String], new: [String]) {
        var before = old.map { lines($0, key: key) } ?? []
        var after = new.map { lines($0, key: key) } ?? []
        if before == after, old != new {
            // What differs is deeper than the words go.
            before = old.map { [$0.canonicalText] } ?? []
            after = new.map { [$0.canonicalText] } ?? []
        }
        guard before.count == after.count else { return (before.map(ExactText.safe), after.map(ExactText.safe)) }
        var pair: (old: [String], new: [String]) = ([], [])
        for (one, other) in zip(before, after) {
            // A line of a longer value that stayed as it was says nothing.
            if before.count > 1, one.unicodeScalars.elementsEqual(other.unicodeScalars) { continue }
            let shown = ExactText.pair(one, other)
            pair.old.append(shown.old)
            pair.new.append(shown.new)
        }
        return pair
    }

    /// The lines of a value, as they are.
    func lines(_ value: JSONValue, key: String) -> [String] {
        switch value {
        case .null: return [wording.pick("（なし）", "(nothing)")]
        case .bool(let flag): return [flag ? wording.pick("はい", "yes") : wording.pick("いいえ", "no")]
        case .integer(let number):
            return [Self.durations.contains(key) ? duration(number) : String(number)]
        case .string(let text): return [text]
        case .array(let elements):
            if elements.isEmpty { return [wording.pick("（空）", "(empty)")] }
            return elements.enumerated().flatMap { index, element in
                numbered(lines(element, key: key), index + 1)
            }
        case .object(let members):
            if let condition = condition(value) { return condition }
            let order = members["ja"] != nil && members["en"] != nil ? [language, other] : []
            let keys = order + members.keys.sorted().filter { !order.contains($0) }
            return keys.flatMap { name in
                lines(members[name] ?? .null, key: name).map { "\(name): \($0)" }
            }
        }
    }

    private var language: String { wording.language.rawValue }
    private var other: String { wording.language == .ja ? "en" : "ja" }

    private func numbered(_ lines: [String], _ number: Int) -> [String] {
        lines.map { "[\(number)] \($0)" }
    }

    /// The keys under which a number is a length of time in milliseconds.
    private static let durations: Set<String> = [
        "typical", "timeout", "within", "every", "takes", "expires", "wait", "after", "at",
    ]

    /// A length of time with all its digits: the one of the screen leaves out what an operator does not need.
    func duration(_ milliseconds: Int64) -> String {
        let units: [(Int64, String, String)] = [
            (3_600_000, " 時間", " h"), (60_000, " 分", " min"), (1_000, " 秒", " s"), (1, " ミリ秒", " ms"),
        ]
        var rest = milliseconds
        var parts: [String] = []
        for (length, ja, en) in units where rest.magnitude >= length {
            parts.append("\(rest / length)" + wording.pick(ja, en))
            rest %= length
        }
        return parts.isEmpty ? wording.pick("0 秒", "0 s") : parts.joined(separator: " ")
    }

    /// A situation: what is known of each variable, made safe to show.
    func situation(_ known: [String: ConditionImplication.Known]) -> String {
        known.sorted { $0.key < $1.key }.map { name, known in
            let value =
                switch known {
                case .value(let value): value
                case .open: wording.pick("不明", "unknown")
                }
            return ExactText.safe("\(name) = \(value)")
        }.joined(separator: wording.pick("、", ", "))
    }

    // MARK: Conditions

    private func condition(_ value: JSONValue) -> [String]? {
        if let inner = value["condition"], let name = value["invariant"]?.stringValue {
            guard let lines = condition(inner) else { return nil }
            return lines.enumerated().map { $0.offset == 0 ? "\(name): \($0.element)" : $0.element }
        }
        guard let words = demand(value), let names = form(value) else { return nil }
        var lines = [words == names ? names : "\(words) [\(names)]"]
        for key in ["within", "every"] {
            if let length = value[key]?.integerValue { lines.append("\(key): \(duration(length))") }
        }
        for key in ["evidence", "because", "source"] {
            // What is not there is written so in one case, and left out in the others.
            guard let member = value[key], member != .null else { continue }
            lines += self.lines(member, key: key).map { "\(key): \($0)" }
        }
        return lines
    }

    /// A condition in the words of the operator; nil for what is none.
    private func demand(_ value: JSONValue) -> String? {
        if let test = value["test"], let name = test["variable"]?.stringValue, let values = test["values"]?.arrayValue {
            let variable = service?.variable(name)
            let titles = values.compactMap(\.stringValue).map { value in
                variable.map { $0.title(of: value)[wording.language] } ?? value
            }
            let title = variable?.title[wording.language] ?? name
            return "\(title) = \(titles.joined(separator: wording.pick("／", " / ")))"
        }
        if let parts = value["all"]?.arrayValue { return joined(parts, wording.pick("、", ", ")) }
        if let parts = value["any"]?.arrayValue { return joined(parts, wording.pick(" または ", " or ")) }
        return value["not"].flatMap(demand).map { wording.pick("「\($0)」ではない", "not (\($0))") }
    }

    private func joined(_ parts: [JSONValue], _ separator: String) -> String? {
        let words = parts.compactMap { part in
            demand(part).map { part["test"] == nil ? wording.pick("（\($0)）", "(\($0))") : $0 }
        }
        return words.count == parts.count ? words.joined(separator: separator) : nil
    }

    /// A condition as a runbook writes it, on one line; nil for what is none.
    private func form(_ value: JSONValue) -> String? {
        if let test = value["test"], let name = test["variable"]?.stringValue, let values = test["values"]?.arrayValue {
            let names = values.compactMap(\.stringValue)
            return "\(name): \(names.count == 1 ? names[0] : "[" + names.joined(separator: ", ") + "]")"
        }
        for key in ["all", "any"] {
            guard let parts = value[key]?.arrayValue else { continue }
            let inner = parts.compactMap(form)
            return inner.count == parts.count
                ? "\(key): [" + inner.map { "{\($0)}" }.joined(separator: ", ") + "]" : nil
        }
        return value["not"].flatMap(form).map { "not: {\($0)}" }
    }
}
