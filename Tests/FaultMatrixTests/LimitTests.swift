import Foundation
import KirikaeTestSupport
import Testing

/// F4, F20, F21 and F23: limits, full and read-only places, signals, and streams that are closed.
@Suite(.serialized, .wholeMatrix) struct LimitTests {
    private func judge(
        _ matrix: ReferenceMatrix, _ run: ReferenceRun, _ ended: ReferenceRun.Ended, _ name: String
    ) async throws -> FaultOracle.Verdict {
        let verdict = try await matrix.oracle.judge(run, ended, .init(firedOtherwise: true))
        for finding in verdict.findings { Issue.record("\(name): \(finding)") }
        return verdict
    }

    /// F4: the file may not grow beyond each byte of one record.
    @Test func theFileMayNotGrow() async throws {
        let matrix = try await ReferenceMatrix(calls: [])
        let whole = try ReferenceRun()
        _ = try await whole.start()
        let bytes = [UInt8](FileManager.default.contents(atPath: whole.journal) ?? Data())
        let ends = bytes.indices.filter { bytes[$0] == 0x0A }
        let record = ends[ends.count / 2]..<ends[ends.count / 2 + 1]
        var stopped = 0
        for limit in record {
            let run = try ReferenceRun()
            let ended = try await run.start(wrapper: ["prlimit", "--fsize=\(limit)"])
            if ended.ending.status == 30 { stopped += 1 }
            _ = try await judge(matrix, run, ended, "RLIMIT_FSIZE \(limit)")
        }
        #expect(stopped == record.count)
        FaultSwitch.report(
            "F4 the journal may not grow, at each byte of a record: \(record.count) points, \(stopped) stopped with 30")
    }

    /// F4, F23: places where nothing can be written, or soon no more.
    @Test func fullAndReadOnlyPlaces() async throws {
        guard getuid() == 0 else { return FaultSwitch.notRun("F4 F23 places", "needs root, to mount") }
        let matrix = try await ReferenceMatrix(calls: [])
        var words: [String] = []
        for (name, type, options, statuses) in [
            ("a full disk", "tmpfs", "size=36k", [30]), ("no more inodes", "tmpfs", "nr_inodes=8", [30]),
            ("read-only", "tmpfs", "ro", [30]),
        ] as [(String, String, String, [Int32])] {
            let mount = try await MountedFolder(type: type, source: type, options: options + ",mode=0700")
            defer { mount.unmount() }
            let run = try ReferenceRun(state: mount.path + "/state")
            let ended = try await run.start()
            #expect(statuses.contains(ended.ending.status), "\(name): \(ended.ending.status) \(ended.ending.error)")
            words.append("\(name): \(ended.ending.status)")
            // What is there can still be read, and there is room again once somebody has seen to it.
            if options.contains("ro") {
                let status = try await run.command(["status"])
                #expect(status.status == 0 || status.status == 30, "\(name): \(status.status) \(status.error)")
                continue
            }
            try await mount.remount("size=16m,nr_inodes=1000,mode=0700")
            _ = try await judge(matrix, run, ended, name)
        }
        FaultSwitch.report("F4 F23 places: " + words.joined(separator: ", "))
    }

    /// F23: other file systems.
    @Test func otherFileSystems() async throws {
        guard getuid() == 0 else { return FaultSwitch.notRun("F23 other file systems", "needs root, to mount") }
        let matrix = try await ReferenceMatrix(calls: [])
        var words: [String] = []
        do {
            let below = try TemporaryFolder()
            for name in ["lower", "upper", "work"] {
                try FileManager.default.createDirectory(
                    atPath: "\(below.path)/\(name)", withIntermediateDirectories: false)
            }
            let mount = try await MountedFolder(
                type: "overlay", source: "overlay",
                options: "lowerdir=\(below.path)/lower,upperdir=\(below.path)/upper,workdir=\(below.path)/work")
            defer { mount.unmount() }
            let run = try ReferenceRun(state: mount.path + "/state")
            let verdict = try await judge(matrix, run, try await run.start(), "overlay")
            words.append("overlay: \(verdict.hasCompleted ? "completed" : "not completed")")
        } catch let failure as MountedFolder.Failure {
            words.append("overlay not run: \(failure.reason)")
        }
        do {
            guard FaultSwitch.missing(["mkfs.vfat"]).isEmpty else {
                throw MountedFolder.Failure(reason: "needs mkfs.vfat (dosfstools)")
            }
            let image = try TemporaryFolder()
            let mount = try await MountedFolder(image: image.path + "/vfat", megabytes: 16, makeWith: ["mkfs.vfat"])
            defer { mount.unmount() }
            let run = try ReferenceRun(state: mount.path + "/state")
            let ended = try await run.start()
            // It keeps no owner and no permissions: everybody may write.
            #expect(ended.ending.status == 30, "vfat: \(ended.ending.status) \(ended.ending.error)")
            words.append("vfat: refused with \(ended.ending.status)")
        } catch let failure as MountedFolder.Failure {
            words.append("vfat not run: \(failure.reason)")
        }
        words.append("NFS not run: needs a server")
        FaultSwitch.report("F23 " + words.joined(separator: ", "))
    }

    /// F21: too few descriptors, too little memory, no more processes.
    @Test(arguments: [
        ["--nofile=4"], ["--nofile=8"], ["--nofile=12"], ["--nofile=20"], ["--as=60000000"], ["--as=200000000"],
        ["--stack=65536"],
    ])
    func tooLittleOfSomething(_ limit: [String]) async throws {
        let matrix = try await ReferenceMatrix(calls: [])
        let run = try ReferenceRun()
        let ended = try await run.start(wrapper: ["prlimit"] + limit)
        // The loader itself may not have what it needs; then nothing of ours has run.
        let isOurs = run.records() != nil || ended.ending.error.contains("KRK")
        FaultSwitch.report(
            "F21 \(limit.joined()): ended with \(ended.ending.status)\(isOurs ? "" : ", before it started")")
        if isOurs { _ = try await judge(matrix, run, ended, "F21 \(limit)") }
        #expect(run.records() != nil || ReferenceRun.steps.allSatisfy { run.effectCount($0) == 0 })
    }

    /// F20: streams that are closed, full or empty.
    @Test(arguments: ["</dev/null", ">/dev/full", ">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
    func closedStreams(_ redirection: String) async throws {
        let matrix = try await ReferenceMatrix(calls: [])
        let run = try ReferenceRun()
        let ended = try await run.start(wrapper: ["sh", "-c", "exec \"$@\" \(redirection)", "sh"])
        let verdict = try await judge(matrix, run, ended, redirection)
        #expect(verdict.hasCompleted)
        FaultSwitch.report("F20 \(redirection): ended with \(ended.ending.status), carried to its end")
    }

    /// F20: signals at some time in the run.
    @Test(arguments: ["INT", "TERM", "HUP", "PIPE", "TSTP", "WINCH", "QUIT", "USR1"])
    func signals(_ name: String) async throws {
        let matrix = try await ReferenceMatrix(calls: [])
        var endings: [Int32: Int] = [:]
        for delay in stride(from: 20, through: 200, by: 30) {
            let run = try ReferenceRun()
            // The shell waits for the program, signals it, and lets it go on where it was stopped.
            let script = """
                "$@" & pid=$!
                sleep 0.\(delay < 100 ? "0" : "")\(delay)
                kill -\(name) $pid 2>/dev/null
                \(name == "TSTP" ? "sleep 0.05; kill -CONT $pid 2>/dev/null" : "")
                wait $pid
                """
            var ended = try await run.start(wrapper: ["sh", "-c", script, "sh"])
            endings[ended.ending.status, default: 0] += 1
            // Before it has begun to catch them, and by those that it does not catch, it is killed: a crash like any other. The
            // shell says so by 128 and the signal.
            if (129...159).contains(ended.ending.status) { ended.ending.status = 26 }
            let verdict = try await judge(matrix, run, ended, "SIG\(name) after \(delay) ms")
            let wasBegun = run.records()?.isEmpty == false
            #expect(verdict.hasCompleted || !wasBegun)
        }
        FaultSwitch.report(
            "F20 SIG\(name): "
                + endings.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", "))
    }
}
