import Foundation
import Testing

/// Compares a text with the one recorded under `Tests/<TestTarget>/Snapshots/<name>.txt`.
///
/// A missing or different record is written anew **and the test fails**, so that no baseline is accepted by accident: look at
/// the change in version control, then run again.
///
/// - Parameters:
///   - text: what the code under test wrote.
///   - name: the name of the record, without `.txt`; `/` makes folders.
///   - filePath: the calling file; its test target holds the record.
///   - sourceLocation: where a difference is reported.
public func assertSnapshot(
    _ text: String, named name: String, filePath: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) {
    let file = snapshotFolder(of: filePath).appendingPathComponent("\(name).txt")
    // A file ends in a line feed; the text may or may not.
    let written = text.hasSuffix("\n") ? text : text + "\n"
    let recorded = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) }
    if recorded.map({ Array($0.utf8) == Array(written.utf8) }) ?? false { return }
    do {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(written.utf8).write(to: file)
    } catch {
        Issue.record("snapshot ‘\(name)’ could not be written: \(error)", sourceLocation: sourceLocation)
        return
    }
    guard let recorded else {
        Issue.record("snapshot ‘\(name)’ was missing; recorded now:\n\(written)", sourceLocation: sourceLocation)
        return
    }
    let difference = firstDifference(recorded, written)
    Issue.record("snapshot ‘\(name)’ differs; recorded anew.\n\(difference)", sourceLocation: sourceLocation)
}

/// The first line in which two texts differ, with what was recorded and what came instead.
public func firstDifference(_ recorded: String, _ written: String) -> String {
    let old = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    let new = written.split(separator: "\n", omittingEmptySubsequences: false)
    for index in 0..<max(old.count, new.count) {
        let was = index < old.count ? String(old[index]) : nil
        let now = index < new.count ? String(new[index]) : nil
        if was.map({ Array($0.utf8) }) == now.map({ Array($0.utf8) }) { continue }
        return """
            line \(index + 1)
              recorded: \(was ?? "(nothing)")
              now:      \(now ?? "(nothing)")
            """
    }
    return "no line differs"
}

private func snapshotFolder(of filePath: String) -> URL {
    let calling = URL(fileURLWithPath: filePath).deletingLastPathComponent()
    var folder = calling
    while folder.path != "/", folder.deletingLastPathComponent().lastPathComponent != "Tests" {
        folder.deleteLastPathComponent()
    }
    return (folder.path == "/" ? calling : folder).appendingPathComponent("Snapshots")
}
