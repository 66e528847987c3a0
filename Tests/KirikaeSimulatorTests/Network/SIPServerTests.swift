import KirikaeService
import KirikaeSimulator
import KirikaeTestSupport
import Testing

extension SimulatorTests {
    /// The SIP servers, asked by `sipp` as real ones would be.
    @Suite struct SIPServerTests {
        /// What `sipp` ends with when it asks OPTIONS and expects a status.
        private func ask(_ address: String, expecting status: Int) async throws -> Int32 {
            let folder = try TemporaryFolder()
            try folder.write(Self.scenario(status), to: "options.xml")
            let program = try SpawnedProgram(
                "/usr/bin/sipp",
                [
                    "-sf", folder.path + "/options.xml", "-i", "127.0.0.1", "-m", "1", "-nostdin", "-timeout", "10",
                    "-recv_timeout", "1500", "-nr", address,
                ], in: folder.path)
            return await program.wait()
        }

        private static func scenario(_ status: Int) -> String {
            """
            <?xml version="1.0" encoding="UTF-8" ?>
            <scenario name="options">
            <send><![CDATA[

            OPTIONS sip:[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport
            Max-Forwards: 70
            From: <sip:test@[local_ip]>;tag=[call_number]
            To: <sip:[remote_ip]:[remote_port]>
            Call-ID: [call_id]
            CSeq: 1 OPTIONS
            Content-Length: 0

            ]]></send>
            <recv response="\(status)"></recv>
            </scenario>

            """
        }

        @Test(arguments: [("running", 200), ("starting", 503), ("stopping", 503), ("partial", 503)])
        func optionsTellsWhatTheProcessesDo(processes: String, status: Int) async throws {
            for site in ["main", "dr"] {
                // Too slow for anything that is being changed to be done meanwhile.
                try await SimulatorRun.with(speed: 1, start: ["call.\(site).processes": processes]) { simulator, _ in
                    let address = site == "main" ? simulator.addresses.sipJ1 : simulator.addresses.sipJ2
                    let code = try await ask(address, expecting: status)
                    #expect(code == 0)
                    // What is expected wrongly is noticed.
                    let other = try await ask(address, expecting: status == 200 ? 503 : 200)
                    #expect(other != 0)
                }
            }
        }

        @Test(arguments: [
            ("call.main.processes", "stopped"), ("platform.main", "stopped"), ("line.main", "down"),
        ])
        func stoppedSiteIsSilent(variable: String, value: String) async throws {
            try await SimulatorRun.with(speed: 1, start: [variable: value]) { simulator, _ in
                let lost = try await ask(simulator.addresses.sipJ1, expecting: 200)
                let other = try await ask(simulator.addresses.sipJ2, expecting: 200)
                #expect(lost != 0)
                #expect(other == 0)
            }
        }
    }
}
