import KirikaeService
import KirikaeSyntax

/// The whole language as data: its kinds of file, and every shape by name.
///
/// The JSON Schema, the canonical form and the reference are made from it and from nothing else.
public enum LanguageShapes {
    /// A kind of file.
    public struct FileKind: Sendable {
        /// Its name, which is also the second key of such a file.
        public let name: String
        /// The shape of the whole file.
        public let shape: MappingShape
        /// Whether `${name}` stands for the value of a parameter in it.
        public let hasParameters: Bool
    }

    /// The kinds of file.
    public static let fileKinds: [FileKind] = [
        FileKind(name: "service", shape: .service, hasParameters: false),
        FileKind(name: "runbook", shape: .runbook, hasParameters: true),
        FileKind(name: "environment", shape: .environment, hasParameters: true),
        FileKind(name: "inventory", shape: .inventoryFile, hasParameters: false),
        FileKind(name: "answers", shape: .answers, hasParameters: false),
        FileKind(name: "scenario", shape: .scenario, hasParameters: false),
        FileKind(name: "manual", shape: .manualIndex, hasParameters: false),
        FileKind(name: "project", shape: .project, hasParameters: false),
    ]

    /// Every shape, in the order of the reference.
    public static let all: [MappingShape] =
        [.localizedText] + MappingShape.ofService + MappingShape.ofRunbooks + MappingShape.ofEnvironments
        + MappingShape.ofChecks
        + MappingShape.ofManuals

    private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// The shape of a name.
    public static func shape(named name: String) -> MappingShape? {
        byName[name]
    }

    /// The kind of a file, by its first key beside `kirikae`; nil if that names none.
    public static func fileKind(of root: Node) -> FileKind? {
        guard let entries = root.entries, let second = entries.first(where: { $0.key != "kirikae" }) else { return nil }
        return fileKinds.first { $0.name == second.key }
    }

    /// A shape and all shapes that are reached from it, each once, nearest first.
    public static func reached(from root: MappingShape) -> [MappingShape] {
        var found = [root]
        var index = 0
        while index < found.count {
            let shape = found[index]
            let values = shape.keys.map(\.value) + [shape.freeKeys?.value].compactMap { $0 }
            for name in values.flatMap(\.shapeNames) where !found.contains(where: { $0.name == name }) {
                if let next = byName[name] { found.append(next) }
            }
            index += 1
        }
        return found
    }
}

extension ValueShape {
    /// The names of the shapes that may stand here.
    public var shapeNames: [String] {
        switch self {
        case .text: []
        case .localizedText: [MappingShape.localizedText.name]
        case .list(let element, _): element.shapeNames
        case .mapping(let name): [name]
        case .oneMappingOf(let names): names
        case .either(let alternatives): alternatives.flatMap(\.shapeNames)
        }
    }
}
