import Glibc
import KirikaeEngine
import KirikaePlan
import KirikaeTestSupport
import Testing

@testable import KirikaeProcess
@testable import KirikaeWorlds

/// Programs that do not want to end, leave something behind, or print without end.
@Suite struct ProgramEndTests {
    private static let stop = "    action: {command: [talk], on: pc, silence: 300ms}"

    /// It ignores every request, so it is killed when the grace is over, and its group with it.
    @Test func oneThatIgnoresTheRequestIsKilled() async throws {
        let fixture = try WorldFixture(
            step: Self.stop,
            programs: [
                "talk": "trap '' TERM HUP INT; (sleep 40 & echo child $!); echo waiting; while :; do sleep 1; done"
            ])
        let performed = try await fixture.performed()
        let stopped = try #require(performed.stopped)
        #expect(stopped.end == .signal(SIGKILL))
        #expect(stopped.lastLine == "waiting")
        #expect(stopped.survivors == [])
        let child = try #require(
            performed.text.split(separator: " ").dropFirst().first.flatMap { Int32($0.prefix { $0.isNumber }) })
        #expect(!isRunning(child))
        #expect(performed.milliseconds >= 2_000 && performed.milliseconds < 15_000)
    }

    /// What left the group by a session of its own is named, because no signal reaches it, and it may be a service that is to stay.
    @Test func whatLeftTheGroupIsNamed() async throws {
        let fixture = try WorldFixture(
            step: Self.stop, programs: ["talk": "setsid sleep 30 </dev/null >/dev/null 2>&1 & echo started; sleep 30"])
        let performed = try await fixture.performed()
        let survivors = try #require(performed.stopped?.survivors)
        // Each is one that this test started: it holds the key of this run.
        for survivor in survivors { kill(survivor, SIGKILL) }
        #expect(survivors.count == 1, "\(survivors)")
        let command = String(
            decoding: ProcessFiles.contents("/proc/\(survivors.first ?? 0)/cmdline") ?? [], as: UTF8.self)
        #expect(command.isEmpty || command.hasPrefix("sleep"))
    }

    /// A program that ended by itself may leave a service behind; nobody looks for it and nothing is said.
    @Test func aServiceThatStaysIsNoFailure() async throws {
        let fixture = try WorldFixture(
            step: "    action: {command: [talk], on: pc}",
            programs: ["talk": "setsid sleep 20 </dev/null >/dev/null 2>&1 & echo $!"])
        let performed = try await fixture.performed()
        #expect(performed.outcome == .succeeded(warnings: []))
        let service = try #require(Int32(performed.text.split(separator: "\n")[0]))
        #expect(isRunning(service))
        kill(service, SIGKILL)
    }

    /// A hundred megabytes go through without being kept here; the control is the count.
    @Test func muchOutput() async throws {
        let fixture = try WorldFixture(
            step: "    action: {command: [talk], on: pc}",
            programs: ["talk": "head -c 104857600 /dev/zero; echo end >&2"])
        let step = try #require(fixture.plan.steps.first { $0.isAct })
        let world = LiveWorld(plan: fixture.plan, run: "r1", clock: LiveClock(), operators: [])
        var count = 0
        var largest = 0
        let before = try Self.residentBytes()
        var peak = before
        let outcome = try await world.perform(step.action, of: step, attempt: 1) { progress in
            guard case .output(let bytes) = progress else { return }
            count += bytes.count
            largest = max(largest, bytes.count)
            if count % (8 << 20) < bytes.count { peak = max(peak, try Self.residentBytes()) }
        }
        #expect(outcome == .succeeded(warnings: []))
        #expect(count == 104_857_604)
        #expect(largest <= 1 << 16)
        #expect(peak - before < 40 << 20, "it took \((peak - before) >> 20) MiB")
    }

    private static func residentBytes() throws -> Int {
        let fields = String(decoding: try #require(ProcessFiles.contents("/proc/self/statm")), as: UTF8.self)
            .split(separator: " ")
        return try #require(fields.dropFirst().first.flatMap { Int($0) }) * sysconf(Int32(_SC_PAGESIZE))
    }

    /// Bytes that are no character are kept as they came, and shown by their number.
    @Test func bytesThatAreNoCharacterAreKept() async throws {
        let fixture = try WorldFixture(
            step:
                "    action:\n      command: [talk]\n      on: pc\n      encoding: cp932\n      conversation: [{expect: '\\xFD\\x80 end'}]",
            programs: ["talk": "printf '\\375\\200 end'"])
        let performed = try await fixture.performed()
        #expect(performed.bytes == [0xFD, 0x80] + Array(" end".utf8))
        #expect(performed.outcome == .succeeded(warnings: []))
    }

    /// With a secret a program leaves no core dump; the limit is 1, which also keeps the kernel from handing one to a program.
    @Test func aProgramWithASecretLeavesNoCoreDump() async throws {
        setenv("KIRIKAE_TEST_SECRET_E", "long enough", 1)
        defer { unsetenv("KIRIKAE_TEST_SECRET_E") }
        let fixture = try WorldFixture(
            step: "    action: {command: [talk], on: pc, secrets: {PGPASSFILE: password}}",
            programs: ["talk": "sed -n 's/^Max core file size *\\([^ ]*\\).*/soft \\1/p' /proc/self/limits"],
            environment: "secrets: {password: {title: {ja: 合言葉, en: Password}, variable: KIRIKAE_TEST_SECRET_E}}")
        let text = try await fixture.performed().text
        #expect(text == "soft 1\n" || text == "soft 0\n", "\(text)")
    }

    /// Who may read what a program writes is decided by whoever started Kirikae.
    @Test func theMaskForNewFilesIsInherited() async throws {
        let own = umask(0)
        umask(own)
        let fixture = try WorldFixture(
            step: "    action: {command: [talk], on: pc}", programs: ["talk": "umask"])
        let text = try await fixture.performed().text
        #expect(Int(text.split(separator: "\n").first ?? "", radix: 8).map { mode_t($0) } == own)
    }
}
