import KirikaeService
import KirikaeSimulator
import KirikaeTestSupport
import Testing

extension SimulatorTests {
    /// The DNS servers, asked by `dig` as a real one would be.
    @Suite struct NameServerTests {
        /// What `dig` says, and with which code it ends.
        private func dig(_ arguments: [String], at address: String) async throws -> (said: String, code: Int32) {
            let port = String(address.split(separator: ":").last ?? "")
            let folder = try TemporaryFolder()
            let program = try SpawnedProgram(
                "/usr/bin/dig", ["@127.0.0.1", "-p", port, "+time=1", "+tries=1"] + arguments, in: folder.path)
            let code = await program.wait()
            return (program.said, code)
        }

        struct Lookup: Sendable, CustomStringConvertible {
            var question: [String]
            var status: String
            var lines: [String]
            var description: String { question.joined(separator: " ") }
        }

        static let lookups = [
            Lookup(
                question: ["j1-accs.arcstarcc.net", "A"], status: "NOERROR",
                lines: ["ANSWER: 1", "flags: qr aa rd ra;", "127.0.0.1"]),
            Lookup(question: ["J2-ACCS.ArcstarCC.net.", "A"], status: "NOERROR", lines: ["ANSWER: 1", "127.0.0.1"]),
            Lookup(question: ["j2-dbs02-0", "A", "+tcp"], status: "NOERROR", lines: ["ANSWER: 1", "127.0.0.1"]),
            Lookup(question: ["j1-mmf01-0", "ANY"], status: "NOERROR", lines: ["ANSWER: 1", "127.0.0.1"]),
            Lookup(
                question: ["j1-accs.arcstarcc.net", "AAAA"], status: "NOERROR", lines: ["ANSWER: 0", "SOA"]),
            Lookup(question: ["arcstarcc.net", "A"], status: "NOERROR", lines: ["ANSWER: 0", "SOA"]),
            Lookup(question: ["j3-accs.arcstarcc.net", "A"], status: "NXDOMAIN", lines: ["ANSWER: 0", "SOA"]),
            Lookup(question: ["j1-dbs01-0", "A", "+tcp"], status: "NXDOMAIN", lines: ["SOA"]),
            Lookup(question: ["j1-accs.arcstarcc.net", "A", "+noedns"], status: "NOERROR", lines: ["ADDITIONAL: 0"]),
            Lookup(question: ["j1-accs.arcstarcc.net", "A", "+edns=7", "+noednsneg"], status: "BADVERS", lines: []),
            Lookup(question: ["version.bind", "TXT", "CH"], status: "REFUSED", lines: []),
            Lookup(question: ["j1-accs.arcstarcc.net", "+opcode=notify"], status: "NOTIMP", lines: []),
            Lookup(question: ["j1-accs.arcstarcc.net", "+header-only"], status: "FORMERR", lines: []),
        ]

        @Test(arguments: ["main", "dr"]) func digIsAnswered(site: String) async throws {
            try await SimulatorRun.with { simulator, _ in
                let address = site == "main" ? simulator.addresses.dnsJ1 : simulator.addresses.dnsJ2
                for lookup in Self.lookups {
                    let (said, code) = try await dig(lookup.question, at: address)
                    #expect(code == 0, "\(lookup): \(said)")
                    #expect(said.contains("status: \(lookup.status)"), "\(lookup): \(said)")
                    for line in lookup.lines { #expect(said.contains(line), "\(lookup): \(said)") }
                    #expect(!said.contains("malformed") && !said.contains("WARNING: recursion"), "\(lookup): \(said)")
                }
            }
        }

        @Test(arguments: [
            ("platform.main", "stopped", [false, true]), ("line.main", "down", [false, true]),
            ("platform.dr", "stopped", [true, false]),
        ])
        func serverIsSilentWithItsSite(variable: String, value: String, answers: [Bool]) async throws {
            try await SimulatorRun.with(start: [variable: value]) { simulator, _ in
                let addresses = [simulator.addresses.dnsJ1, simulator.addresses.dnsJ2]
                for (address, isThere) in zip(addresses, answers) {
                    let (said, code) = try await dig(["j1-accs.arcstarcc.net"], at: address)
                    #expect((code == 0) == isThere, "\(said)")
                    #expect(isThere || said.contains("timed out"))
                }
            }
        }

        @Test func nameThatDoesNotResolveIsGone() async throws {
            try await SimulatorRun.with(start: ["batch-pc.names": "missing"]) { simulator, _ in
                let (gone, _) = try await dig(["j2-dbs02-0"], at: simulator.addresses.dnsJ1)
                #expect(gone.contains("NXDOMAIN"))
                let (there, _) = try await dig(["j1-dbs02-0"], at: simulator.addresses.dnsJ1)
                #expect(there.contains("NOERROR"))
            }
        }
    }
}
