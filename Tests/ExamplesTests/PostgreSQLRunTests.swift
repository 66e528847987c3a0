import Foundation
import KirikaePlan
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// The runbooks carried out for real, against two PostgreSQL servers on loopback.
@Suite(.serialized) struct PostgreSQLRunTests {
    @Test func overAndBack() async throws {
        let servers = try await TwoServers()
        _ = try await servers.query("a", "INSERT INTO ledger (note) VALUES ('before')")
        try #require(try await servers.recovery() == ["f", "t"])

        let watch = CommandLineWatch()
        let over = try await carryOut("postgres.switchover", cause: "maintenance", as: "over", servers)
        #expect(try await servers.recovery() == ["t", "f"])
        #expect(try await servers.query("b", "SELECT count(*) FROM ledger WHERE note = 'before'") == "1")
        #expect(try await servers.query("b", "SELECT count(*) FROM ledger WHERE note = 'a to b'") == "1")
        #expect(try await servers.query("b", "INSERT INTO ledger (note) VALUES ('after') RETURNING note") == "after")
        #expect(try await servers.query("a", "INSERT INTO ledger (note) VALUES ('wrong')").contains("read-only"))

        let back = try await carryOut("postgres.switchback", cause: "maintenance", as: "back", servers)
        #expect(try await servers.recovery() == ["f", "t"])
        #expect(
            try await servers.query("a", "SELECT string_agg(note, ', ' ORDER BY id) FROM ledger")
                == "before, a to b, after, b to a")
        let lines = try await watch.stop()

        // Somebody else than the operator agreed, and what was read was shown.
        #expect(over.contains("approve〔sato、answers file〕") && over.contains("⟶ bytes = "), "\(over)")
        #expect(back.contains("approve〔suzuki、answers file〕"), "\(back)")
        try await expectNoPassword(in: over + back, lines, servers)
    }

    @Test func aLostPrimary() async throws {
        let servers = try await TwoServers()
        _ = try await servers.query("a", "INSERT INTO ledger (note) VALUES ('arrived')")
        try await wait("the row arrives") {
            try await servers.query("b", "SELECT count(*) FROM ledger WHERE note = 'arrived'") == "1"
        }
        // The sender is frozen, so that the old primary has something that nobody else has.
        let sender = try #require(Int32(try await servers.query("a", "SELECT pid FROM pg_stat_replication")))
        try #require(kill(sender, SIGSTOP) == 0)
        _ = try await servers.query("a", "INSERT INTO ledger (note) VALUES ('never sent')")
        let lost = try await servers.program(["lose", servers.folder, "a"])
        try #require(lost.status == 0, "\(lost.error)")
        try #require(try await servers.recovery() == ["-", "t"])

        _ = try await carryOut("postgres.switchover", cause: "fault", as: "over", servers)
        #expect(try await servers.recovery() == ["-", "f"])
        #expect(
            try await servers.query("b", "SELECT string_agg(note, ', ' ORDER BY id) FROM ledger") == "arrived, a to b")

        let back = try await carryOut("postgres.switchback", cause: "maintenance", as: "back", servers)
        #expect(back.contains("rewinding from last common checkpoint"), "nothing had parted: \(back)")
        #expect(try await servers.recovery() == ["f", "t"])
        #expect(
            try await servers.query("a", "SELECT string_agg(note, ', ' ORDER BY id) FROM ledger")
                == "arrived, a to b, b to a")
    }

    @Test func withoutAStandbyNothingIsTouched() async throws {
        let servers = try await TwoServers()
        let lost = try await servers.program(["lose", servers.folder, "b"])
        try #require(lost.status == 0, "\(lost.error)")
        let before = try await servers.query("a", "SELECT pg_postmaster_start_time(), pg_is_in_recovery()")
        let ending = try await servers.run("postgres.switchover", cause: "maintenance", as: "refused")
        #expect(ending.status == 20, "\(ending.output)\(ending.error)")
        #expect(ending.output.contains("nothing was touched"))
        #expect(try await servers.query("a", "SELECT pg_postmaster_start_time(), pg_is_in_recovery()") == before)
        #expect(try await servers.query("a", "INSERT INTO ledger (note) VALUES ('still') RETURNING note") == "still")
        #expect(!FileManager.default.fileExists(atPath: servers.folder + "/web/maintenance.flag"))
    }

    @Test func theEngineDiesWhileItPromotes() async throws {
        let servers = try await TwoServers()
        // Writes down each start, and takes its time, so that the engine is surely killed in the middle of it.
        let calls = servers.folder + "/b/calls"
        let program = servers.folder + "/b/pg_ctl"
        let real = try FileManager.default.destinationOfSymbolicLink(atPath: program)
        try FileManager.default.removeItem(atPath: program)
        try """
        #!/bin/sh
        echo "$1" >> '\(calls)'
        [ "$1" != promote ] || sleep 1.5
        exec \(real) "$@"

        """.write(toFile: program, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        func promotions() -> Int {
            let text = (try? String(contentsOfFile: calls, encoding: .utf8)) ?? ""
            return text.split(separator: "\n").count { $0 == "promote" }
        }

        let killed = try await servers.run("postgres.switchover", cause: "maintenance", as: "killed") {
            promotions() > 0
        }
        try #require(killed.signal == SIGKILL, "the fault did not fire: \(killed.output)\(killed.error)")
        #expect(try await servers.recovery() == ["-", "t"], "it was killed too late")
        #expect(!killed.output.contains("server promoted"))
        let resumed = try await servers.resume("killed")
        #expect(resumed.status == 0, "\(resumed.output)\(resumed.error)")
        #expect(promotions() == 1)
        #expect(try await servers.recovery() == ["t", "f"])
        #expect(try await servers.query("b", "SELECT count(*) FROM ledger WHERE note = 'a to b'") == "1")
        try await expectVerified("killed", servers)
    }

    // MARK: What the tests share

    /// Carries a runbook out to its good end; the probes then see what a rehearsal from the same start predicts.
    private func carryOut(
        _ runbook: String, cause: String, as run: String, _ servers: TwoServers
    ) async throws -> String {
        let plan = try PostgreSQLExample.plan(runbook, cause: cause, parameters: servers.parameters)
        let start = await PostgreSQLExample.observed(by: plan)
        #expect(start.count == plan.service.variables.count, "\(start)")
        let predicted = try await PostgreSQLExample.predicted(by: plan, from: start)
        #expect(predicted != start)
        let ending = try await servers.run(runbook, cause: cause, as: run)
        try #require(ending.status == 0, "\(ending.output)\(ending.error)\(servers.log("a"))\(servers.log("b"))")
        var seen: [String: String] = [:]
        try await wait("what was predicted of \(runbook): \(predicted)") {
            seen = await PostgreSQLExample.observed(by: plan)
            return seen == predicted
        }
        #expect(seen == predicted)
        try await expectVerified(run, servers)
        return ending.output
    }

    private func expectVerified(_ run: String, _ servers: TwoServers) async throws {
        let audit = try await servers.audit(run)
        #expect(audit.status == 0, "\(audit.output)\(audit.error)")
    }

    /// Looks until it is so, for ten seconds at most.
    private func wait(_ what: String, until isSo: () async throws -> Bool) async throws {
        for _ in 0..<100 {
            if try await isSo() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("not within ten seconds: \(what)")
    }

    /// No password is on the screen, in the records or in a command line, neither as it is nor in Base64.
    private func expectNoPassword(in screen: String, _ commandLines: String, _ servers: TwoServers) async throws {
        let records = try (FileManager.default.subpaths(atPath: servers.state) ?? []).filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(servers.state)/\(name)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }.map { name in
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(servers.state)/\(name)"))
            return String(decoding: data, as: UTF8.self)
        }.joined(separator: "\n")
        // The search finds what is there.
        #expect(Self.forms(of: "server promoted").contains { records.contains($0) })
        #expect(commandLines.contains("PGPASSFILE=/dev/fd/3"), "no program with a secret was seen")
        for role in ["postgres", "replicator", "operations", "monitor", "application"] {
            let password = try servers.password(role)
            try #require(password.count == 32)
            for form in Self.forms(of: password) {
                #expect(!screen.contains(form), "the password of \(role) is on the screen")
                #expect(!records.contains(form), "the password of \(role) is in the records")
                #expect(!commandLines.contains(form), "the password of \(role) is in a command line")
            }
        }
    }

    /// A text as it is, and the part of it that is the same in Base64 whatever stands beside it, at each of the three offsets.
    private static func forms(of text: String) -> [String] {
        [text]
            + (0..<3).map { offset in
                let encoded = Data(repeating: 0, count: offset) + Data(text.utf8)
                return String(encoded.base64EncodedString().dropFirst(offset == 0 ? 0 : offset + 1).dropLast(4))
            }
    }
}
