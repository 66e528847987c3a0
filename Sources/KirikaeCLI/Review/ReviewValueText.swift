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

    /// A line as it is, before it is made safe to show.
    struct Line {
        /// The number or key before the value, safe to show.
        var label = ""
        var text: String
        /// Whether the text is the report's own and no part of a value.
        var isNote = false

        /// Whether it is the same, character by character; a value never is the same as a note.
        func isSame(as other: Line) -> Bool {
            label == other.label && isNote == other.isNote
                && text.unicodeScalars.elementsEqual(other.text.unicodeScalars)
        }
    }

    /// The lines of one value and those of the one that took its place, made safe to show.
    ///
    /// - Parameters:
    ///   - old: the value as it was; nil if there was none.
    ///   - new: the value as it is.
    ///   - key: the key under which it stands.
    ///   - told: keys inside the value about which another finding speaks.
    func pair(
        _ old: JSONValue?, _ new: JSONValue?, key: String, told: Set<String> = []
    ) -> (old: [ValueLine], new: [ValueLine]) {
        if case .array(let before)? = old, case .array(let after)? = new, before.count != after.count {
            return lists(before, after, key: key)
        }
        var before = old.map { lines($0.without(told), key: key) } ?? []
        var after = new.map { lines($0.without(told), key: key) } ?? []
        if before.elementsEqual(after, by: { $0.isSame(as: $1) }), old != new {
            // What differs is deeper than the words go.
            before = old.map { [Line(text: $0.canonicalText)] } ?? []
            after = new.map { [Line(text: $0.canonicalText)] } ?? []
        }
        guard before.count == after.count else { return (before.map(whole), after.map(whole)) }
        return paired(before, after)
    }

    private func paired(_ before: [Line], _ after: [Line]) -> (old: [ValueLine], new: [ValueLine]) {
        var pair: (old: [ValueLine], new: [ValueLine]) = ([], [])
        for (one, other) in zip(before, after) {
            // A line of a longer value that stayed as it was says nothing.
            if before.count > 1, one.isSame(as: other) { continue }
            if one.isNote || other.isNote {
                pair.old.append(whole(one))
                pair.new.append(whole(other))
                continue
            }
            let shown = ValueLine.pair(one.text, other.text, labels: (one.label, other.label))
            pair.old.append(shown.old)
            pair.new.append(shown.new)
        }
        return pair
    }

    /// Two lists of different lengths: what both begin and end with is left out where it is long.
    private func lists(_ old: [JSONValue], _ new: [JSONValue], key: String) -> (old: [ValueLine], new: [ValueLine]) {
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        func shown(_ list: [JSONValue]) -> [ValueLine] {
            guard !list.isEmpty else { return lines(.array(list), key: key).map(whole) }
            let range = (head < 4 ? 0 : head - 1)..<(tail < 4 ? list.count : list.count - tail + 1)
            var lines: [ValueLine] = []
            if range.lowerBound > 0 { lines.append(same(1, range.lowerBound)) }
            for index in range {
                lines += numbered(self.lines(list[index], key: key), index + 1).map { line in
                    let isSame = index < head || index >= list.count - tail
                    guard isSame else { return whole(line) }
                    return line.isNote
                        ? ValueLine(label: line.label, note: line.text, isContext: true)
                        : ValueLine(label: line.label, same: line.text)
                }
            }
            if range.upperBound < list.count { lines.append(same(range.upperBound + 1, list.count)) }
            return lines
        }
        return (shown(old), shown(new))
    }

    private func same(_ first: Int, _ last: Int) -> ValueLine {
        let text = wording.pick("同じ \(last - first + 1) 件を省略", "\(last - first + 1) the same")
        return ValueLine(
            label: first == last ? "[\(first)] " : "[\(first)–\(last)] ", note: ValueLine.note(text), isContext: true)
    }

    private func whole(_ line: Line) -> ValueLine {
        line.isNote ? ValueLine(label: line.label, note: line.text) : ValueLine(label: line.label, whole: line.text)
    }

    /// The lines of a value, as they are.
    func lines(_ value: JSONValue, key: String) -> [Line] {
        switch value {
        case .null: return [note(wording.pick("なし", "nothing"))]
        case .bool(let flag):
            return [Line(text: flag ? wording.pick("はい", "yes") : wording.pick("いいえ", "no"), isNote: true)]
        case .integer(let number):
            return [Line(text: Self.durations.contains(key) ? duration(number) : String(number), isNote: true)]
        case .string(let text): return [text.isEmpty ? note(wording.pick("空の文字列", "empty text")) : Line(text: text)]
        case .array(let elements):
            if elements.isEmpty { return [note(wording.pick("空", "empty"))] }
            return elements.enumerated().flatMap { index, element in
                numbered(lines(element, key: key), index + 1)
            }
        case .object(let members):
            if let condition = condition(value) { return condition }
            let order = members["ja"] != nil && members["en"] != nil ? [language, other] : []
            let keys = order + members.keys.sorted().filter { !order.contains($0) }
            return keys.flatMap { name in
                lines(members[name] ?? .null, key: name).map { labelled($0, ExactText.safe(name) + ": ") }
            }
        }
    }

    private func note(_ text: String) -> Line { Line(text: ValueLine.note(text), isNote: true) }

    private func labelled(_ line: Line, _ label: String) -> Line {
        Line(label: label + line.label, text: line.text, isNote: line.isNote)
    }

    private var language: String { wording.language.rawValue }
    private var other: String { wording.language == .ja ? "en" : "ja" }

    private func numbered(_ lines: [Line], _ number: Int) -> [Line] { lines.map { labelled($0, "[\(number)] ") } }

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
            let variable = service?.variable(name)
            let value =
                switch known {
                case .value(let value): variable?.title(of: value)[wording.language] ?? value
                case .open: wording.pick("不明", "unknown")
                }
            return ExactText.safe("\(variable?.title[wording.language] ?? name) = \(value)")
        }.joined(separator: wording.pick("、", ", "))
    }

    /// The variables that a condition in its canonical form looks at.
    static func variables(in value: JSONValue?) -> Set<String> {
        switch value {
        case .object(let members):
            if let test = members["test"], let name = test["variable"]?.stringValue { return [name] }
            return members.values.reduce(into: []) { $0.formUnion(variables(in: $1)) }
        case .array(let elements): return elements.reduce(into: []) { $0.formUnion(variables(in: $1)) }
        default: return []
        }
    }

    // MARK: Conditions

    private func condition(_ value: JSONValue) -> [Line]? {
        if let inner = value["condition"], let name = value["invariant"]?.stringValue {
            guard let lines = condition(inner) else { return nil }
            return lines.enumerated().map {
                $0.offset == 0 ? labelled($0.element, ExactText.safe(name) + ": ") : $0.element
            }
        }
        guard let words = demand(value), let names = form(value) else { return nil }
        var lines = [Line(text: words == names ? names : "\(words) [\(names)]")]
        for key in ["within", "every"] {
            guard let length = value[key]?.integerValue else { continue }
            lines.append(Line(label: "\(key): ", text: duration(length), isNote: true))
        }
        for key in ["evidence", "because", "source"] {
            // What is not there is written so in one case, and left out in the others.
            guard let member = value[key], member != .null else { continue }
            lines += self.lines(member, key: key).map { labelled($0, "\(key): ") }
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

extension JSONValue {
    /// An object without some of its members; everything else is itself.
    fileprivate func without(_ keys: Set<String>) -> JSONValue {
        guard !keys.isEmpty, case .object(let members) = self else { return self }
        return .object(members.filter { !keys.contains($0.key) })
    }
}
