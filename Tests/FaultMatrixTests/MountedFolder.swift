import Foundation
import KirikaeTestSupport

/// A file system that is mounted in a folder of its own, and taken away again.
final class MountedFolder {
    /// It could not be mounted.
    struct Failure: Error {
        var reason: String
    }

    private let folder: TemporaryFolder
    private var isMounted = false
    /// Where it is.
    var path: String { givenPath ?? folder.path + "/mounted" }
    private var givenPath: String?

    /// Mounts a file system of a type.
    init(type: String, source: String, options: String) async throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try await Self.run(["mount", "-t", type, "-o", options, source, path])
        isMounted = true
    }

    /// Makes a file system in a file, and mounts it.
    init(image: String, megabytes: Int, makeWith make: [String]) async throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try await Self.run(["truncate", "-s", "\(megabytes)M", image])
        try await Self.run(make + [image])
        try await Self.run(["mount", "-o", "loop", image, path])
        isMounted = true
    }

    /// Mounts a block device.
    init(device: String, options: String = "") async throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try await Self.run(["mount"] + (options.isEmpty ? [] : ["-o", options]) + [device, path])
        isMounted = true
    }

    /// Mounts a block device where another one was before.
    init(device: String, at path: String) async throws {
        folder = try TemporaryFolder()
        givenPath = path
        try await Self.run(["mount", device, path])
        isMounted = true
    }

    deinit { unmount() }

    /// Changes its options.
    func remount(_ options: String) async throws {
        try await Self.run(["mount", "-o", "remount,\(options)", path])
    }

    /// Takes it away, by force if need be.
    func unmount() {
        guard isMounted else { return }
        isMounted = false
        if umount2(path, 0) != 0 { umount2(path, Int32(MNT_DETACH)) }
    }

    @discardableResult
    static func run(_ words: [String], limitSeconds: Double = 30) async throws -> String {
        let ending = try await StartedProgram.run("/usr/bin/env", words, limitSeconds: limitSeconds)
        guard ending.status == 0 else {
            throw Failure(reason: "\(words.joined(separator: " ")): \(ending.status) \(ending.error.prefix(200))")
        }
        return ending.output
    }
}
