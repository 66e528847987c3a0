import Foundation
import KirikaeRunbook
import RunbookEdits

/// Makes random single edits of the runbooks in `./Runbooks` until so many have changed a plan, on every core, and looks at what a
/// comparison of plans says of each.
///
///     kirikae-random-edits COUNT [SEED]
///
/// It prints the seed, so that the edits can be made once more, and ends with 1 if anything was got wrong.
@main struct RandomEdits {
    private static let coresUsed = 2

    static func main() async {
        let arguments = CommandLine.arguments.dropFirst().map { UInt64($0) }
        guard let count = arguments.first ?? 500, let seed = arguments.dropFirst().first ?? .random(in: 0..<1 << 40)
        else {
            print("usage: kirikae-random-edits [COUNT [SEED]]")
            exit(64)
        }
        print("seed \(seed)")
        let files = files(in: "Runbooks")
        let start = Date()
        do {
            let whole = try await withThrowingTaskGroup(of: EditSummary.self) { group in
                for core in 0..<coresUsed {
                    let share = (Int(count) + coresUsed - 1 - core) / coresUsed
                    group.addTask { try summary(of: share, seed: seed, first: core, of: files) }
                }
                var whole = EditSummary()
                for try await part in group { whole.add(part) }
                return whole
            }
            whole.lines.forEach { print($0) }
            print("\(Int(-start.timeIntervalSinceNow * 1000)) ms")
            if !whole.failures.isEmpty || whole.changedCount < count { exit(1) }
        } catch {
            print("the runbooks cannot be read: \(error)")
            exit(2)
        }
    }

    /// What comes of every `coresUsed`th edit of a series until enough have changed a plan.
    private static func summary(
        of count: Int, seed: UInt64, first: Int, of files: [RunbookLibrary.SourceFile]
    ) throws -> EditSummary {
        let trials = try EditTrials(files: files, environment: "drill", mostCombinations: 4) { path in
            path != "project.yaml" && !path.contains("inventories/")
        }
        var summary = EditSummary()
        // Where hardly an edit changes anything, it says so rather than going on for ever.
        for number in stride(from: first, to: first + count * 40, by: coresUsed) where summary.changedCount < count {
            var generator = EditGenerator(seed: seed, index: number)
            summary.add(trials.trial(using: &generator), number: number)
        }
        return summary
    }

    /// The files that plans are made of: scenarios, answers and facts are no part of any, and one environment is enough.
    private static func files(in folder: String) -> [RunbookLibrary.SourceFile] {
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return paths.sorted().compactMap { path in
            guard RunbookLibrary.fileSuffixes.contains(where: path.hasSuffix),
                !["examples/", "scenarios/", "answers/", "manual.yaml", "environments/production"].contains(
                    where: path.hasPrefix),
                let data = FileManager.default.contents(atPath: folder + "/" + path)
            else { return nil }
            return .init(path: path, bytes: Array(data))
        }
    }
}
