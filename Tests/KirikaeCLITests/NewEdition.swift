import ArgumentParser
import Foundation
import KirikaePlan
import KirikaeTestSupport

@testable import KirikaeCLI

/// A pull request over the shipped runbooks, as a new edition of a manual brings one about: eleven files in a repository of two
/// commits, with a gate that lets more pass hidden among new words.
struct NewEdition {
    /// A text of a file as it is shipped, and what stands in its place in one of the commits; nil where it stays as it is.
    private struct Edit {
        var file: String
        var shipped: String
        var before: String?
        var after: String?
        /// Whether every place where the text stands is meant, and not the only one.
        var isEverywhere = false
    }

    private static let edits = [
        // The batch servers are called otherwise, and so are the files that switch the soft-phones.
        Edit(file: "portal/switchover.yaml", shipped: "dbs02", before: "dbs01", isEverywhere: true),
        Edit(file: "portal/switchback.yaml", shipped: "dbs02", before: "dbs01", isEverywhere: true),
        Edit(file: "prepare/portal-pc.yaml", shipped: "dbs02-0", before: "dbs01-0", isEverywhere: true),
        Edit(file: "prepare/portal-pc.yaml", shipped: "dbs01 ではなく dbs02 です", before: "dbs01 です"),
        Edit(file: "prepare/portal-pc.yaml", shipped: "are dbs02, not dbs01.", before: "are dbs01."),
        Edit(file: "answers/drill.yaml", shipped: "j1-dbs02-0,j2-dbs02-0", before: "j1-dbs01-0,j2-dbs01-0"),
        Edit(file: "wde/batch.yaml", shipped: "_v1.41.bat", before: "_v1.10.bat", isEverywhere: true),
        // Other words; among them a precondition that one more value meets.
        Edit(
            file: "portal/switchover.yaml",
            shipped: """
                  - gax.session: free
                    because:
                      ja: 構築用管理者アカウントが使用中です。GAX の操作が終わってから始めます。
                      en: The construction administrator account is in use. Begin after the work in GAX has ended.
                """,
            after: """
                  - gax.session: [free, in-use]
                    because:
                      ja: 構築用管理者アカウントが使用中です。GAX の操作が終わってから開始します。
                      en: The construction administrator account is in use. Start after the work in GAX has ended.
                """),
        Edit(
            file: "portal/switchover.yaml", shipped: "en: It takes about 1 minute,",
            after: "en: It takes about a minute,"),
        Edit(file: "portal/switchover.yaml", shipped: "ja: 所要時間は 1 分前後です。", after: "ja: 所要時間は約 1 分です。"),
        Edit(
            file: "portal/switchover.yaml", shipped: "ja: 4 つの名前をすべて解決できましたか。",
            after: "ja: 4 つの名前はすべて解決できましたか。"),
        Edit(
            file: "portal/switchover.yaml", shipped: "Did all four names resolve?",
            after: "Have all four names been resolved?"),
        // A step has another name, and the answers follow it.
        Edit(file: "call/switchback.yaml", shipped: "id: wait-for-agents", after: "id: wait-for-return"),
        Edit(
            file: "answers/drill.yaml", shipped: "call.switchback/wait-for-agents",
            after: "call.switchback/wait-for-return"),
        // A wider limit, a review less, one language alone, a slower service.
        Edit(
            file: "call/sipserver-wizard.yaml", shipped: "    typical: 5m\n    timeout: 15m",
            after: "    typical: 5m\n    timeout: 45m"),
        Edit(
            file: "environments/production.example.yaml", shipped: "plan-review:\n  count: 1",
            before: "plan-review:\n  count: 2"),
        Edit(
            file: "recording/switchover.yaml", shipped: "完了するまで、新しい切り替えを始めません。",
            after: "完了するか 30 分たつまで、新しい切り替えを始めません。"),
        Edit(
            file: "service.yaml", shipped: "    then: {agents.site: dr}\n    takes: 27m",
            after: "    then: {agents.site: dr}\n    takes: 57m"),
    ]

    /// A step of `call/switchover.yaml` that the second commit puts before the one that it stood behind.
    private static let moved = (earlier: "change-number", step: "wait-for-agents", next: "restart-main")

    private let folder: TemporaryFolder
    private var runbooks: String { folder.path + "/Runbooks" }

    /// Nothing of the shipped runbooks is as an edit expects it.
    struct EditDoesNotFit: Error {
        var file: String
        var shipped: String
    }

    init() async throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: ProjectFolder.runbooks.path, toPath: runbooks)
        try write { $0.before }
        try await git("init", "-q", "-b", "main")
        try await commit()
        try write { $0.after }
        try moveStep()
        try await commit()
    }

    /// The two commits, compared by the program itself but for the names of the commits, which are others every time.
    ///
    /// - Parameter rehearsed: the runbooks that are rehearsed before and after; all of them take long in a debug build.
    func report(rehearsed: Set<String>) async throws -> ReviewReport {
        let reader = ReviewSideReader(folder: runbooks, state: try StateOptions.parse([]))
        let old = try await reader.read(.revision("HEAD~1", path: nil))
        let new = try await reader.read(.revision("HEAD", path: nil))
        var report = try await ReviewReport.comparing(old, new) { difference, old, new in
            var some = difference
            some.plans.removeAll { !rehearsed.contains($0.identity.runbook) }
            some.uncompared.removeAll { !rehearsed.contains($0.identity.runbook) }
            return try await BehaviourComparison(some, old: old, new: new)
        }
        report.oldName = "HEAD~1 (000000000000)"
        report.newName = "HEAD (000000000000)"
        return report
    }

    private func write(_ text: (Edit) -> String?) throws {
        for (file, edits) in Dictionary(grouping: Self.edits, by: \.file) {
            var content = try ProjectFolder.text(of: "Runbooks/\(file)")
            for edit in edits {
                let count = content.ranges(of: edit.shipped).count
                guard count == 1 || (count > 1 && edit.isEverywhere) || text(edit) == nil else {
                    throw EditDoesNotFit(file: file, shipped: edit.shipped)
                }
                if let replacement = text(edit) { content = content.replacing(edit.shipped, with: replacement) }
            }
            try folder.write(content, to: "Runbooks/\(file)")
        }
    }

    private func moveStep() throws {
        let file = "Runbooks/call/switchover.yaml"
        let text = try ProjectFolder.text(of: file)
        func head(_ step: String) throws -> String.Index {
            guard let range = text.firstRange(of: "  - id: \(step)\n") else {
                throw EditDoesNotFit(file: file, shipped: step)
            }
            return range.lowerBound
        }
        let (earlier, step, next) = (try head(Self.moved.earlier), try head(Self.moved.step), try head(Self.moved.next))
        guard earlier < step, step < next else { throw EditDoesNotFit(file: file, shipped: Self.moved.step) }
        var result = String(text[..<earlier])
        result += text[step..<next]
        result += text[earlier..<step]
        result += text[next...]
        try folder.write(result, to: file)
    }

    private func commit() async throws {
        try await git("add", "-A")
        try await git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "edition")
    }

    private func git(_ arguments: String...) async throws {
        let ending = try await BuiltProgram.run(
            program: "/usr/bin/git", ["-C", folder.path] + arguments,
            environment: ["HOME": folder.path, "GIT_CONFIG_NOSYSTEM": "1"])
        guard ending.status == 0 else { throw GitProject.Failure(what: ending.error) }
    }
}
