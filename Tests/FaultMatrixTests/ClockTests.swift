import Foundation
import KirikaeTestSupport
import Testing

/// F14: the clock of the machine jumps while a run goes on; and errors by libfiu, inside the C library.
@Suite(.serialized, .wholeMatrix) struct ClockTests {
    /// The clock jumps from real time to each of these while the run goes on.
    @Test(arguments: ["+1s", "-1s", "+1h", "-1h", "+20y", "-20y", "@2038-01-19 03:14:05", "@2016-12-31 23:59:58"])
    func theClockJumps(_ jump: String) async throws {
        guard let library = Self.faketime else {
            return FaultSwitch.notRun("F14 \(jump)", "needs faketime; .ci/install faults installs it")
        }
        let matrix = try await ReferenceMatrix(calls: [])
        let folder = try TemporaryFolder()
        let file = try folder.write("+0", to: "clock")
        let run = try ReferenceRun()
        // One slow step in the middle gives the time to turn the clock while the run goes on.
        let slow = ReferenceRun.steps[19]
        run.slowDown(slow)
        async let first = run.start(environment: [
            "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        ])
        try await run.waitUntilStarted(slow)
        try folder.write(jump, to: "clock")
        let ended = try await first
        run.speedUp(slow)
        let verdict = try await matrix.oracle.judge(run, ended, .init(firedOtherwise: true))
        for finding in verdict.findings { Issue.record("F14 \(jump): \(finding)") }
        // The slow step alone takes 400 ms.
        let times = run.wallTimes()
        let shift = zip(times.dropFirst(), times).map { $0 - $1 }.max { abs($0) < abs($1) } ?? 0
        #expect(abs(shift) > 500, "O9: the clock did not jump")
        #expect(ended.ending.status == 0 && verdict.hasCompleted)
        let log = try await run.command(["log", ReferenceRun.name])
        #expect(log.status == 0)
        FaultSwitch.report(
            "F14 the clock jumps \(jump) while the run goes on: by \(shift) ms in the record; it ended well")
    }

    @Test func otherTimeZones() async throws {
        let matrix = try await ReferenceMatrix(calls: [])
        for zone in ["Asia/Tokyo", "America/New_York", "Pacific/Apia", "Nowhere/Town", ":/dev/null"] {
            let run = try ReferenceRun()
            let ended = try await run.start(environment: ["TZ": zone])
            let verdict = try await matrix.oracle.judge(run, ended, .init(firedOtherwise: true))
            for finding in verdict.findings { Issue.record("F14 \(zone): \(finding)") }
            #expect(verdict.hasCompleted)
        }
        FaultSwitch.report("F14 time zones: 5, all ended well")
    }

    private static let faketime: String? = {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")) ?? []
        return folders.map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }.first {
            FileManager.default.fileExists(atPath: $0)
        }
    }()

    /// Errors inside the C library, by libfiu.
    ///
    /// Other calls that it knows never come up: this program makes them by other names.
    @Test(arguments: [
        "posix/io/rw/write", "posix/io/rw/pwrite", "posix/io/sync/fsync", "posix/io/sync/fdatasync", "posix/io/oc/open",
        "posix/io/rw/read", "posix/io/rw/pread",
    ]) func errorsInTheLibrary(_ name: String) async throws {
        guard FaultSwitch.missing(["fiu-run"]).isEmpty else {
            return FaultSwitch.notRun("fiu \(name)", "needs fiu-utils; .ci/install faults installs it")
        }
        let matrix = try await ReferenceMatrix(calls: [])
        var troubled = 0
        let rounds = 8
        for round in 0..<rounds {
            let run = try ReferenceRun()
            let probability = ["0.005", "0.05", "0.2", "1"][round % 4]
            let ended = try await run.start(wrapper: [
                "fiu-run", "-x", "-c", "enable_random name=\(name),probability=\(probability)",
            ])
            if ended.ending.status != 0 { troubled += 1 }
            var ended2 = ended
            // Without memory the loader or the language's own library gives up, which is a crash like any other.
            if ended.ending.signal != 0 || ended.ending.status > 127 { ended2.ending = .init(status: 26) }
            let verdict = try await matrix.oracle.judge(run, ended2, .init(firedOtherwise: true))
            for finding in verdict.findings where !finding.hasPrefix("O8") { Issue.record("fiu \(name): \(finding)") }
        }
        FaultSwitch.report("fiu \(name): \(rounds) runs, \(troubled) were stopped by it")
        #expect(troubled > 0, "O9: it never came up")
    }
}

extension ReferenceRun {
    /// The wall time of each record, in milliseconds.
    func wallTimes() -> [Int] {
        guard let data = FileManager.default.contents(atPath: journal) else { return [] }
        return data.split(separator: 0x0A).compactMap { line in
            let object = (try? JSONSerialization.jsonObject(with: Data(line.dropFirst(65)))) as? [String: Any]
            return object?["at"] as? Int
        }
    }
}
