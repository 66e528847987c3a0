/// Words that must not stand in some files.
extension FileRule {
    /// The rules about words.
    static let wording: [FileRule] = [noDry, noTraps, noLeftovers, noWorkplace]

    private static let noDry = FileRule(
        name: "the word dry",
        check: { file in
            guard file.path.hasPrefix("Sources/"), file.target != "Sources/KirikaeCLI" else { return [] }
            return file.findings(in: file.lines) { line in
                let isThere =
                    hasWord("dry", in: line.lowercased())
                    || ["dryRun", "isDry", "dry_run", "DryRun"].contains { line.contains($0) }
                return isThere ? "only the command line knows the word ‘dry’" : nil
            }
        },
        broken: [
            TidyFile("Sources/KirikaeEngine/A.swift", "if dryRun { return }\n"),
            TidyFile("Sources/KirikaeWorlds/A.swift", "// a dry run\n"),
            TidyFile("Sources/KirikaeWorlds/A.swift", "case dry\n"),
        ],
        kept: [
            TidyFile("Sources/KirikaeCLI/A.swift", "// a dry run\n"),
            TidyFile("Sources/KirikaeWorlds/A.swift", "// laundry, drying\n"),
            TidyFile("Docs/A.md", "a dry run\n"),
        ])

    private static let noTraps = FileRule(
        name: "traps",
        check: { file in
            guard file.isSwift, file.path.hasPrefix("Sources/") || file.path.hasPrefix("Tests/Benchmarks/") else {
                return []
            }
            return file.findings(in: file.code) { line in
                ["try!", "as!", "fatalError(", "preconditionFailure("].first { hasWord($0, in: line) }
                    .map { "\($0) ends the program without a word to the operator" }
            }
        },
        broken: [
            TidyFile("Sources/KirikaePlan/A.swift", "let a = try! b()\n"),
            TidyFile("Sources/KirikaePlan/A.swift", "default: fatalError(\"x\")\n"),
            TidyFile("Sources/KirikaePlan/A.swift", "let a = b as! C\n"),
        ],
        kept: [
            TidyFile("Sources/KirikaePlan/A.swift", "let a = try b() // not try!\nlet b = \"fatalError(\"\n"),
            TidyFile("Tests/KirikaePlanTests/A.swift", "let a = try! b()\n"),
        ])

    private static let noLeftovers = FileRule(
        name: "leftovers",
        check: { file in
            if file.target == "Tests/TidyTests" { return [] }
            return file.findings(in: file.lines) { line in
                ["TODO", "FIXME", "XXX", "HACK"].first { hasWord($0, in: line) }.map { "\($0): do it or say why not" }
            }
        },
        broken: [
            TidyFile("Sources/KirikaePlan/A.swift", "// TODO: later\n"), TidyFile("Runbooks/a.yaml", "# FIXME\n"),
        ],
        kept: [TidyFile("Docs/A.md", "TODOS and mastodon\n")])

    private static let noWorkplace = FileRule(
        name: "the workplace",
        check: { file in
            if file.target == "Tests/TidyTests" { return [] }
            return file.findings(in: file.lines) { line in
                ["/work/", "/tmp/", "farm-", ".library/", "/.library", "swift-packages/", "issue #"].first {
                    line.contains($0)
                }
                .map { "‘\($0)’ means nothing outside the place where this was written" }
            }
        },
        broken: [
            TidyFile("Docs/A.md", "see /work/main\n"), TidyFile("Tests/A/B.swift", "let path = \"/tmp/x\"\n"),
            TidyFile("Sources/A/B.swift", "// issue #12\n"), TidyFile(".ci/run", "cp -r ../.library/env .\n"),
        ],
        kept: [
            TidyFile("Docs/A.md", "work, tmp, an issue\n"),
            TidyFile("Package.swift", "products: [.library(name: \"a\")]\n"),
        ])
}
