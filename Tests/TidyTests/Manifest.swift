/// What `Package.swift` says about targets, read from its text.
struct Manifest {
    /// A target of this package.
    struct Target {
        var name: String
        var line: Int
        var dependencies: [String]
    }

    /// The targets from top to bottom.
    let targets: [Target]

    /// Reads every `.target(name: …)`, `.executableTarget(…)`, `.systemLibrary(…)` and every `("Name", […])` of the table of
    /// tests.
    init(_ text: String) {
        var targets: [Target] = []
        let scalars = Array(text)
        let openings = [".target(", ".executableTarget(", ".systemLibrary(", ".testTarget("]
        var index = 0
        var line = 1
        while index < scalars.count {
            if scalars[index] == "\n" { line += 1 }
            let opening = openings.first { Self.matches($0, in: scalars, at: index) }
            let isRow = scalars[index] == "(" && index > 0 && " \n[".contains(scalars[index - 1])
            if opening != nil || isRow {
                let start = index + (opening?.count ?? 1)
                let body = Self.body(of: scalars, from: start)
                if let target = Self.target(in: body, line: line, isRow: opening == nil) { targets.append(target) }
            }
            index += 1
        }
        self.targets = targets
    }

    /// Dependencies that are not defined above the target that has them.
    func findings(in file: String) -> [TidyFile.Finding] {
        let own = Set(targets.map(\.name))
        var above: Set<String> = []
        var findings: [TidyFile.Finding] = []
        for target in targets {
            for dependency in target.dependencies where own.contains(dependency) && !above.contains(dependency) {
                findings.append(
                    .init(
                        file: file, line: target.line,
                        message: "\(target.name) uses \(dependency), which is not above it"))
            }
            above.insert(target.name)
        }
        return findings
    }

    /// Imports of modules of this package that the target does not name as a dependency.
    func undeclaredImports(in file: TidyFile, folders: [String: String]) -> [TidyFile.Finding] {
        let own = Set(targets.map(\.name))
        guard let name = folders[file.target], let target = targets.first(where: { $0.name == name }) else { return [] }
        return file.findings(in: file.code) { line in
            guard let module = FileRule.importedModule(in: line), own.contains(module),
                !target.dependencies.contains(module), module != "KirikaeTestSupport"
            else { return nil }
            return "\(name) imports \(module) but does not name it in Package.swift"
        }
    }

    private static func matches(_ word: String, in text: [Character], at index: Int) -> Bool {
        index + word.count <= text.count && text[index..<(index + word.count)].elementsEqual(word)
    }

    /// The text up to the parenthesis that closes.
    private static func body(of text: [Character], from start: Int) -> String {
        var depth = 1
        var index = start
        while index < text.count, depth > 0 {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            index += 1
        }
        return String(text[start..<max(start, index - 1)])
    }

    private static func target(in body: String, line: Int, isRow: Bool) -> Target? {
        let strings = body.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        let head = body.drop { $0 == " " || $0 == "\n" }
        guard let name = strings.first, head.hasPrefix(isRow ? "\"" : "name: \"") else { return nil }
        if isRow { return Target(name: name, line: line, dependencies: Array(strings.dropFirst())) }
        guard let start = body.firstRange(of: "dependencies: [") else {
            return Target(name: name, line: line, dependencies: [])
        }
        let list = body[start.upperBound...].prefix { $0 != "]" }
        // The names of products of other packages stand in parentheses of their own.
        var plain = ""
        var depth = 0
        for character in list {
            if character == "(" { depth += 1 }
            if depth == 0 { plain.append(character) }
            if character == ")" { depth -= 1 }
        }
        let names = plain.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        return Target(name: name, line: line, dependencies: names)
    }
}
