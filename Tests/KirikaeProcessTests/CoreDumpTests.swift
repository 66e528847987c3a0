import Glibc
import Testing

@testable import KirikaeProcess

/// Neither this program nor one that it starts leaves a dump of its memory once secrets are in use.
@Suite(.serialized) struct CoreDumpTests {
    private func limitOfAChild() async throws -> String {
        var output: [UInt8] = []
        let child = try ChildProcess.start(
            ChildProcessConfiguration(
                executablePath: "/bin/sh",
                arguments: ["-c", "sed -n 's/^Max core file size *\\([^ ]*\\).*/\\1/p' /proc/self/limits"],
                environment: [("PATH", "/usr/bin:/bin")]))
        for await event in child.events { if case .output(let bytes) = event { output += bytes } }
        return String(decoding: output, as: UTF8.self)
    }

    @Test func aChildInheritsThatTheyAreOff() async throws {
        var limits = rlimit()
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limits) == 0)
        let before = limits
        defer {
            var before = before
            setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &before)
        }
        // The control: as much as is allowed here.
        limits.rlim_cur = limits.rlim_max
        #expect(setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limits) == 0)
        if limits.rlim_max > 1 {
            let text = try await limitOfAChild()
            #expect(text != "1\n" && text != "0\n", "there was something to turn off")
        }
        try CoreDumps.turnOff()
        #expect(try await limitOfAChild() == (limits.rlim_max > 0 ? "1\n" : "0\n"))
    }
}
