import Foundation

/// An empty folder of its own for one test, removed when the last reference to it goes.
public final class TemporaryFolder: Sendable {
    /// Where it is, symbolic links resolved.
    public let url: URL

    /// The same as a path.
    public var path: String { url.path }

    /// Makes the folder, readable by its owner only.
    ///
    /// - Throws: what Foundation throws if it cannot be made.
    public init() throws {
        let parent = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        url = parent.appendingPathComponent("kirikae-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        // A test that made something unremovable leaves it behind; that must not hide the test's own result.
        try? FileManager.default.removeItem(at: url)
    }

    /// Writes a file, making the folders on the way, and gives its full path.
    ///
    /// - Throws: what Foundation throws if it cannot be written.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// The text of a file in the folder.
    ///
    /// - Throws: what Foundation throws if it cannot be read.
    public func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
    }
}
