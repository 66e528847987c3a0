/// A rule that can be checked one file at a time, with files that break it and files that keep it.
struct FileRule: Sendable, CustomStringConvertible {
    /// What it is called in test output.
    let name: String
    /// Finds the breaches in one file.
    let check: @Sendable (TidyFile) -> [TidyFile.Finding]
    /// Files in which it must find something.
    let broken: [TidyFile]
    /// Files in which it must find nothing.
    let kept: [TidyFile]

    var description: String { name }

    /// All of them.
    static let all: [FileRule] =
        [imports] + wording + [noClock, noPrinting, uncheckedSendable, fileLength, fileName, whiteSpace]
}

extension FileRule {
    /// Which module a target may import, beyond what the compiler enforces; nothing imports Foundation.
    private static let allowedImports: [String: Set<String>] = {
        let lower: Set = ["KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService", "KirikaeRunbook", "KirikaePlan"]
        return [
            "Sources/KirikaeCanonicalJSON": [],
            "Sources/KirikaeDiagnostics": ["KirikaeCanonicalJSON", "Synchronization"],
            "Sources/KirikaeSyntax": ["CLibYAML", "Glibc", "KirikaeDiagnostics"],
            "Sources/KirikaeService": ["KirikaeDiagnostics", "KirikaeSyntax", "Synchronization"],
            "Sources/KirikaeRunbook": ["KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService"],
            "Sources/KirikaePlan": lower.subtracting(["KirikaePlan"]).union([
                "KirikaeCanonicalJSON", "Crypto", "Synchronization",
            ]),
            "Sources/KirikaeForms": lower.union(["KirikaeCanonicalJSON"]),
            "Sources/KirikaeEngine": lower.union(["Synchronization"]),
            "Sources/KirikaeExplorer": lower.union(["KirikaeEngine"]),
            "Sources/KirikaeProcess": ["CLibSpawn", "Glibc", "Synchronization"],
            "Sources/KirikaeSignatures": ["KirikaeCanonicalJSON", "KirikaeProcess", "KirikaeCheckpoint", "Glibc"],
            "Sources/KirikaeCheckpoint": ["Crypto"],
            "Sources/KirikaeJournal": [
                "CLibStatx", "KirikaeCanonicalJSON", "KirikaeCheckpoint", "Crypto", "Glibc", "Synchronization",
            ],
            "Sources/KirikaeAudit": [
                "KirikaeCanonicalJSON", "KirikaeDiagnostics", "KirikaeProcess", "KirikaeSignatures",
                "KirikaeCheckpoint",
                "KirikaeJournal", "Glibc",
            ],
            "Sources/KirikaeRunRecord": lower.union([
                "KirikaeCanonicalJSON", "KirikaeEngine", "KirikaeSignatures", "KirikaeCheckpoint", "KirikaeJournal",
            ]),
            "Sources/KirikaeWorlds": lower.union([
                "KirikaeCanonicalJSON", "KirikaeEngine", "KirikaeProcess", "KirikaeSignatures", "KirikaeCheckpoint",
                "CLibCURL", "CLibCAres", "CLibSpawn", "CLibClock", "Crypto", "Glibc", "Synchronization",
            ]),
            "Sources/KirikaeConsolePrograms": ["Glibc"],
            "Sources/KirikaeSimulator": [
                "KirikaeCanonicalJSON", "KirikaeConsolePrograms", "KirikaeDiagnostics", "KirikaeSyntax",
                "KirikaeService", "Hummingbird",
                "HTTPTypes",
                "NIOCore", "NIOPosix", "Logging", "Glibc", "Synchronization",
            ],
            "Sources/KirikaeCLI": lower.union([
                "KirikaeCanonicalJSON", "KirikaeForms", "KirikaeEngine", "KirikaeExplorer", "KirikaeProcess",
                "KirikaeSignatures",
                "KirikaeCheckpoint", "KirikaeJournal", "KirikaeAudit", "KirikaeRunRecord", "KirikaeWorlds",
                "ArgumentParser", "CLibMalloc", "Glibc", "Synchronization",
            ]),
            "Sources/kirikae": ["CLibMalloc", "KirikaeCLI"],
            "Sources/kirikae-audit": [
                "KirikaeCanonicalJSON", "KirikaeDiagnostics", "KirikaeSignatures", "KirikaeCheckpoint",
                "KirikaeJournal",
                "KirikaeAudit", "Glibc",
            ],
            "Sources/kirikae-simulator": [
                "KirikaeDiagnostics", "KirikaeService", "KirikaeConsolePrograms", "KirikaeSimulator", "ArgumentParser",
                "Dispatch", "Glibc",
            ],
            "Sources/kirikae-simulated-program": ["KirikaeConsolePrograms", "Glibc"],
        ]
    }()

    private static let imports = FileRule(
        name: "imports",
        check: { file in
            guard file.isSwift, file.path.hasPrefix("Sources/") else { return [] }
            guard let allowed = allowedImports[file.target] else {
                return [.init(file: file.path, line: 1, message: "no line in the table of imports for this target")]
            }
            return file.findings(in: file.code) { line in
                guard let module = importedModule(in: line), !allowed.contains(module) else { return nil }
                return "\(file.target) may not import \(module)"
            }
        },
        broken: [
            TidyFile("Sources/KirikaeEngine/World.swift", "import KirikaePlan\nimport Glibc\n"),
            TidyFile("Sources/KirikaeEngine/World.swift", "@preconcurrency import Foundation\n"),
            TidyFile("Sources/KirikaeService/Model.swift", "internal import struct KirikaeRunbook.Runbook\n"),
            TidyFile("Sources/KirikaeWorlds/World.swift", "import CLibYAML\n"),
            TidyFile("Sources/KirikaeCLI/Program.swift", "import Hummingbird\n"),
            TidyFile("Sources/KirikaeNew/File.swift", "struct File {}\n"),
        ],
        kept: [
            TidyFile("Sources/KirikaeEngine/World.swift", "import KirikaePlan\n// import Glibc\n"),
            TidyFile("Sources/KirikaeWorlds/Clock.swift", "import Glibc\n"),
            TidyFile("Tests/KirikaeEngineTests/File.swift", "import Foundation\n"),
        ])

    /// The module of an import line, whatever stands before and after its name.
    static func importedModule(in line: String) -> String? {
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
            words[..<index].allSatisfy({
                $0.hasPrefix("@") || ["public", "internal", "private", "package"].contains($0)
            })
        else { return nil }
        let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let name =
            kinds.contains(String(words[index + 1])) && index + 2 < words.count ? words[index + 2] : words[index + 1]
        return name.split(separator: ".").first.map(String.init)
    }

    private static let noPrinting = FileRule(
        name: "printing",
        check: { file in
            guard file.isSwift, file.path.hasPrefix("Sources/Kirikae"), file.target != "Sources/KirikaeCLI" else {
                return []
            }
            return file.findings(in: file.code) { line in
                let calls = ["print", "debugPrint", "dump", "puts", "printf", "fputs", "perror"]
                return calls.first { hasWord($0 + "(", in: line) }.map { "\($0) outside KirikaeCLI" }
            }
        },
        broken: [
            TidyFile("Sources/KirikaeEngine/A.swift", "    print(1)\n"),
            TidyFile("Sources/KirikaePlan/A.swift", "{ debugPrint(1) }\n"),
        ],
        kept: [
            TidyFile("Sources/KirikaeCLI/A.swift", "print(1)\n"),
            TidyFile("Sources/KirikaePlan/A.swift", "fingerprint(of: plan) // print(1)\nlet text = \"print(1)\"\n"),
        ])

    private static let noClock = FileRule(
        name: "clocks",
        check: { file in
            let free = ["Sources/KirikaeWorlds", "Sources/KirikaeSimulator", "Sources/KirikaeProcess"]
            guard file.isSwift, file.path.hasPrefix("Sources/Kirikae"), !free.contains(file.target) else { return [] }
            var clocks = [
                "Date", "ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday", "Task.sleep", "usleep",
                "nanosleep", "DispatchTime", "time(nil",
            ]
            // The command line may write a time that the journal holds; nobody else formats one.
            if file.target != "Sources/KirikaeCLI" {
                clocks += ["gmtime", "localtime", "gmtime_r", "localtime_r", "strftime"]
            }
            return file.findings(in: file.code) { line in
                clocks.first { hasWord($0, in: line) }.map {
                    "\($0) outside KirikaeWorlds, KirikaeProcess and KirikaeSimulator"
                }
            }
        },
        broken: [
            TidyFile("Sources/KirikaeEngine/A.swift", "let now = ContinuousClock.now\n"),
            TidyFile("Sources/KirikaeCLI/A.swift", "try await Task.sleep(for: .seconds(1))\n"),
            TidyFile("Sources/KirikaeJournal/A.swift", "clock_gettime(CLOCK_REALTIME, &time)\n"),
            TidyFile("Sources/KirikaeJournal/A.swift", "localtime_r(&time, &parts)\n"),
            TidyFile("Sources/KirikaePlan/A.swift", "let now = Date()\n"),
        ],
        kept: [
            TidyFile("Sources/KirikaeWorlds/A.swift", "let now = ContinuousClock.now\n"),
            TidyFile("Sources/KirikaeCLI/A.swift", "localtime_r(&time, &parts)\n"),
            TidyFile("Sources/KirikaePlan/A.swift", "let Dates = 1 // Date()\n"),
        ])

    private static let uncheckedSendable = FileRule(
        name: "unchecked Sendable",
        check: { file in
            guard file.isSwift else { return [] }
            return file.code.enumerated().compactMap { index, line in
                guard line.contains("@unchecked Sendable") else { return nil }
                let above = index > 0 ? file.lines[index - 1].drop { $0 == " " } : ""
                guard !above.hasPrefix("//") else { return nil }
                return .init(file: file.path, line: index + 1, message: "@unchecked Sendable without a proof above it")
            }
        },
        broken: [TidyFile("Sources/KirikaeWorlds/A.swift", "\nfinal class A: @unchecked Sendable {}\n")],
        kept: [
            TidyFile(
                "Sources/KirikaeWorlds/A.swift",
                "// The lock guards every member.\nfinal class A: @unchecked Sendable {}\n")
        ])

    private static let fileLength = FileRule(
        name: "file length",
        check: { file in
            guard file.isSwift, file.lines.count >= 450 else { return [] }
            return [
                .init(file: file.path, line: file.lines.count, message: "450 lines or more: split it by what it holds")
            ]
        },
        broken: [TidyFile("Sources/KirikaePlan/A.swift", String(repeating: "\n", count: 450))],
        kept: [TidyFile("Sources/KirikaePlan/A.swift", String(repeating: "\n", count: 448))])

    private static let fileName = FileRule(
        name: "file names",
        check: { file in
            guard file.isSwift, file.path.hasPrefix("Sources/") || file.path.hasPrefix("Tests/") else { return [] }
            let base = (file.path.split(separator: "/").last ?? "").dropLast(6)
            if base == "main" { return [] }
            let words = camelWords(String(base.split(separator: "+").first ?? base))
            let names = file.code.flatMap(declaredNames)
            if names.contains(where: { name in words.contains { name.lowercased().contains($0) } }) { return [] }
            return [.init(file: file.path, line: 1, message: "named after nothing it holds (\(names.prefix(3)))")]
        },
        broken: [
            TidyFile("Sources/KirikaePlan/Helpers.swift", "struct Plan {}\n"),
            TidyFile("Sources/KirikaePlan/Plan.swift", "// struct Plan {}\n"),
        ],
        kept: [
            TidyFile("Sources/KirikaePlan/Plan.swift", "public struct Plan {}\n"),
            TidyFile("Sources/KirikaePlan/Plan+Text.swift", "extension Plan {}\n"),
            TidyFile("Sources/KirikaePlan/ConditionDecoding.swift", "extension DecodingContext {}\n"),
            TidyFile("Sources/kirikae/main.swift", "run()\n"),
        ])

    private static let whiteSpace = FileRule(
        name: "white space",
        check: { file in
            // A recorded screen may end a line in spaces, and make wants tabs.
            if file.path.contains("/Snapshots/") || file.path == "Makefile" { return [] }
            return file.findings(in: file.lines) { line in
                if line.contains("\t") { return "tab" }
                if line.contains("\r") { return "carriage return" }
                return line.last == " " || line.last == "\u{3000}" ? "white space at the end of the line" : nil
            }
        },
        broken: [
            TidyFile("Docs/A.md", "a \n"), TidyFile("Runbooks/a.yaml", "\ta: b\n"),
            TidyFile("Docs/A.md", "日本\u{3000}\n"),
            TidyFile("Docs/A.md", "a\r\nb"),
        ],
        kept: [TidyFile("Docs/A.md", "a b\n\nc\n"), TidyFile("Makefile", "a:\n\tb\n")])

    /// Whether a word stands in a line by itself, not as the end or the beginning of another.
    static func hasWord(_ word: String, in line: String) -> Bool {
        var rest = line[...]
        while let range = rest.firstRange(of: word) {
            let before = range.lowerBound == line.startIndex ? " " : line[line.index(before: range.lowerBound)]
            let after = range.upperBound == line.endIndex ? " " : line[range.upperBound]
            func isPart(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
            let endsOpen = word.last.map { !isPart($0) } ?? false
            if !isPart(before), before != ".", endsOpen || !isPart(after) { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }

    private static func camelWords(_ name: String) -> [String] {
        var words: [String] = []
        for character in name {
            if character.isUppercase || words.isEmpty { words.append("") }
            words[words.count - 1].append(character.lowercased())
        }
        return words.filter { $0.count > 2 } + [name.lowercased()]
    }

    private static func declaredNames(_ line: String) -> [String] {
        let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias", "extension", "func"]
        let words = line.split(whereSeparator: { " :<({".contains($0) })
        guard let index = words.firstIndex(where: { kinds.contains($0) }), index + 1 < words.count else { return [] }
        return [String(words[index + 1])]
    }
}
