import Foundation

/// Where the checkout and the parts of it lie, found from the place of this file.
public enum ProjectFolder {
    /// The folder of `Package.swift`, symbolic links resolved.
    public static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path + "/Package.swift") {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// The folder of the shipped service model, environments and runbooks.
    public static var runbooks: URL { root.appendingPathComponent("Runbooks") }

    /// The paths of the shipped YAML files within ``runbooks``, sorted, those of the examples not among them: each example is a
    /// project of its own.
    ///
    /// - Throws: what Foundation throws if the folder cannot be read.
    public static func runbookPaths() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: runbooks.path).sorted().filter {
            $0.hasSuffix(".yaml") && !$0.hasPrefix("examples/")
        }
    }

    /// The paths of the files among them that are not YAML, sorted.
    ///
    /// - Throws: what Foundation throws if the folder cannot be read.
    public static func signersPaths() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: runbooks.path).sorted().filter { name in
            ["allowed_signers", "known_hosts", "authorities.pem"].contains { name.hasSuffix($0) }
                && !name.hasPrefix("examples/")
        }
    }

    /// The bytes of a file named relative to the root.
    ///
    /// - Throws: what Foundation throws if the file cannot be read.
    public static func bytes(of path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: root.appendingPathComponent(path)))
    }

    /// The text of a file named relative to the root; bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Throws: what Foundation throws if the file cannot be read.
    public static func text(of path: String) throws -> String {
        String(decoding: try bytes(of: path), as: UTF8.self)
    }
}

/// The folder of `Package.swift`, symbolic links resolved.
public var projectRoot: URL { ProjectFolder.root }
