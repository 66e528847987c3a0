import KirikaeService
import KirikaeSyntax

/// Finds every `source` key of a file as it is written, by the shapes of the language.
///
/// A shape that gets such a key is covered without a word here. Nothing is decoded, so steps that no plan has are seen as well.
struct CitationReader {
    private(set) var citations: [Citation] = []
    /// The identifier of the file.
    private let name: String
    private let kind: LanguageShapes.FileKind

    private struct Place {
        var holder: Citation.Holder
        var part: Citation.Part
    }

    /// Reads a file; nil if it is of no kind.
    init?(_ root: Node) {
        guard let kind = LanguageShapes.fileKind(of: root), let holder = Citation.HolderKind(rawValue: kind.name)
        else { return nil }
        self.kind = kind
        name = root[kind.name]?.scalar ?? ""
        read(root, as: kind.shape, at: Place(holder: .init(kind: holder, name: name), part: .whole), below: [])
    }

    private mutating func read(_ node: Node, as shape: MappingShape, at place: Place, below keys: [String]) {
        guard let entries = node.entries else { return }
        let place = self.place(of: node, within: place, below: keys)
        for entry in entries {
            guard let key = shape.keys.first(where: { $0.name == entry.key }) else {
                if let free = shape.freeKeys {
                    read(entry.value, as: free.value, at: place, below: keys + [entry.key])
                }
                continue
            }
            if key.name == "source" {
                for element in entry.value.elements ?? [] {
                    guard let fact = element.scalar else { continue }
                    citations.append(
                        Citation(
                            fact: Located(fact, at: element.location), holder: place.holder, part: place.part))
                }
            } else {
                read(entry.value, as: key.value, at: place, below: keys + [entry.key])
            }
        }
    }

    private mutating func read(_ node: Node, as value: ValueShape, at place: Place, below keys: [String]) {
        switch value {
        case .text, .localizedText: break
        case .list(let element, _):
            for node in node.elements ?? [] { read(node, as: element, at: place, below: keys) }
        case .mapping(let name):
            guard let shape = LanguageShapes.shape(named: name) else { return }
            if shape.mayBeList, let elements = node.elements {
                for element in elements { read(element, as: value, at: place, below: keys) }
            } else {
                read(node, as: shape, at: place, below: keys)
            }
        case .oneMappingOf(let names):
            let shapes = names.compactMap(LanguageShapes.shape(named:))
            if let shape = shapes.first(where: { $0.requiredNames.first.map { node[$0] != nil } == true }) {
                read(node, as: shape, at: place, below: keys)
            }
        case .either(let alternatives):
            let isList = node.elements != nil
            let fitting = alternatives.first { alternative in
                switch alternative {
                case .list: isList
                case .mapping, .oneMappingOf, .localizedText: node.entries != nil
                case .text, .either: node.scalar != nil
                }
            }
            if let fitting { read(node, as: fitting, at: place, below: keys) }
        }
    }

    /// Where a mapping stands, given where the one around it does and the keys that lead to it.
    private func place(of node: Node, within outer: Place, below keys: [String]) -> Place {
        guard let last = keys.last else { return outer }
        func holder(_ kind: Citation.HolderKind, _ name: String?) -> Place {
            name.map { Place(holder: .init(kind: kind, name: $0), part: .whole) } ?? outer
        }
        switch (kind.name, last) {
        case ("runbook", "steps"), ("runbook", "parallel"):
            return holder(.step, node["id"]?.scalar.map { "\(name)/\($0)" })
        case ("runbook", _): return Place(holder: outer.holder, part: part(last) ?? outer.part)
        case ("service", _) where keys.first == "variables" && keys.count == 2: return holder(.variable, last)
        case ("service", "transitions"): return holder(.transition, node["id"]?.scalar)
        case ("service", "invariants"): return holder(.invariant, node["id"]?.scalar)
        case ("service", _) where keys.count == 1:
            return holder(.service, node["id"]?.scalar.map { "\(last)/\($0)" })
        default: return outer
        }
    }

    /// The part of a runbook or step that a key opens; nil for a key within one.
    private func part(_ key: String) -> Citation.Part? {
        switch key {
        case "preconditions": .precondition
        case "instructions": .instruction
        case "verifications": .verification
        case "postconditions": .postcondition
        case "cautions": .caution
        case "notes": .note
        case "unless", "until": .condition
        default: nil
        }
    }
}
