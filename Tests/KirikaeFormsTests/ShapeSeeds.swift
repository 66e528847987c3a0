import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Small right documents for every shape, made from the shapes and their examples, and ways to spoil them.
struct ShapeSeeds {
    /// A text that a file must or must not be.
    struct Chunk {
        var name: String
        var kind: String
        var text: String
    }

    static let place = SourceLocation(file: "seed", start: .init(line: 1, column: 1), end: .init(line: 1, column: 1))

    /// A file of each kind that has what the examples speak of.
    static let roots = [
        "service": """
        kirikae: 1
        service: seed
        title: {ja: 種, en: seed}
        variables:
          portal.db: {title: {ja: DB, en: DB}, values: {main: {ja: 主, en: main}, dr: {ja: 副, en: DR}}, start: main}
          portal.pages: {title: {ja: 頁, en: pages}, values: {main: {ja: 主, en: main}, dr: {ja: 副, en: DR}}, start: dr}
          notice.call: {title: {ja: 通知, en: notice}, values: {switchover: {ja: 切替, en: switch}}, start: switchover}
          notice.portal:
            title: {ja: 通知, en: notice}
            values: {switchover: {ja: 切替, en: switch}, none: {ja: なし, en: none}}
            start: none
          call.main.processes: {title: {ja: 主, en: main}, values: {running: {ja: 稼働, en: running}}, start: running}
          call.dr.processes: {title: {ja: 副, en: DR}, values: {running: {ja: 稼働, en: running}}, start: unknown}
        """,
        "runbook": """
        kirikae: 1
        runbook: seed
        function: seed
        direction: both
        title: {ja: 種, en: seed}
        parameters: {site: {title: {ja: 拠点, en: site}, allowed: [main, dr]}}
        steps:
          - {id: s, title: {ja: 段, en: step}, source: [M1], action: {include: other}}
        """,
        "environment": """
        kirikae: 1
        environment: seed
        title: {ja: 種, en: seed}
        observe: {portal.db: ask}
        """,
        "project": "{kirikae: 1, project: seed, title: {ja: 種, en: seed}}",
        "inventory": "{kirikae: 1, inventory: seed, items: [pc-01]}",
        "answers": "{kirikae: 1, answers: seed, by: 花子, entries: []}",
        "scenario": """
        kirikae: 1
        scenario: seed
        title: {ja: 種, en: seed}
        runbook: seed
        expect: {result: completed}
        """,
        "manual": """
        kirikae: 1
        manual: seed
        title: {ja: 種, en: seed}
        edition: "1"
        date: "2025-05-28"
        facts: [{id: M1, kind: step, text: {ja: 種, en: seed}}]
        """,
    ]

    let kind: LanguageShapes.FileKind

    var root: Node { Self.parse(Self.roots[kind.name] ?? "") }

    static func parse(_ text: String) -> Node {
        var diagnostics = Diagnostics()
        return SyntaxParser().parse(Array(text.utf8), file: "seed", into: &diagnostics)
            ?? Node(.scalar("unreadable: \(text)"), at: place)
    }

    static func scalar(_ text: String) -> Node { Node(.scalar(text), at: place) }
    static func list(_ elements: [Node]) -> Node { Node(.sequence(elements), at: place) }
    static func mapping(_ entries: [(String, Node)]) -> Node {
        Node(.mapping(entries.map { .init(key: $0.0, keyLocation: place, value: $0.1) }), at: place)
    }

    /// A right value.
    static func value(_ shape: ValueShape) -> Node {
        switch shape {
        case .text(let form): scalar(text(form))
        case .localizedText: parse("{ja: 文, en: text}")
        case .list(let element, _): list([value(element)])
        case .mapping(let name): LanguageShapes.shape(named: name).map(mapping) ?? scalar("no shape \(name)")
        case .oneMappingOf(let names): value(.mapping(names[names.count - 1]))
        case .either(let alternatives): value(alternatives[0])
        }
    }

    /// A right mapping: its example, else what it needs.
    static func mapping(_ shape: MappingShape) -> Node {
        if let example = shape.example { return parse(example) }
        if let free = shape.freeKeys {
            return mapping([(shape.name == "lookups" ? "word" : text(free.key), value(free.value))])
        }
        let choices = Set(shape.exactlyOneOf.compactMap(\.first))
        return mapping(
            shape.keys.filter { $0.isRequired || choices.contains($0.name) || ["ja", "en"].contains($0.name) }
                .map { ($0.name, value($0.value)) })
    }

    static func text(_ form: TextForm) -> String {
        switch form {
        case .any, .template: "main"
        case .identifier, .identifierWithCapitals: "site"
        case .variable: "portal.db"
        case .duration: "5m"
        case .integer: "101"
        case .percentage: "50%"
        case .shareOrCount: "1"
        case .numbers: "0.."
        case .truth: "true"
        case .edition: "1"
        case .size: "2MiB"
        case .word(let words): words[0]
        case .runbookStep: "seed/s"
        case .code: "KRK0327"
        }
    }

    /// A value that is wrong under a key; nil where nothing is.
    static func wrongValues(_ shape: ValueShape) -> [Node] {
        let map = mapping([("x", scalar("y"))])
        switch shape {
        case .text(let form): return [map, list([scalar("x")])] + wrongTexts(form).map(scalar)
        case .localizedText: return [scalar("x"), list([]), map, parse("{ja: 文}")]
        case .list(let element, let isEmptyAllowed):
            let elements = wrongValues(element).prefix(1).map { list([$0]) }
            return [scalar("x"), map] + elements + (isEmptyAllowed ? [] : [list([])])
        case .mapping(let name):
            let mayBeList = LanguageShapes.shape(named: name)?.mayBeList == true
            return [scalar("x")] + (mayBeList ? [list([scalar("x")])] : [list([])])
        case .oneMappingOf: return [scalar("x"), list([]), map, mapping([])]
        case .either(let alternatives):
            // A scalar, a list and a mapping: those that no alternative takes.
            return alternatives.map(wrongValues).reduce([scalar("x"), list([map]), map]) { wrong, more in
                wrong.filter { candidate in more.contains { $0 == candidate } || more.isEmpty }
            }
        }
    }

    private static func wrongTexts(_ form: TextForm) -> [String] {
        switch form {
        case .any, .template: []
        case .identifier: ["Not an identifier", "a..b", "UPPER"]
        case .identifierWithCapitals: ["a b", "-x"]
        case .variable: ["nodot", "a.B", "1"]
        case .duration: ["soon", "5", "5 m"]
        case .integer: ["many", "1.5", "1_0"]
        case .percentage: ["101%", "50", "05%"]
        case .shareOrCount: ["101%", "05%", "-1", "many"]
        case .numbers: ["many", "1...2", "..5"]
        case .truth: ["yes", "on", "1"]
        case .edition: ["2", "one"]
        case .size: ["16", "16MB"]
        case .word: ["nonsense", "1"]
        case .runbookStep: ["noslash", "a/b/c"]
        case .code: ["KRK1", "krk0305"]
        }
    }

    /// A text with `node` in place of the mapping of a shape, as near to the root as there is one.
    ///
    /// - Parameters:
    ///   - shape: the shape.
    ///   - node: what stands there.
    func text(with shape: MappingShape, being node: Node) -> String? {
        guard shape.name != kind.shape.name else { return Self.write(node) }
        return path(to: shape.name).map { steps in
            Self.write(Self.place(node, along: steps[...], in: root, of: kind.shape))
        }
    }

    /// The keys and shapes that lead to a shape; nil if nothing does.
    private func path(to name: String) -> [(key: String?, value: ValueShape, shape: String)]? {
        var queue: [(shape: MappingShape, path: [(String?, ValueShape, String)])] = [(kind.shape, [])]
        var seen: Set<String> = [kind.shape.name]
        while !queue.isEmpty {
            let (shape, path) = queue.removeFirst()
            if shape.name == name { return path }
            var values: [(String?, ValueShape)] = shape.keys.map { ($0.name, $0.value) }
            if let free = shape.freeKeys { values.append((nil, free.value)) }
            for (key, value) in values {
                for next in value.shapeNames where seen.insert(next).inserted {
                    if let shape = LanguageShapes.shape(named: next) {
                        queue.append((shape, path + [(key, value, next)]))
                    }
                }
            }
        }
        return nil
    }

    private static func place(
        _ node: Node, along path: ArraySlice<(key: String?, value: ValueShape, shape: String)>, in outer: Node,
        of shape: MappingShape
    ) -> Node {
        guard let step = path.first, let next = LanguageShapes.shape(named: step.shape) else { return node }
        let within = next.name == "step" ? self.step(for: path.dropFirst().first?.shape) : mapping(next)
        let inner = path.count == 1 ? node : place(node, along: path.dropFirst(), in: within, of: next)
        let isInList = { (value: ValueShape) -> Bool in
            switch value {
            case .list: true
            case .either(let alternatives):
                !alternatives.contains { if case .mapping(step.shape) = $0 { true } else { false } }
                    && !alternatives.contains { if case .localizedText = $0 { true } else { false } }
            default: false
            }
        }
        // One choice alone could not fail.
        let others = next.name == "choice" ? [parse("{value: stopped, title: {ja: 停止, en: stopped}}")] : []
        let value = isInList(step.value) ? list([inner] + others) : inner
        let freeKey = shape.freeKeys.map { shape.name == "lookups" ? "word" : text($0.key) }
        let key = step.key ?? freeKey ?? ""
        let excluded = (shape.exactlyOneOf + shape.atMostOneOf).filter { $0.contains(key) }.flatMap { $0 }
        let kept = (outer.entries ?? []).filter { $0.key != key && !excluded.contains($0.key) }
        // What the key excludes may have been all of another choice.
        let needed = shape.exactlyOneOf.filter { choice in
            !choice.contains(key) && !kept.contains { choice.contains($0.key) }
        }.compactMap { choice in shape.keys.first { $0.name == choice.last && !excluded.contains($0.name) } }
        return mapping(
            kept.map { ($0.key, $0.value) } + needed.map { ($0.name, Self.value($0.value)) } + [(key, value)])
    }

    /// A step that may have an action.
    private static func step(for action: String?) -> Node {
        switch action {
        case "wait-action", "include-action", "parallel-action":
            parse("{id: outer, title: {ja: 段, en: step}, source: [M1]}")
        case "approve-action":
            parse("{id: outer, title: {ja: 段, en: step}, source: [M1], typical: 1m, timeout: 5m}")
        default: LanguageShapes.shape(named: "step").map(mapping) ?? scalar("no step")
        }
    }

    /// A flow text: plain where the words are simple, so that numbers stay numbers.
    static func write(_ node: Node) -> String {
        switch node.content {
        case .scalar(let text): return written(text)
        case .template(let template): return written(template.shown)
        case .sequence(let elements): return "[" + elements.map(write).joined(separator: ", ") + "]"
        case .mapping(let entries):
            return "{" + entries.map { "\(written($0.key)): \(write($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    private static func written(_ text: String) -> String {
        let simple = text.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || "0123456789./-_%".unicodeScalars.contains($0))
        }
        if simple, !text.isEmpty, text.first != "-", text.first != "%" { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
