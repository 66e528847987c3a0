import Foundation
import KirikaeService
import KirikaeSimulator
import Testing

extension SimulatorTests {
    /// The four programs as real processes on real pseudo-terminals.
    @Suite struct SimulatedBatchTests {
        /// Starts a program on a pseudo-terminal and acts out a list of `expect HEX`, `quiet`, `type TEXT`, `state URL VALUE`,
        /// `kill`; then prints all output as hexadecimal digits and the exit code (minus the signal's number if killed).
        private static let driver = """
            import os, pty, select, signal, sys, time, urllib.request
            # Whoever runs the tests may block or ignore signals, and a program would inherit that.
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            # Bounds the whole: its end closes the terminal, which ends the program.
            signal.alarm(25)
            program, deadline, seen = sys.argv[1], time.time() + 20, b''
            pid, fd = pty.fork()
            if pid == 0:
                os.execv(program, [program])
            def more(wait):
                global seen
                if not select.select([fd], [], [], wait)[0]: return False
                try: chunk = os.read(fd, 4096)
                except OSError: return False
                seen += chunk
                return bool(chunk)
            for step in sys.argv[2:]:
                words = step.split(' ')
                if words[0] == 'expect':
                    while bytes.fromhex(words[1]) not in seen:
                        if time.time() > deadline: os.kill(pid, 9); sys.exit('timeout at ' + step + ' after ' + seen.hex())
                        more(0.1)
                elif words[0] == 'quiet':
                    more(0.4)
                    assert os.waitpid(pid, os.WNOHANG) == (0, 0), 'ended too early'
                elif words[0] == 'type': os.write(fd, words[1].replace('^', chr(10)).encode())
                elif words[0] == 'state':
                    while urllib.request.urlopen(words[1]).read().decode() != words[2]:
                        assert time.time() < deadline, 'timeout at ' + step
                        time.sleep(0.02)
                elif words[0] == 'kill': os.kill(pid, int(words[1]))
            while time.time() < deadline and more(1): pass
            status = os.waitpid(pid, 0)[1]
            print(seen.hex(), os.waitstatus_to_exitcode(status))
            """

        private func drive(_ program: String, _ steps: [String]) async throws -> (output: [UInt8], code: Int) {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["python3", "-c", Self.driver, program] + steps
            let output = Pipe()
            let errors = Pipe()
            process.standardOutput = output
            process.standardError = errors
            process.currentDirectoryURL = URL(fileURLWithPath: "/")
            try process.run()
            let text = try await SimulatorTests.blocking {
                let data = output.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                return String(decoding: data, as: UTF8.self)
            }
            let words = text.split { $0 == " " || $0 == "\n" }.map(String.init)
            guard words.count == 2, let code = Int(words[1]) else {
                throw Broken(text: text + String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self))
            }
            let digits = Array(words[0])
            return (
                stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) },
                code
            )
        }

        struct Broken: Error {
            var text: String
        }

        private static func hex(_ bytes: [UInt8]) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }

        // The literals of the manual in CP932, written out so that they do not come from the converter under test.
        private static let backupSite: [UInt8] = [
            0x83, 0x6F, 0x83, 0x62, 0x83, 0x4E, 0x83, 0x41, 0x83, 0x62, 0x83, 0x76, 0x83, 0x54, 0x83, 0x43, 0x83, 0x67,
            0x82, 0xC9,
        ]
        private static let mainSite: [UInt8] = [
            0x83, 0x81, 0x83, 0x43, 0x83, 0x93, 0x83, 0x54, 0x83, 0x43, 0x83, 0x67, 0x82, 0xC9,
        ]
        private static let switching: [UInt8] =
            [
                0x20, 0x83, 0x4E, 0x83, 0x89, 0x83, 0x58, 0x83, 0x5E, 0x82, 0xF0, 0x90, 0xD8, 0x82, 0xE8, 0x91, 0xD6,
                0x82, 0xA6, 0x92,
                0x86, 0x82, 0xC5, 0x82, 0xB7,
            ] + Array("...\r\n".utf8)
        private static let done: [UInt8] =
            [
                0x8A, 0xAE, 0x97, 0xB9, 0x82, 0xB5, 0x82, 0xDC, 0x82, 0xB5, 0x82, 0xBD, 0x81, 0x42, 0x89, 0xBD, 0x82,
                0xA9, 0x83, 0x4C,
                0x81, 0x5B, 0x82, 0xF0, 0x93, 0xFC, 0x97, 0xCD, 0x82, 0xB5, 0x82, 0xC4, 0x8F, 0x49, 0x97, 0xB9, 0x82,
                0xB5, 0x82, 0xC4,
                0x82, 0xAD, 0x82, 0xBE, 0x82, 0xB3, 0x82, 0xA2, 0x81, 0x42,
            ] + Array("\r\n".utf8)

        @Test(arguments: SwitchProgram.allCases) func switchesAndWaitsForAKey(program: SwitchProgram) async throws {
            let opposite = program.arrivedValue == "dr" ? "main" : "dr"
            try await SimulatorRun.with(start: [program.variable: opposite]) { simulator, _ in
                let result = try await drive(
                    "\(simulator.addresses.batches)/\(program.rawValue)",
                    ["expect " + Self.hex(Self.done), "quiet", "type x"])
                let site = program.arrivedValue == "dr" ? Self.backupSite : Self.mainSite
                let cluster = Array((program.variable == "portal.db" ? " DB" : " MMF").utf8)
                #expect(result.output == site + cluster + Self.switching + Self.done)
                #expect(result.code == 0)
                #expect(try await simulator.service.state[program.variable] == program.arrivedValue)
                #expect(await simulator.service.starts == [program: 1])
            }
        }

        @Test(arguments: [("R^", true), ("D^", false), ("^", false)])
        func securityWarningLetsOnlyRGoOn(answer: String, runs: Bool) async throws {
            // "[R] " and the first two characters of 一度だけ.
            let prompt = Array("[R] ".utf8) + [0x88, 0xEA, 0x93, 0x78]
            try await SimulatorRun.with(warning: true) { simulator, _ in
                let result = try await drive(
                    "\(simulator.addresses.batches)/DB_ClusterFailover_To_Backup.exe",
                    ["expect " + Self.hex(prompt), "quiet", "type \(answer)"]
                        + (runs ? ["expect " + Self.hex(Self.done), "type y"] : []))
                #expect(result.code == (runs ? 0 : 1))
                #expect(try await simulator.service.state["portal.db"] == (runs ? "dr" : "main"))
                #expect(await simulator.service.starts == [.databaseToBackup: 1])
            }
        }

        @Test(arguments: [9, 1]) func switchGoesOnWhenTheProgramIsKilled(signal: Int) async throws {
            try await SimulatorRun.with(speed: 30) { simulator, control in
                let result = try await drive(
                    "\(simulator.addresses.batches)/DB_ClusterFailover_To_Backup.exe",
                    ["state \(simulator.addresses.control)/state/portal.db to-dr", "kill \(signal)"])
                #expect(result.code == -signal)
                #expect(!result.output.starts(with: Self.done))
                #expect(try await control.get("/state/portal.db").body == "to-dr")
                #expect(try await SimulatorRun.wait(for: "portal.db", "dr", at: control))
            }
        }

        @Test func refusedProgramEndsWithOne() async throws {
            try await SimulatorRun.with(speed: 1, start: ["portal.mmf": "to-dr"]) { simulator, _ in
                let result = try await drive("\(simulator.addresses.batches)/DB_ClusterFailover_To_Backup.exe", [])
                #expect(result.code == 1)
                #expect(try await simulator.service.state["portal.db"] == "main")
                let kinds = try await simulator.service.events.map(\.kind)
                #expect(kinds.contains(.programRefused))
            }
        }

        @Test func worksWithoutATerminal() async throws {
            try await SimulatorRun.with { simulator, _ in
                let process = Process()
                process.executableURL = URL(
                    fileURLWithPath: "\(simulator.addresses.batches)/DB_ClusterFailover_To_Backup.exe")
                let output = Pipe()
                process.standardOutput = output
                process.standardInput = FileHandle.nullDevice
                try process.run()
                let bytes = try await SimulatorTests.blocking {
                    let data = output.fileHandleForReading.readDataToEndOfFile()
                    process.waitUntilExit()
                    return Array(data)
                }
                #expect(process.terminationStatus == 0)
                #expect(bytes.starts(with: Self.backupSite))
                #expect(try await simulator.service.state["portal.db"] == "dr")
            }
        }
    }
}
