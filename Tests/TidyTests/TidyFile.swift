import Foundation
import KirikaeTestSupport

/// One text file of the checkout, as the rules see it.
struct TidyFile: Sendable {
    /// A breach of a rule.
    struct Finding: Sendable, Hashable, CustomStringConvertible {
        var file: String
        var line: Int
        var message: String

        /// `file:line: message`, which editors and terminals make clickable.
        var description: String { "\(file):\(line): \(message)" }
    }

    /// Its path from the top of the checkout.
    let path: String
    /// Its lines.
    let lines: [String]
    /// Its lines without comments and without what stands in string literals; for Swift files only.
    let code: [String]

    init(_ path: String, _ text: String) {
        self.path = path
        // By bytes: to `Character`, a carriage return and a line feed are one.
        lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
        code = path.hasSuffix(".swift") ? Self.withoutCommentsAndStrings(text) : lines
    }

    /// The folder of its target: `Sources/KirikaeEngine` for every file below it.
    var target: String {
        path.split(separator: "/").prefix(2).joined(separator: "/")
    }

    /// Whether it is written in Swift.
    var isSwift: Bool { path.hasSuffix(".swift") }

    /// A finding per line of `lines` for which `test` gives a message.
    func findings(in lines: [String], _ test: (String) -> String?) -> [Finding] {
        lines.enumerated().compactMap { index, line in
            test(line).map { Finding(file: path, line: index + 1, message: $0) }
        }
    }

    /// The files a person wrote: sources, tests, runbooks, documents, scripts.
    static let all: [TidyFile] = {
        let tops = [
            "Sources", "Tests", "Runbooks", "Docs", ".ci", "Package.swift", "Makefile", "README.md", ".swift-format",
        ]
        var paths: [String] = []
        for top in tops {
            var isFolder: ObjCBool = false
            let full = projectRoot.appendingPathComponent(top).path
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder) else { continue }
            if isFolder.boolValue {
                paths += (FileManager.default.subpaths(atPath: full) ?? []).map { "\(top)/\($0)" }
            } else {
                paths.append(top)
            }
        }
        return paths.sorted().compactMap { path in
            var isFolder: ObjCBool = false
            let full = projectRoot.appendingPathComponent(path).path
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue,
                let data = FileManager.default.contents(atPath: full)
            else { return nil }
            return String(data: data, encoding: .utf8).map { TidyFile(path, $0) }
        }
    }()

    /// Blanks comments and string literals, keeping the lines.
    ///
    /// Good enough for code that a formatter has laid out: it does not
    /// know raw strings of more than one `#`, nor code inside an interpolation.
    private static func withoutCommentsAndStrings(_ text: String) -> [String] {
        var inBlock = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var kept = ""
            var inString = false
            var rest = line[...]
            while let character = rest.first {
                if rest.hasPrefix("\"\"\"") {
                    inBlock.toggle()
                    rest = rest.dropFirst(3)
                } else if inBlock {
                    rest = rest.dropFirst()
                } else if inString, character == "\\" {
                    rest = rest.dropFirst(2)
                } else if character == "\"" {
                    inString.toggle()
                    kept.append(character)
                    rest = rest.dropFirst()
                } else if !inString, rest.hasPrefix("//") {
                    break
                } else {
                    if !inString { kept.append(character) }
                    rest = rest.dropFirst()
                }
            }
            return kept
        }
    }
}
