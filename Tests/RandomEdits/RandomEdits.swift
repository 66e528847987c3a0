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
        let whole = await withTaskGroup(of: EditSummary?.self) { group in
            for core in 0..<coresUsed {
                let share = (Int(count) + coresUsed - 1 - core) / coresUsed
                group.addTask { summary(of: share, seed: seed, first: core, of: files) }
            }
            var whole: EditSummary? = EditSummary()
            for await part in group {
                guard let part else { return EditSummary?.none }
                whole?.add(part)
            }
            return whole
        }
        guard let whole else {
            print("the runbooks cannot be read")
            exit(2)
        }
        whole.lines.forEach { print($0) }
        print("\(Int(-start.timeIntervalSinceNow * 1000)) ms")
        if !whole.failures.isEmpty || whole.changedCount < count { exit(1) }
    }

    /// What comes of every `coresUsed`th edit of a series until enough have changed a plan; nil if the files cannot be read.
    private static func summary(
        of count: Int, seed: UInt64, first: Int, of files: [RunbookLibrary.SourceFile]
    ) -> EditSummary? {
        // Scenarios, answers and facts are no part of any plan.
        let trials = EditTrials(files: files, environment: "drill", mostCombinations: 4) { path in
            path != "project.yaml" && path != "manual.yaml" && !path.contains("scenarios/")
                && !path.contains("answers/") && !path.contains("inventories/") && !path.contains("production")
        }
        guard let trials else { return nil }
        var summary = EditSummary()
        // Where hardly an edit changes anything, it says so rather than going on for ever.
        for number in stride(from: first, to: first + count * 40, by: coresUsed) where summary.changedCount < count {
            var generator = EditGenerator(seed: seed, index: number)
            summary.add(trials.trial(using: &generator), number: number)
        }
        return summary
    }

    private static func files(in folder: String) -> [RunbookLibrary.SourceFile] {
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return paths.sorted().compactMap { path in
            guard RunbookLibrary.fileSuffixes.contains(where: path.hasSuffix), !path.hasPrefix("examples/"),
                let data = FileManager.default.contents(atPath: folder + "/" + path)
            else { return nil }
            return .init(path: path, bytes: Array(data))
        }
    }
}
