import Foundation
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeTestSupport
import Testing

/// One reviewed pair of the corpus: some files before and after a change.
///
/// A pair is a folder `NN-name`. Its `before*.yaml` and `after*.yaml` differ, its `both-*.yaml` stand on either side, and whatever
/// service or environment none of them holds comes from the folder `base`.
struct DifferencePair: Sendable, CustomTestStringConvertible {
    var name: String
    var old: [RunbookLibrary.SourceFile]
    var new: [RunbookLibrary.SourceFile]

    var testDescription: String { name }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Differences")

    static let all: [DifferencePair] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.first?.isNumber ?? false }.sorted().map { DifferencePair(name: $0) }
    }()

    init(name: String) {
        self.name = name
        old = Self.files(of: name, side: "before")
        new = Self.files(of: name, side: "after")
    }

    private static func files(of name: String, side: String) -> [RunbookLibrary.SourceFile] {
        var files = read(name).filter { $0.path.hasPrefix(side) || $0.path.hasPrefix("both") }
        for base in read("base") {
            let kind = base.path.split(separator: ".")[0]
            guard !files.contains(where: { String(decoding: $0.bytes, as: UTF8.self).contains("\n\(kind): ") }) else {
                continue
            }
            files.append(base)
        }
        // The side is no part of the name, so that a place is the same in both.
        return files.map { .init(path: $0.path.replacing(side, with: "change"), bytes: $0.bytes) }
    }

    private static func read(_ name: String) -> [RunbookLibrary.SourceFile] {
        let folder = folder.appendingPathComponent(name)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { file in
            (try? Data(contentsOf: folder.appendingPathComponent(file))).map { .init(path: file, bytes: Array($0)) }
        }
    }

    /// The difference, and what is wrong with the files themselves.
    func compare() -> (difference: LibraryDifference, errors: [String]) {
        let libraries = (RunbookLibrary(files: old), RunbookLibrary(files: new))
        let errors = [libraries.0, libraries.1].flatMap { library in
            library.diagnostics.inFileOrder.filter { $0.severity == .error }.map {
                "\($0.location?.text ?? ""): \($0.message.text(in: .en))"
            }
        }
        return (LibraryDifference(old: libraries.0, new: libraries.1), errors)
    }
}

/// A difference in short lines, for people who review what a change is taken for.
struct DifferenceOutline {
    private(set) var lines: [String] = []

    init(_ difference: LibraryDifference) {
        lines.append("worst: \(difference.worst.map { "\($0.rawValue), \($0.level.rawValue)" } ?? "nothing differs")")
        for shared in difference.steps { add(shared) }
        let sections: [(String, [ItemDifference])] =
            [
                ("runbook", difference.runbooks), ("service", difference.service), ("scenario", difference.scenarios),
                ("answers", difference.answers), ("project", difference.project),
            ] + difference.environments.map { ("environment \($0.name)", $0.items) }
        for (name, items) in sections {
            for item in items {
                let formerly = item.oldName.map { " (was \($0))" } ?? ""
                lines.append("\(name): \(item.kind.rawValue) \(item.name)\(formerly)")
                lines += item.findings.map(Self.line)
            }
        }
        for plan in difference.unplanned {
            lines.append("plan \(plan.identity.runbook) \(plan.isBroken ? "can no longer" : "can now") be made")
        }
        let plans = difference.plans.map { plan in
            let reasons =
                plan.isTouchedBy + (plan.isTouchedByService ? ["service"] : [])
                + (plan.isTouchedByEnvironment ? ["environment"] : [])
            let arguments = plan.identity.arguments.filter { $0.key != "cause" }.sorted { $0.key < $1.key }
                .map { " \($0.key)=\($0.value)" }.joined()
            return "plan \(plan.identity.runbook)\(arguments) touched by \(reasons.joined(separator: ", "))"
        }
        lines += plans
    }

    private mutating func add(_ shared: SharedStepDifference) {
        let step = shared.step
        let formerly = step.oldPath.map { $0 == step.path ? "" : " (was \($0))" } ?? ""
        let inner = step.innerCount > 0 ? ", \(step.innerCount) inside" : ""
        let count = shared.plans.count > 1 ? ", in \(shared.plans.count) plans" : ""
        lines.append("\(step.kind.rawValue) \(step.path)\(formerly)\(inner)\(count)")
        for finding in step.findings {
            let plans = shared.partialPlans[finding].map { "\n    in \($0.count) of \(shared.plans.count) plans" }
            lines.append(Self.line(finding) + (plans ?? ""))
        }
    }

    private static func line(_ finding: Finding) -> String {
        var line = "  \(finding.risk.rawValue) (\(finding.direction.rawValue)): \(finding.part.rawValue)"
        if !finding.keys.isEmpty { line += " at \(finding.keys.joined(separator: "."))" }
        line += "\n    - \(text(finding.old))\n    + \(text(finding.new))"
        if !finding.witness.isEmpty {
            let situation = finding.witness.sorted { $0.key < $1.key }.map { name, known -> String in
                switch known {
                case .value(let value): "\(name)=\(value)"
                case .open: "\(name)=?"
                }
            }
            line += "\n    lets pass: \(situation.joined(separator: " "))"
        }
        return line
    }

    private static func text(_ value: JSONValue?) -> String {
        value.map { String(decoding: $0.canonicalBytes, as: UTF8.self) } ?? "nothing"
    }
}
