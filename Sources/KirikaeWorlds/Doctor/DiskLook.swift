import Glibc
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeProcess
import KirikaeRunbook
import KirikaeSyntax

/// Whether enough space is free.
struct DiskLook {
    let disk: ReadinessCheck.Disk
    let environment: Environment

    func look(_ name: String) -> ReadinessLook {
        let question = disk.host.map { HostQuestion(environment: environment, host: $0.value) }
        let path = question?.path(disk.path) ?? disk.path
        let least = UInt64(disk.atLeast.count)
        return ReadinessLook(.disk, name, expected: .free(least, at: path)) { timeoutMilliseconds in
            guard let question, question.isRemote else { return Self.local(path, least: least) }
            if question.isWindows { return .notOnWindows }
            // `-P`: one line for each file system, `-k`: in KiB (POSIX).
            let run = await question.runTool(["df", "-Pk", "--", path], timeoutMilliseconds: timeoutMilliseconds)
            if let problem = question.problem(with: run) { return problem }
            guard let free = Self.free(in: run.printed) else { return .otherText(run.firstLine) }
            return free < least ? .spaceLow(least) : nil
        }
    }

    private static func local(_ path: String, least: UInt64) -> ReadinessProblem? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else {
            return errno == ENOENT ? .missing(errno) : .notLookedAt(.reason(ofErrorNumber: errno))
        }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize) < least ? .spaceLow(least) : nil
    }

    /// The free bytes of the last line of `df -Pk`; nil if it does not say.
    static func free(in text: String) -> UInt64? {
        let fields = text.split(whereSeparator: \.isNewline).last?.split(separator: " ") ?? []
        // Device, size, used, available, share, mount point; a device may have spaces in its name, a share ends in %.
        guard let share = fields.firstIndex(where: { $0.hasSuffix("%") }), share >= 2,
            let free = UInt64(fields[share - 1])
        else { return nil }
        let (bytes, isTooMuch) = free.multipliedReportingOverflow(by: 1024)
        return isTooMuch ? .max : bytes
    }
}

/// Whether the clock of another machine is near that of this one.
struct RemoteClockLook {
    let clock: ReadinessCheck.RemoteClock
    let environment: Environment

    func look(_ name: String) -> ReadinessLook {
        let question = HostQuestion(environment: environment, host: clock.host.value)
        let most = clock.atMost.count
        return ReadinessLook(.clock, name, expected: .clock(within: clock.atMost)) { timeoutMilliseconds in
            if question.isWindows { return .notOnWindows }
            let before = LiveClock().now().wallMilliseconds
            let run = await question.runTool(["date", "-u", "+%s"], timeoutMilliseconds: timeoutMilliseconds)
            let after = LiveClock().now().wallMilliseconds
            if let problem = question.problem(with: run) { return problem }
            guard let seconds = Int64(run.printed) else { return .otherText(run.firstLine) }
            return Self.problem(saidSeconds: seconds, between: before, and: after, most: most)
        }
    }

    /// What a time means that was said at some moment between two of this machine, in milliseconds.
    static func problem(
        saidSeconds: Int64, between before: Int64, and after: Int64, most: Int64
    ) -> ReadinessProblem? {
        // Whole seconds are said, so it is up to one later there.
        let said = saidSeconds * 1_000
        let behind = before - (said + 999)
        let ahead = said - after
        if ahead > most { return .clockDiffers(by: Int(ahead / 1_000), isWarning: false) }
        return behind > most ? .clockDiffers(by: -Int(behind / 1_000), isWarning: false) : nil
    }
}
