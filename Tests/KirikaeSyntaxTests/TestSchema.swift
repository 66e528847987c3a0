import KirikaeDiagnostics
import KirikaeSyntax

/// A small file format that has one key of every plain type, to test reading with.
struct TestSchema {
    enum Mode: String, CaseIterable {
        case verify, ask, `repeat`
    }

    var id: Located<String>?
    var title: LocalizedText?
    var label: LocalizedText?
    var timeout: Milliseconds?
    var critical: Bool?
    var mode: Mode?
    var names: [Located<String>] = []
    var changes: [(variable: Located<String>, value: Located<String>)] = []

    static let shape = MappingShape(
        "test", "One key of every plain type.",
        keys: [
            .required("kirikae", .text(.edition), "The edition."),
            .required("id", .text(.identifier), "A name."),
            .optional("title", .localizedText, "Words."),
            .optional("label", .either([.anyText, .localizedText]), "A label."),
            .optional("timeout", .text(.duration), "A time."),
            .optional("critical", .text(.truth), "A truth value."),
            .optional("mode", .text(.word(Mode.allCases.map(\.rawValue))), "A word."),
            .optional("names", .texts, "Names."),
            .optional("changes", .mapping("changes"), "Values."),
        ])

    /// Reads a whole text, and gives what was read and what was found.
    static func read(_ bytes: [UInt8], file: String = "test.yaml", limits: SyntaxLimits = SyntaxLimits())
        -> (schema: TestSchema?, diagnostics: Diagnostics)
    {
        let context = DecodingContext()
        guard let root = SyntaxParser(limits: limits).parse(bytes, file: file, into: &context.diagnostics),
            let reader = MappingReader(root, shape, in: context)
        else { return (nil, context.diagnostics) }
        var schema = TestSchema()
        context.edition(reader)
        schema.id = context.identifier(reader["id"])
        schema.title = context.localizedText(reader["title"])
        schema.label = context.textOrLocalizedText(reader["label"])
        schema.timeout = context.duration(reader["timeout"])
        schema.critical = context.truth(reader["critical"])
        schema.mode = context.word(reader["mode"], as: Mode.self)
        schema.names = context.texts(reader["names"])
        schema.changes = context.assignments(reader["changes"])
        context.reportDuplicates(schema.names)
        return (schema, context.diagnostics)
    }
}

/// The tree of a text, and what was found.
func parse(_ text: String) -> (root: Node?, diagnostics: Diagnostics) {
    parse(bytes: Array(text.utf8))
}

/// The tree of some bytes, and what was found.
func parse(bytes: [UInt8]) -> (root: Node?, diagnostics: Diagnostics) {
    var diagnostics = Diagnostics()
    let root = SyntaxParser().parse(bytes, file: "test.yaml", into: &diagnostics)
    return (root, diagnostics)
}

extension Diagnostics {
    /// The codes, in the order found.
    var codes: [String] { all.map(\.message.code) }
}
