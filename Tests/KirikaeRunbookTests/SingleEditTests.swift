import Foundation
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// Mistakes made at random in the shipped files, one at a time: each must be found.
///
/// The seed is printed; `KIRIKAE_TEST_SEED` repeats a run.
@Suite struct SingleEditTests {
    private static let editsOfEachKind = 12

    private static let keys = [
        "runbook", "direction", "title", "steps", "source", "action", "manual", "instructions", "answer", "ask",
        "choices", "accept", "reports", "typical", "timeout", "changes", "verifications", "reverse", "preconditions",
        "unless", "command", "on", "critical", "interrupted", "cautions", "notes", "because", "within", "do", "press",
        "at", "ja", "en", "id", "parameters", "lookups", "postconditions", "wait", "conversation", "expect", "send",
    ].joined(separator: "|")

    private static let variables = #"[a-z0-9]+(?:\.[a-z0-9-]+)+"#
    private static let everywhere = SingleEdit.runbooks + ["environments/", "service.yaml", "answers/"]

    static let kinds: [SingleEdit] = [
        .slip("a key misspelt", at: #"(?m)^[ -]*(\#(keys)):(?= |$)"#),
        .slip(
            "a key of an environment misspelt", in: ["environments/"],
            at: #"(?m)^(environment|title|places|hosts|observe):"#),
        .slip(
            "a key of the service misspelt", in: ["service.yaml"],
            at: #"(?m)^ +(title|values|start|when|then|takes|because):"#),
        .slip("a variable misspelt", in: everywhere, at: #"(?m)[ {](\#(variables)): "#),
        .slip(
            "a value misspelt", in: SingleEdit.runbooks + ["service.yaml"], at: #"[ {]\#(variables): ([a-z-]+)[ ,}\n]"#),
        .slip("a reported variable misspelt", at: #"reports: ([a-z.-]+)\n"#),
        .slip("a step misspelt", in: SingleEdit.runbooks + ["answers/"], at: #"(?:reverse|step): [a-z.-]+/([a-z-]+)"#),
        .slip(
            "a runbook misspelt", in: SingleEdit.runbooks + ["answers/"],
            at: #"(?:include|reverse|step): ([a-z]+\.[a-z-]+)"#),
        .slip("a place misspelt", at: #"(?m)^ +at: ([a-z0-9-]+)$"#),
        .slip("a host misspelt", at: #"(?m)^ +on: ([a-z0-9-]+)$"#),
        .slip("a reference misspelt", in: SingleEdit.runbooks + ["environments/"], at: #"\$\{([a-z0-9-]+)\}"#),
        .slip("an argument misspelt", at: #"with: \{([a-z]+):"#),
        .slip("the value of an argument misspelt", at: #"with: \{[a-z]+: ([a-z0-9]+)"#),
        .omission("a required key left out", at: #"(?m)^    (?:typical|timeout|changes): .*\n"#),
        .omission("the source of a step left out", at: #"(?m)^  - id: .*\n    title: \{.*\n(    source: .*\n)"#),
        .omission("the verifications left out", at: #"(?m)^    verifications:.*\n(?:      .*\n)*"#),
        .writing(
            "    verifications: []\n", "a change not verified",
            at: #"(?m)^    changes: \{[^}\n]+\}\n(    verifications:\n(?:      .*\n)+)"#),
        .omission(
            "the reverse of a change left out",
            at: #"(?m)^    changes: \{[^}\n]+\}\n(?:(?!  - id:).*\n)*?(    reverse: [a-z].*\n)"#),
        .omission("a translation left out", at: #"\{ja: [^{},"\n]+(, en: [^{},"\n]+)\}"#),
        .omission("the arguments of an include left out", at: #"(, with: \{[^}]+\})"#),
        .omission("a bracket left out", at: #"(?m)^ +source: \[.*(\])$"#),
        .omission("a name of an environment left out", in: ["environments/"], at: #"(?m)^  [a-z0-9-]+: \{title: .*\n"#),
        .writing("1ms", "a timeout below the typical time", at: #"(?m)^    timeout: (\S+)$"#),
        .writing("soon", "a duration that is none", at: #"(?m)^    (?:typical|timeout): (\S+)$"#),
        .writing("[]", "no answer accepted", at: #"accept: (\[[^\]]+\])"#),
        .writing("2", "another edition", in: everywhere, at: #"kirikae: (1)"#),
        .writing("\t", "a tab", at: #"(?m)^(    )(?:typical|timeout):"#),
        SingleEdit("a line doubled", at: #"(?m)^    (?:typical|timeout): .*\n"#) { old, _, _ in old + old },
        SingleEdit("the word of the other direction", at: #"_(To_Backup|To_Main)\."#) { old, _, _ in
            old == "To_Main" ? "To_Backup" : "To_Main"
        },
        SingleEdit("the name of another step", at: #"(?m)^  - id: ([a-z0-9-]+)$"#) { old, text, generator in
            let names = text.matches(of: /\n  - id: ([a-z0-9-]+)\n/).map { String($0.output.1) }
            return names.filter { $0 != old }.randomElement(using: &generator) ?? old
        },
        SingleEdit("a letter of another alphabet", at: #"command: \[(.*)\]"#) { old, _, generator in
            let places = old.indices.filter { "oeacpxy_".contains(old[$0]) }
            guard let place = places.randomElement(using: &generator) else { return old }
            let looksLike: [Character: String] = ["o": "о", "e": "е", "a": "а", "c": "с", "p": "р", "x": "х", "y": "у"]
            return old[..<place] + (looksLike[old[place]] ?? "＿") + old[old.index(after: place)...]
        },
    ]

    private static func shipped() throws -> EditedFolder {
        let names = try ProjectFolder.runbookPaths()
        let texts = try names.map { ($0, try ProjectFolder.text(of: "Runbooks/\($0)")) }
        return EditedFolder(texts: Dictionary(texts, uniquingKeysWith: { first, _ in first }))
    }

    /// They are not YAML, and are not edited here.
    private static let signers: [RunbookLibrary.SourceFile] = {
        let paths = (try? ProjectFolder.signersPaths()) ?? []
        return paths.compactMap { path in
            (try? ProjectFolder.bytes(of: "Runbooks/\(path)")).map { .init(path: path, bytes: $0) }
        }
    }()

    private func findings(_ folder: EditedFolder) -> [Diagnostic] {
        let files = folder.texts.map { RunbookLibrary.SourceFile(path: $0.key, bytes: Array($0.value.utf8)) }
        return RunbookLibrary(files: files + Self.signers).diagnostics.all
    }

    @Test func thereAreEnough() throws {
        #expect(Self.kinds.count * Self.editsOfEachKind >= 300)
        #expect(Set(Self.kinds.map(\.name)).count == Self.kinds.count)
        #expect(findings(try Self.shipped()).isEmpty, "every finding after an edit is due to the edit")
    }

    @Test(arguments: kinds)
    func everyEditIsFound(kind: SingleEdit) throws {
        var generator = SeededGenerator(for: "single edits, \(kind.name)")
        let shipped = try Self.shipped()
        var counts: [String: Int] = [:]
        for _ in 0..<Self.editsOfEachKind {
            let made = try #require(try shipped.making(kind, using: &generator), "there is no place for: \(kind.name)")
            let found = findings(made.folder)
            #expect(!found.isEmpty, "\(kind.name), seed \(generator.seed): \(made.change)")
            for code in Set(found.map(\.message.code)) { counts[code, default: 0] += 1 }
        }
        let codes = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) ×\($0.value)" }
        print("\(kind.name): \(Self.editsOfEachKind) edits, found \(codes.joined(separator: ", "))")
    }
}
