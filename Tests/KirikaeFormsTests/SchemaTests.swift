import Foundation
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeForms
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// The JSON Schemas and the decoders agree: on what is shipped, on what is right, and on what is spoiled.
@Suite struct SchemaTests {
    @Test func everyShapeIsNamedOnceAndReached() {
        let names = LanguageShapes.all.map(\.name)
        #expect(Set(names).count == names.count)
        let reached = Set(LanguageShapes.fileKinds.flatMap { LanguageShapes.reached(from: $0.shape) }.map(\.name))
        #expect(Set(names).subtracting(reached) == [])
        #expect(reached.subtracting(names) == [])
        #expect(Set(LanguageShapes.fileKinds.map(\.name)) == Set(ShapeSeeds.roots.keys))
    }

    @Test func everyShippedFileIsValid() throws {
        let folder = ProjectFolder.runbooks
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        let cases = try names.map { name in
            let text = try ProjectFolder.text(of: "Runbooks/\(name)")
            let kind = try #require(LanguageShapes.fileKind(of: ShapeSeeds.parse(text)))
            return EditorReader.Case(name: name, kind: kind.name, text: text)
        }
        let found = try EditorReader.judge(cases)
        #expect(found.count >= 10)
        for (name, errors) in found { #expect(errors == [], "\(name)") }
    }

    @Test func rightDocumentsAreRightForBoth() throws {
        let cases = Self.seeds
        #expect(cases.count >= LanguageShapes.all.count)
        let found = try EditorReader.judge(cases)
        for chunk in cases {
            #expect(found[chunk.name] == [], "schema, \(chunk.name): \(chunk.text)")
            let errors = Self.errors(chunk)
            #expect(errors.isEmpty, "decoder, \(chunk.name): \(chunk.text)\n\(errors)")
        }
    }

    @Test func spoiledDocumentsAreWrongForBoth() throws {
        let cases = Self.spoiled
        print("spoiled documents: \(cases.count)")
        #expect(cases.count >= 600)
        let found = try EditorReader.judge(cases)
        for chunk in cases {
            #expect(found[chunk.name]?.isEmpty == false, "schema passes \(chunk.name): \(chunk.text)")
            #expect(
                !Self.errors(chunk).isEmpty || Self.isRefusedByTheLibrary(chunk),
                "decoder passes \(chunk.name): \(chunk.text)")
        }
    }

    /// What no schema sees: stated on the page of the language, and true.
    @Test(arguments: [
        ("answers", "{kirikae: 1, answers: a, by: x, entries: [], entries: []}"),
        ("answers", "{kirikae: 1, answers: a, by: x, entries: [{in-doubt: a/b, answer: done}]}"),
        (
            "manual",
            "{kirikae: 1, manual: a, title: {ja: 文, en: t}, edition: '1', date: '2', facts: [{id: A, kind: erratum, text: {ja: 文, en: t}}]}"
        ),
        (
            "runbook",
            "{kirikae: 1, runbook: a, direction: both, title: {ja: 文, en: t}, steps: [{id: s, title: {ja: 文, en: t}, source: [], action: {include: a}}]}"
        ),
    ])
    func faultsThatOnlyTheDecoderSees(kind: String, text: String) throws {
        let chunk = EditorReader.Case(name: "only", kind: kind, text: text)
        #expect(!Self.errors(chunk).isEmpty)
        #expect(try EditorReader.judge([chunk])["only"] == [])
    }

    /// A schema that allows everything lets every spoiled document pass: the comparison above is able to fail.
    @Test func anEmptySchemaIsNoticed() throws {
        let cases = Array(Self.spoiled.prefix(5))
        let empty = EditorReader.shipped.mapValues { _ in JSONValue.object([:]) }
        #expect(try EditorReader.judge(cases, schemas: empty).values.allSatisfy(\.isEmpty))
    }

    // MARK: Documents

    /// Every shape in a file of every kind that reaches it, and the files themselves.
    static let seeds: [EditorReader.Case] = LanguageShapes.fileKinds.flatMap { kind -> [EditorReader.Case] in
        let seeds = ShapeSeeds(kind: kind)
        return LanguageShapes.reached(from: kind.shape).compactMap { shape in
            let node = shape.name == kind.shape.name ? seeds.root : ShapeSeeds.mapping(shape)
            return seeds.text(with: shape, being: node).map {
                EditorReader.Case(name: "\(kind.name)/\(shape.name)", kind: kind.name, text: $0)
            }
        }
    }

    /// For every shape: an unknown key, each required key removed, each key given a wrong value.
    static let spoiled: [EditorReader.Case] = LanguageShapes.fileKinds.flatMap { kind -> [EditorReader.Case] in
        let seeds = ShapeSeeds(kind: kind)
        return LanguageShapes.reached(from: kind.shape).flatMap { shape -> [EditorReader.Case] in
            let good = shape.name == kind.shape.name ? seeds.root : ShapeSeeds.mapping(shape)
            return spoil(good, shape).compactMap { name, node in
                seeds.text(with: shape, being: node).map {
                    EditorReader.Case(name: "\(kind.name)/\(shape.name): \(name)", kind: kind.name, text: $0)
                }
            }
        }
    }

    private static func spoil(_ good: Node, _ shape: MappingShape) -> [(String, Node)] {
        let entries = (good.entries ?? []).map { ($0.key, $0.value) }
        var result: [(String, Node)] = []
        if shape.freeKeys?.key != .any {
            result.append(("unknown key", ShapeSeeds.mapping(entries + [("No Such Key", ShapeSeeds.scalar("x"))])))
        }
        for name in shape.requiredNames + (shape.names.contains("ja") ? ["ja", "en"] : []) {
            result.append(("without \(name)", ShapeSeeds.mapping(entries.filter { $0.0 != name })))
        }
        for choice in shape.exactlyOneOf {
            result.append(("none of \(choice)", ShapeSeeds.mapping(entries.filter { !choice.contains($0.0) })))
            let missing = shape.keys.filter { key in choice.contains(key.name) && !entries.contains { $0.0 == key.name }
            }
            let more = missing.prefix(1).map { ($0.name, ShapeSeeds.value($0.value)) }
            result.append(("two of \(choice)", ShapeSeeds.mapping(entries + more)))
        }
        if shape.freeKeys?.isRequired == true { result.append(("empty", ShapeSeeds.mapping([]))) }
        if !shape.notAlone.isEmpty {
            result.append(("no test", ShapeSeeds.parse("{because: {ja: 文, en: text}}")))
        }
        for key in shape.keys {
            let excluded = shape.exactlyOneOf.filter { $0.contains(key.name) }.flatMap { $0 }
            let others = entries.filter { $0.0 != key.name && !excluded.contains($0.0) }
            for (index, wrong) in ShapeSeeds.wrongValues(key.value).enumerated() {
                result.append(("\(key.name) wrong \(index)", ShapeSeeds.mapping(others + [(key.name, wrong)])))
            }
        }
        if let free = shape.freeKeys {
            for (index, wrong) in ShapeSeeds.wrongValues(free.value).enumerated() {
                let key = shape.name == "lookups" ? "word" : entries.first?.0 ?? ""
                result.append(("value wrong \(index)", ShapeSeeds.mapping([(key, wrong)])))
            }
        }
        return result
    }

    /// Whether reading it as a whole file beside a service model reports more than for the right document.
    ///
    /// A name that has not the form of a name is reported as one that is defined nowhere.
    private static func isRefusedByTheLibrary(_ chunk: EditorReader.Case) -> Bool {
        let shape = chunk.name.prefix { $0 != ":" }
        guard let right = seeds.first(where: { $0.name == shape }) else { return false }
        return !libraryErrors(chunk.text).subtracting(libraryErrors(right.text)).isEmpty
    }

    private static func libraryErrors(_ text: String) -> Set<String> {
        let texts = [("service.yaml", ShapeSeeds.roots["service"] ?? ""), ("text.yaml", text)]
        let library = RunbookLibrary(files: texts.map { .init(path: $0.0, bytes: Array($0.1.utf8)) })
        return Set(
            library.diagnostics.all.filter { $0.message.severity == .error }.map {
                "\($0.message.code) \($0.message.text(in: .en))"
            })
    }

    /// The errors that the reader and the decoder of a kind of file find; nothing of what needs other files.
    static func errors(_ chunk: EditorReader.Case) -> [String] {
        let context = DecodingContext()
        let root = SyntaxParser().parse(Array(chunk.text.utf8), file: "chunk", into: &context.diagnostics)
        guard let root else { return ["unreadable"] }
        switch chunk.kind {
        case "service": _ = ServiceDecoder(context: context).decode(root)
        case "runbook":
            if let template = RunbookTemplate(root, in: context) {
                _ = RunbookDecoder.decode(template, arguments: template.sampleArguments, in: context)
            }
        case "environment":
            if let template = EnvironmentTemplate(root, in: context) {
                _ = template.decode(arguments: template.sampleArguments, in: context)
            }
        case "inventory": _ = InventoryFile(root, path: "inventory.yaml", in: context)
        case "answers": _ = AnswerSheet(root, in: context)
        case "scenario": _ = Scenario(root, in: context)
        case "manual": _ = Manual(root, in: context)
        default: _ = Project(root, knownSeverities: { ["KRK0327": .warning, "KRK0345": .warning] }, in: context)
        }
        return context.diagnostics.all.filter { $0.message.severity == .error }.map {
            "\($0.message.code) \($0.message.text(in: .en))"
        }
    }
}
