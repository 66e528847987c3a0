import Foundation
import KirikaeTestSupport

/// A block device that nbdkit makes in user space, so that its writes can be seen, refused and slowed down.
final class BlockDevice {
    private let folder: TemporaryFolder
    private let server = Process()
    private(set) var device = ""
    /// The file with the bytes of the disk; empty when they are in memory only.
    var image: String { folder.path + "/image" }
    /// The disk before anything was done to it.
    var base: String { folder.path + "/base" }
    /// What the logging disk wrote down.
    var log: String { folder.path + "/log" }
    /// While this file is there, writes fail.
    var trigger: String { folder.path + "/trigger" }
    private var exported: String { folder.path + "/exported" }

    static func megabytes(of fileSystem: String) -> Int { ["ext4": 32, "xfs": 320, "btrfs": 128][fileSystem] ?? 320 }

    static func make(_ fileSystem: String, _ path: String) async throws {
        let words: [String: [String]] = [
            "ext4": ["mkfs.ext4", "-q", "-F"], "xfs": ["mkfs.xfs", "-q", "-f"], "btrfs": ["mkfs.btrfs", "-q", "-f"],
        ]
        guard let make = words[fileSystem], FaultSwitch.missing([make[0]]).isEmpty else {
            throw MountedFolder.Failure(reason: "needs mkfs.\(fileSystem)")
        }
        try await MountedFolder.run(make + [path])
    }

    /// A disk that writes down what is written to it.
    init(logging fileSystem: String) async throws {
        folder = try TemporaryFolder()
        try await MountedFolder.run(["truncate", "-s", "\(Self.megabytes(of: fileSystem))M", image])
        try await Self.make(fileSystem, image)
        try await MountedFolder.run(["cp", "--sparse=always", image, base])
        let plugin = ProjectFolder.root.path + "/Tests/FaultMatrixTests/Block/logging_disk.py"
        try await serve(["python", plugin, "disk=\(image)", "log=\(log)"])
    }

    /// A disk that refuses every write while `trigger` is there.
    init(failing fileSystem: String) async throws {
        folder = try TemporaryFolder()
        let rates = [
            "error=EIO", "error-pread-rate=0%", "error-pwrite-rate=100%", "error-zero-rate=100%", "error-trim-rate=0%",
        ]
        try await serve(
            ["--filter=error", "memory", "\(Self.megabytes(of: fileSystem))M"] + rates + ["error-file=\(trigger)"])
        try await Self.make(fileSystem, device)
    }

    private func serve(_ words: [String]) async throws {
        StartedProgram.touch(exported)
        server.executableURL = URL(fileURLWithPath: "/usr/bin/nbdfuse")
        server.arguments = [exported, "--command", "nbdkit", "-s", "--exit-with-parent"] + words
        server.standardError = FileHandle.nullDevice
        server.standardOutput = FileHandle.nullDevice
        try server.run()
        for _ in 0..<400 {
            let size = try? FileManager.default.attributesOfItem(atPath: exported)[.size] as? Int
            if let size, size > 0 { break }
            try await Task.sleep(for: .milliseconds(25))
        }
        device = try await MountedFolder.run(["losetup", "-f", "--show", exported])
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Takes it away; whatever was mounted from it must be unmounted before.
    func close() {
        guard !device.isEmpty else { return }
        let end = Process()
        end.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        end.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        end.arguments = ["losetup", "-d", device]
        try? end.run()
        end.waitUntilExit()
        device = ""
        if umount2(exported, 0) != 0 { umount2(exported, Int32(MNT_DETACH)) }
        if server.isRunning { server.terminate() }
        server.waitUntilExit()
    }

    deinit { close() }

    // MARK: What was written

    /// A write or a flush.
    struct Operation {
        var seconds: Double
        var offset: Int
        /// Nil for a flush.
        var bytes: Data?
    }

    /// Everything that was written, in order.
    func operations() throws -> [Operation] {
        let data = try Data(contentsOf: URL(fileURLWithPath: log))
        var operations: [Operation] = []
        var place = data.startIndex
        func number(_ at: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(data[at + $1]) << UInt64(8 * $1) } }
        while place + 25 <= data.endIndex {
            let count = Int(number(place + 17))
            let isWrite = data[place] == UInt8(ascii: "W")
            let start = place + 25
            guard start + count <= data.endIndex else { break }
            operations.append(
                Operation(
                    seconds: Double(bitPattern: number(place + 1)), offset: Int(number(place + 9)),
                    bytes: isWrite ? data[start..<(start + count)] : nil))
            place = start + count
        }
        return operations
    }
}
