import Foundation
import KirikaeCanonicalJSON
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// `kirikae check --format`: documents for programs, on standard output and nothing else there.
@Suite(.serialized) struct CheckFormatTests {
    /// A folder with an error that has a note, a warning, and a file whose name needs care in an address.
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (name, bytes) in ExplanationExample.base {
            try folder.write(String(decoding: bytes, as: UTF8.self), to: "R/\(name)")
        }
        try folder.write(
            """
            kirikae: 1
            project: example
            title: {ja: 例, en: Example}
            severities: {KRK0107: error}

            """, to: "R/project.yaml")
        try folder.write(
            """
            kirikae: 1
            answers: night
            answers: day
            by: 訓練 花子
            entries: []

            """, to: "R/夜 間#.yaml")
        return folder
    }

    private func check(_ folder: TemporaryFolder, _ more: String...) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(["check", "--runbooks", folder.path + "/R"] + more)
    }

    @Test func json() async throws {
        let folder = try folder()
        let ending = try await check(folder, "--format", "json")
        #expect(ending.status == ExitStatus.diagnostics.rawValue)
        #expect(ending.error == "")
        assertSnapshot(ending.output.replacingOccurrences(of: folder.path, with: ""), named: "check-json")
        let document = try JSONValue(parsing: Array(ending.output.utf8))
        #expect(document["version"] == 1)
        #expect(ending.output.hasSuffix("}\n"))
        // Both languages are in it, so it does not depend on the one that is asked for.
        #expect(try await check(folder, "--format", "json", "--lang", "ja").output == ending.output)
    }

    @Test(arguments: ["en", "ja"])
    func sarif(language: String) async throws {
        let folder = try folder()
        let ending = try await check(folder, "--format", "sarif", "--lang", language)
        #expect(ending.status == ExitStatus.diagnostics.rawValue)
        #expect(ending.error == "")
        assertSnapshot(ending.output.replacingOccurrences(of: folder.path, with: ""), named: "check-sarif.\(language)")
        let verdict = try await judged(ending.output)
        #expect(verdict.status == 0, "\(verdict.error)")
    }

    @Test(arguments: ["json", "sarif"])
    func aSoundFolder(format: String) async throws {
        let ending = try await BuiltProgram.run([
            "check", "--format", format, "--runbooks", ProjectFolder.runbooks.path,
        ])
        #expect(ending.status == 0)
        let document = try JSONValue(parsing: Array(ending.output.utf8))
        let findings = document["diagnostics"] ?? document["runs"]?.arrayValue?.first?["results"]
        #expect(findings == [])
        if format == "sarif" { #expect(try await judged(ending.output).status == 0) }
    }

    /// The schema finds what is wrong; otherwise the test above would prove nothing.
    @Test(arguments: [
        (#""level": "error""#, #""level": "fatal""#), (#""startLine": 3"#, #""startLine": 0"#),
        (#""version": "2.1.0""#, #""version": "2.0.0""#), (#""ruleId""#, #""rule""#),
        (#""columnKind": "unicodeCodePoints""#, #""columnKind": "cells""#), (#""uri": ""#, #""uri": " ""#),
        (#""endColumn""#, #""endCell""#),
    ])
    func theSchemaFindsFaults(right: String, wrong: String) async throws {
        let output = try await check(try folder(), "--format", "sarif").output
        #expect(output.contains(right))
        let verdict = try await judged(output.replacingOccurrences(of: right, with: wrong))
        #expect(verdict.status == 1, "\(right) → \(wrong): \(verdict.error)")
    }

    @Test func warningsAloneDoNotFail() async throws {
        let folder = try folder()
        try FileManager.default.removeItem(atPath: folder.path + "/R/夜 間#.yaml")
        let text = try await check(folder, "--lang", "en")
        #expect(text.status == 0)
        #expect(text.output == "4 files, 1 runbooks, 1 environments: 1 warnings\n")
        #expect(text.error.contains("warning KRK0345"))
        #expect(try await check(folder, "--format", "json").status == 0)
        try folder.write(
            """
            kirikae: 1
            project: example
            title: {ja: 例, en: Example}
            severities: {KRK0107: error, KRK0345: error}

            """, to: "R/project.yaml")
        let raised = try await check(folder, "--lang", "en")
        #expect(raised.status == ExitStatus.diagnostics.rawValue)
        #expect(raised.error.contains("error KRK0345"))
    }

    /// What `python3-jsonschema` says about a log.
    private func judged(_ log: String) async throws -> BuiltProgram.Ending {
        let folder = try TemporaryFolder()
        try folder.write(log, to: "log.sarif")
        let program = """
            import json, sys, jsonschema
            schema, log = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
            validator = jsonschema.Draft7Validator(schema)
            validator.check_schema(schema)
            faults = [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(log)]
            print("\\n".join(faults), file=sys.stderr)
            sys.exit(1 if faults else 0)
            """
        try folder.write(SARIFSchema.text, to: "schema.json")
        // The first python3 may be one that knows nothing of what is installed from the system's packages.
        let choice = """
            for python in python3 /usr/bin/python3; do
                "$python" -c 'import jsonschema' 2>/dev/null && exec "$python" "$@"
            done
            echo 'no python3 has jsonschema: see .ci/install' >&2; exit 2
            """
        return try await BuiltProgram.run(
            program: "/bin/sh",
            ["-c", choice, "sh", "-c", program, folder.path + "/schema.json", folder.path + "/log.sarif"],
            environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"])
    }
}
