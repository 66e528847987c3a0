import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// `kirikae diff` as a reviewer uses it, on a repository of git.
@Suite struct DiffCommandTests {
    private static let weakening: KeyValuePairs = [
        "preconditions:\n  - {portal.db: main}\n": "", "[move, db]": "[move, db, -f]",
    ]

    @Test func nothingDiffersFromItself() async throws {
        let project = try await GitProject()
        for sides in [[], ["HEAD"], ["HEAD..HEAD"], [project.runbooks, project.runbooks], ["main:Runbooks", "HEAD"]] {
            let ending = try await BuiltProgram.run(
                ["diff", "--lang", "en", "--fail-on", "low"] + sides,
                environment: ["KIRIKAE_RUNBOOKS": project.runbooks, "HOME": project.folder.path])
            #expect(ending.status == 0 && ending.output.contains("Nothing differs"), "\(sides) \(ending.error)")
        }
    }

    /// The same change, told in every form and in both languages.
    @Test(arguments: ["text", "markdown", "json", "html"], ["ja", "en"])
    func forms(format: String, language: String) async throws {
        let project = try await GitProject()
        try project.change(Self.weakening)
        try await project.commit("weaker")
        // Two revisions, so that no path of this machine is in the report.
        let ending = try await project.kirikae("diff", "HEAD~1", "HEAD", "--format", format, language: language)
        #expect(ending.status == 0, "\(ending.error)")
        var text = ending.output
        for revision in ["HEAD~1", "HEAD"] {
            text = text.replacing(try await project.git("rev-parse", revision).prefix(12), with: "000000000000")
        }
        assertSnapshot(text, named: "diff.\(format).\(language)")
    }

    /// A change of each level against a gate of each level: it fails from its own level on.
    @Test(
        arguments: [
            ("[move, db]", "[move, db, -f]", [.riskFound, .riskFound, .riskFound]),
            ("timeout: 10m", "timeout: 20m", [.success, .riskFound, .riskFound]),
            ("{ja: DB を動かす, en: Move the DB}", "{ja: DBを移す, en: Move it}", [.success, .success, .riskFound]),
            ("timeout: 10m", "timeout: 5m", [.success, .success, .success]),
            ("timeout: 10m", "timeout:   10m # as before", [.success, .success, .success]),
        ] as [(String, String, [ExitStatus])])
    func aGateFailsFromItsLevelOn(old: String, new: String, statuses: [ExitStatus]) async throws {
        let project = try await GitProject()
        try project.change([old: new])
        for (level, status) in zip(["high", "medium", "low"], statuses) {
            let ending = try await project.kirikae("diff", "--no-rehearse", "--fail-on", level)
            #expect(ending.status == status.rawValue, "\(level) \(ending.output)\(ending.error)")
            #expect(ending.error.contains("KRK0794") == (status == .riskFound))
            // What was found is told all the same.
            #expect(ending.output.hasPrefix("Review of a change"))
        }
    }

    /// The job that the documentation shows, carried out as a runner does: each line of its script, until one fails.
    @Test func thePipelineOfTheDocumentationWorks() async throws {
        let page = try ProjectFolder.text(of: "Docs/DiffCommand.md")
        let section = try #require(page.components(separatedBy: "## A gate in a pipeline").last)
        let snippet = try #require(section.components(separatedBy: "```yaml\n").dropFirst().first)
        let script = snippet.prefix(while: { $0 != "`" }).split(separator: "\n").compactMap { line in
            line.hasPrefix("    - ") ? String(line.dropFirst(6)) : nil
        }
        #expect(script.count == 2)
        let project = try await GitProject()
        try await project.git("update-ref", "refs/remotes/origin/main", "main")
        try await project.git("checkout", "-q", "-b", "next")
        func job() async throws -> (status: Int32, review: String) {
            let bin = project.folder.path + "/bin"
            try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
            try? FileManager.default.createSymbolicLink(
                atPath: bin + "/kirikae", withDestinationPath: BuiltProgram.path("kirikae"))
            let lines = ["cd \(project.folder.path)", "rm -f review.md"] + script
            let ending = try await BuiltProgram.run(
                program: "/bin/sh", ["-ec", lines.joined(separator: "\n")],
                environment: ["PATH": bin + ":/usr/bin:/bin", "HOME": project.folder.path, "KIRIKAE_LANG": "en"])
            return (ending.status, (try? project.folder.read("review.md")) ?? ending.error)
        }
        try project.change(["Move the DB": "Move the database", "DB を動かす": "データベースを動かす"])
        try await project.commit("words")
        let words = try await job()
        #expect(words.status == 0 && words.review.contains("low"), "\(words)")
        try project.change(Self.weakening)
        try await project.commit("weaker")
        let weaker = try await job()
        #expect(weaker.status == ExitStatus.riskFound.rawValue && weaker.review.contains("**HIGH"), "\(weaker)")
    }

    @Test func sidesOfEveryKind() async throws {
        let project = try await GitProject()
        try await project.git("checkout", "-q", "-b", "next")
        try project.change(Self.weakening)
        try await project.commit("weaker")
        try project.folder.write(GitProject.runbook, to: "old.yaml")
        for sides in [
            ["main..HEAD"], ["main...next"], ["HEAD~1"], ["main", "next"], ["main:Runbooks", "next:Runbooks"],
            ["\(project.folder.path)/old.yaml", "\(project.runbooks)/run.yaml"],
            ["main:Runbooks/run.yaml", "next:Runbooks/run.yaml"],
        ] {
            let ending = try await BuiltProgram.run(
                ["diff", "--lang", "en", "--no-rehearse"] + sides,
                environment: ["KIRIKAE_RUNBOOKS": project.runbooks, "HOME": project.folder.path])
            #expect(
                ending.status == 0 && ending.output.contains("a check is weaker or gone"), "\(sides) \(ending.error)")
        }
        for (side, code) in [("mian", "KRK0790"), ("HEAD:none", "KRK0790"), ("run:none", "KRK0708")] {
            let ending = try await project.kirikae("diff", side)
            #expect(ending.status != 0 && ending.error.contains(code), "\(ending.error)")
        }
        let outside = try TemporaryFolder()
        let ending = try await BuiltProgram.run(
            ["diff", "HEAD", "--runbooks", outside.path, "--lang", "en"], environment: ["HOME": outside.path])
        #expect(ending.status == ExitStatus.diagnostics.rawValue && ending.error.contains("KRK0791"), "\(ending.error)")
    }

    /// Whatever a repository configures, looking at it starts nothing.
    @Test func aHostileRepositoryStartsNothing() async throws {
        let project = try await GitProject()
        try project.change(Self.weakening)
        try await project.commit("weaker")
        let trap = try project.folder.write(
            "#!/bin/sh\necho \"$0\" >> \(project.folder.path)/sprung\nexit 1\n", to: "trap")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: trap)
        for setting in [
            "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "diff.external",
            "diff.kirikae.textconv", "diff.kirikae.command", "filter.kirikae.smudge", "filter.kirikae.process",
            "gpg.program",
            "credential.helper", "alias.cat-file", "uploadpack.packObjectsHook",
        ] { try await project.git("config", setting, trap) }
        try await project.git("config", "alias.rev-parse", "!\(trap)")
        try await project.git("config", "core.hooksPath", project.folder.path)
        try project.folder.write("*.yaml diff=kirikae filter=kirikae\n", to: ".git/info/attributes")
        for hook in ["post-checkout", "reference-transaction", "post-index-change"] {
            try FileManager.default.copyItem(atPath: trap, toPath: project.folder.path + "/" + hook)
        }
        // A partial clone that lacks a file would fetch it by a program that its configuration names.
        try await project.git("config", "remote.origin.url", "ext::\(trap)")
        try await project.git("config", "remote.origin.promisor", "true")
        try await project.git("config", "protocol.ext.allow", "always")
        try await project.git("config", "extensions.partialClone", "origin")
        let read = try await project.kirikae("diff", "HEAD~1..HEAD", "--no-rehearse")
        #expect(read.status == 0 && read.output.contains("HIGH"), "\(read.error)")
        let object = try await project.git("rev-parse", "HEAD~1:Runbooks/run.yaml").trimmingCharacters(in: .newlines)
        try FileManager.default.removeItem(
            atPath: project.folder.path + "/.git/objects/\(object.prefix(2))/\(object.dropFirst(2))")
        let lacking = try await project.kirikae("diff", "HEAD~1..HEAD", "--no-rehearse")
        #expect(
            lacking.status == ExitStatus.diagnostics.rawValue && lacking.error.contains("KRK0792"), "\(lacking.error)")
        #expect(!FileManager.default.fileExists(atPath: project.folder.path + "/sprung"))
        // The trap is one: git itself springs it.
        _ = try? await project.git("fetch", "-q", "origin")
        #expect(FileManager.default.fileExists(atPath: project.folder.path + "/sprung"))
    }

    /// A change of an argument is seen in every form, whatever the argument is made of.
    @Test(
        arguments: [
            ("d\u{0431}", "d\\u{431}"), ("db ", "db\\u{20}"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"), ("```@you # | *b*", "```@you # | *b*"),
            (String(repeating: "x", count: 3_000) + "y", String(repeating: "x", count: 3_000) + "y"),
        ], ["text", "markdown", "json", "html"])
    func aChangedArgumentIsNeverHidden(argument: (written: String, shown: String), format: String) async throws {
        let project = try await GitProject()
        try project.change(["[move, db]": "[move, \"\(argument.written)\"]"])
        let ending = try await project.kirikae("diff", "--no-rehearse", "--format", format)
        #expect(ending.status == 0, "\(ending.error)")
        let bytesAreSafe = ending.output.unicodeScalars.allSatisfy { $0 == "\n" || !($0.value < 0x20) }
        #expect(
            bytesAreSafe
                && !ending.output.unicodeScalars.contains { ["\u{202E}", "\u{200B}", "\u{0431}"].contains($0) })
        switch format {
        case "html":
            let page = ending.output.replacing(#/<\/?(?:ins|del|i)>/#, with: "")
            #expect(page.contains(ProcedureHTML.escaped(argument.shown)) && !page.contains("<script"))
        case "json":
            #expect(ending.output.contains("\"new\"") && !ending.output.contains("difference\": {}"))
        case "markdown":
            #expect(ending.output.contains(argument.shown))
            // Its fence is longer than any in it, so that it stays inside.
            #expect(argument.shown.hasPrefix("```") == ending.output.contains("````diff"))
        default:
            let whole = ending.output.replacing("↵\n       ", with: "")
            #expect(whole.contains("+ [2] \(argument.shown)"), "\(whole)")
        }
    }

    /// What is not seen at all is refused before it is compared.
    @Test(arguments: ["db\u{202E}gpj", "d\u{200B}b", "d\\tb", "d\\eb[2J", "ｄb"])
    func anInvisibleArgumentIsRefused(argument: String) async throws {
        let project = try await GitProject()
        try project.change(["[move, db]": "[move, \"\(argument)\"]"])
        let ending = try await project.kirikae("diff", "--no-rehearse")
        #expect(ending.status == ExitStatus.diagnostics.rawValue && ending.output.isEmpty, "\(ending.output)")
        #expect(ending.error.contains("error KRK0"))
        #expect(!ending.error.unicodeScalars.contains { ["\u{202E}", "\u{200B}", "\u{1B}"].contains($0) })
    }

    /// What is too much for memory is refused, as KRK0793, and not cut off.
    @Test func whatIsTooMuchIsRefused() async throws {
        let project = try await GitProject()
        let git = GitProgram(directory: project.folder.path)
        #expect(try await git.ask(["ls-tree", "-r", "HEAD"]).count > 100)
        let failure = await #expect(throws: CommandFailure.self) {
            try await git.ask(["ls-tree", "-r", "HEAD"], limitBytes: 100)
        }
        #expect(failure?.message.code == "KRK0793")
    }

    /// What `--git-setup` prints makes git itself show and hand over the meaning of a change.
    @Test func gitUsesIt() async throws {
        let project = try await GitProject()
        let setup = try await project.kirikae("diff", "--git-setup")
        let bin = try project.folder.write("exec \(BuiltProgram.path("kirikae")) \"$@\"\n", to: "bin/kirikae")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bin)
        try project.folder.write("#!/bin/sh\n" + (try project.folder.read("bin/kirikae")), to: "bin/kirikae")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bin)
        try project.change(["[move, db]": "[move, db,   -f]", "typical: 1m": "typical: 1m # as the vendor says"])
        let script = """
            set -e
            cd \(project.folder.path)
            \(setup.output)
            git diff -- Runbooks
            echo ======
            git difftool -y -t kirikae -- Runbooks
            """
        let ending = try await BuiltProgram.run(
            program: "/bin/sh", ["-c", script],
            environment: [
                "PATH": "\(project.folder.path)/bin:/usr/bin:/bin", "HOME": project.folder.path, "LANG": "C.UTF-8",
                "KIRIKAE_RUNBOOKS": "Runbooks",
            ])
        let parts = ending.output.components(separatedBy: "======\n")
        #expect(ending.status == 0 && parts.count == 2, "\(ending.error)")
        #expect(parts.first?.contains("+steps[move-db].action.command[3]: -f") ?? false, "\(parts)")
        #expect(parts.first?.contains("vendor") == false)
        #expect(parts.last?.contains("something else is done") ?? false, "\(parts)")
    }
}
