import Foundation
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeSimulator
import KirikaeTestSupport
import Testing

extension SimulatorTests {
    /// The program `kirikae-simulator` as a person starts it.
    @Suite struct SimulatorProgramTests {
        private struct Run {
            let process = Process()
            let output = Pipe()
            let errors = Pipe()

            init(_ arguments: [String]) throws {
                process.executableURL = URL(fileURLWithPath: SimulatorRun.simulatorProgram)
                process.arguments = arguments
                process.standardOutput = output
                process.standardError = errors
                try process.run()
            }

            /// Everything printed and the exit code, once it has ended; killed after ten seconds.
            func end() async throws -> (output: String, errors: String, code: Int32) {
                let (process, output, errors) = (process, output, errors)
                let limit = Task {
                    try await Task.sleep(for: .seconds(10))
                    kill(process.processIdentifier, SIGKILL)
                }
                defer { limit.cancel() }
                return try await SimulatorTests.blocking {
                    let text = output.fileHandleForReading.readDataToEndOfFile()
                    let complaint = errors.fileHandleForReading.readDataToEndOfFile()
                    process.waitUntilExit()
                    return (
                        String(decoding: text, as: UTF8.self), String(decoding: complaint, as: UTF8.self),
                        process.terminationStatus
                    )
                }
            }
        }

        private func withService(_ text: String, _ body: (_ directory: String, _ file: String) async throws -> Void)
            async throws
        {
            try await SimulatorRun.withDirectory { directory in
                let file = "\(directory)/service.yaml"
                try text.write(toFile: file, atomically: true, encoding: .utf8)
                try await body(directory, file)
            }
        }

        private func description(in directory: String) async throws -> JSONValue {
            for _ in 0..<400 {
                if let data = FileManager.default.contents(atPath: "\(directory)/simulator.json") {
                    return try JSONValue(parsing: Array(data))
                }
                try await Task.sleep(for: .milliseconds(25))
            }
            Issue.record("simulator.json was not written")
            return .null
        }

        @Test(arguments: [SIGTERM, SIGINT]) func runsUntilToldToStopAndTakesEverythingAway(signal: Int32) async throws {
            try await withService(TestService.text) { directory, file in
                let run = try Run([
                    "--service", file, "--directory", directory, "--speed", "60", "--set", "portal.db=dr", "--lang",
                    "ja",
                ])
                let description = try await description(in: directory)
                #expect(description["pid"]?.integerValue == Int64(run.process.processIdentifier))
                let control = try LoopbackClient(description["control"]?.stringValue ?? "")
                #expect(try await control.get("/state/portal.db").body == "dr")
                #expect(description["batches"]?.stringValue.map { FileManager.default.fileExists(atPath: $0) } == true)
                kill(run.process.processIdentifier, signal)
                let end = try await run.end()
                #expect(end.code == 0)
                #expect(end.output.contains("メイン拠点の GAX"))
                #expect(!FileManager.default.fileExists(atPath: "\(directory)/simulator.json"))
                #expect(!FileManager.default.fileExists(atPath: "\(directory)/batches"))
                await #expect(throws: LoopbackClient.Failure.notConnected) { try await control.get("/state") }
            }
        }

        @Test func startsWithThePeopleAskedFor() async throws {
            let text = try String(decoding: ProjectFolder.bytes(of: "Runbooks/service.yaml"), as: UTF8.self)
            try await withService(text) { directory, file in
                let run = try Run([
                    "--service", file, "--directory", directory, "--speed", "1000", "--agents", "7",
                    "--callers-per-minute", "60", "--seed", "5", "--lang", "en",
                ])
                let description = try await description(in: directory)
                let control = try LoopbackClient(description["control"]?.stringValue ?? "")
                #expect(try await SimulatorRun.wait(for: "calls.waiting", "some", at: control))
                let record = try JSONValue(parsingCanonical: Array(try await control.get("/drill").body.utf8))
                #expect(record["agents"]?["count"] == 7)
                #expect(record["seed"] == 5 && record["calls"]?["perMinuteThousandths"] == 60_000)
                kill(run.process.processIdentifier, SIGTERM)
                #expect(try await run.end().output.contains("/people"))
            }
        }

        @Test(arguments: [
            ("--agents", "10001"), ("--agents", "-1"), ("--callers-per-minute", "-0.5"),
            ("--callers-per-minute", "10001"),
            ("--seed", "x"),
        ])
        func peopleOutOfBoundsAreRefused(option: String, value: String) async throws {
            let end = try await Run(["\(option)=\(value)", "--lang", "en"]).end()
            #expect(end.code == 64)
            #expect(end.errors.contains(option))
        }

        @Test func endsWhenItsLifeIsOver() async throws {
            try await withService(TestService.text) { _, file in
                let end = try await Run(["--service", file, "--life", "1", "--lang", "en"]).end()
                #expect(end.code == 0)
                #expect(end.output.contains("the time of --life is over"))
            }
        }

        @Test func endsWithItsParent() async throws {
            try await withService(TestService.text) { directory, file in
                let parent = Process()
                parent.executableURL = URL(fileURLWithPath: "/bin/sleep")
                parent.arguments = ["30"]
                try parent.run()
                let run = try Run([
                    "--service", file, "--directory", directory, "--parent", "\(parent.processIdentifier)", "--lang",
                    "en",
                ])
                _ = try await description(in: directory)
                #expect(run.process.isRunning)
                // Not SIGTERM: the child may have inherited a mask that blocks it.
                kill(parent.processIdentifier, SIGKILL)
                let end = try await run.end()
                #expect(end.output.contains("the process of --parent is gone"))
            }
        }

        @Test(arguments: [
            (TestService.text.replacing("start: main", with: "start: mein"), "KRK0202"),
            (TestService.text.replacing("wizard.site", with: "wizard.seat"), "KRK0201"),
        ])
        func errorsOfTheModelAreShownAndEndWithTen(text: String, code: String) async throws {
            try await withService(text) { directory, file in
                let end = try await Run(["--service", file, "--directory", directory, "--lang", "en"]).end()
                #expect(end.code == 10)
                #expect(end.errors.contains(code))
                #expect(!FileManager.default.fileExists(atPath: "\(directory)/simulator.json"))
            }
        }

        @Test func shippedModelRuns() async throws {
            let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().path
            let file = try ServiceFile("\(root)/Runbooks/service.yaml")
            let model = try #require(file.model)
            let configuration = SimulatorConfiguration(model: model, directory: "", batchProgram: "")
            #expect(configuration.check().all.isEmpty)
        }
    }
}
