import Foundation
import KirikaeCanonicalJSON
import KirikaeForms
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// Judges texts by the JSON Schemas as an editor does: with a YAML reader that follows YAML 1.2's core schema.
enum EditorReader {
    /// A text and the kind of file it is meant to be.
    struct Case {
        var name: String
        var kind: String
        var text: String
    }

    /// What the schemas object to in each text, by name; an empty list where they object to nothing.
    static func judge(_ cases: [Case], schemas: [String: JSONValue] = shipped) throws -> [String: [String]] {
        let input = JSONValue.object([
            "schemas": .object(schemas),
            "cases": .array(
                cases.map { .object(["name": .string($0.name), "kind": .string($0.kind), "text": .string($0.text)]) }),
        ])
        let folder = try TemporaryFolder()
        let inputFile = try folder.write(input.canonicalText, to: "input.json")
        let scriptFile = try folder.write(script, to: "judge.py")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-W", "ignore", scriptFile, inputFile]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Missing(text: "python3 with jsonschema and yaml is needed: run .ci/install")
        }
        let answer = try JSONValue(parsing: [UInt8](data))
        return (answer.objectValue ?? [:]).mapValues { ($0.arrayValue ?? []).compactMap(\.stringValue) }
    }

    struct Missing: Error { var text: String }

    static let shipped = Dictionary(
        uniqueKeysWithValues: LanguageShapes.fileKinds.map { ($0.name, SchemaWriter(kind: $0).schema) })

    private static let script = #"""
        import json, re, sys
        import jsonschema, yaml

        class Core(yaml.SafeLoader):
            yaml_implicit_resolvers = {}

            def mapping(self, node):
                return {key.value: self.construct_object(value, deep=True) for key, value in node.value}

            def integer(self, node):
                text = node.value
                base = 8 if text[:2] == "0o" else 16 if text[:2] == "0x" else 10
                return int(text[2:] if base != 10 else text, base)

        Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(null|Null|NULL|~|)$"), None)
        Core.add_implicit_resolver(
            "tag:yaml.org,2002:bool", re.compile(r"^(true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
        Core.add_implicit_resolver(
            "tag:yaml.org,2002:int", re.compile(r"^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$"), list("-+0123456789"))
        Core.add_implicit_resolver(
            "tag:yaml.org,2002:float",
            re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"), list("-+.0123456789"))
        Core.add_constructor("tag:yaml.org,2002:map", Core.mapping)
        Core.add_constructor("tag:yaml.org,2002:int", Core.integer)

        with open(sys.argv[1], encoding="utf-8") as file:
            data = json.load(file)
        validators = {}
        for kind, schema in data["schemas"].items():
            jsonschema.Draft202012Validator.check_schema(schema)
            validators[kind] = jsonschema.Draft202012Validator(schema)
        answer = {}
        for case in data["cases"]:
            value = yaml.load(case["text"], Loader=Core)
            errors = validators[case["kind"]].iter_errors(value)
            answer[case["name"]] = ["/".join(map(str, e.absolute_path)) + ": " + e.message[:200] for e in errors]
        json.dump(answer, sys.stdout)
        """#
}
