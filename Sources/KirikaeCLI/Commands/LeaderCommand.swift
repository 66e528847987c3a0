import ArgumentParser
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds

/// What the leader of a drill does at a second terminal.
struct LeaderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leader",
        abstract: "Lead a drill from a second terminal: see the real state, make things happen.",
        discussion: """
            The operators of the drill see none of it but what it does to the simulated service. Whatever is made to happen is \
            marked as injected in the record of the exercise. The simulator is named by its simulator.json \
            (kirikae simulate --directory DIR).
            """,
        subcommands: [Show.self, Inject.self, Program.self, Speed.self])

    /// Which simulator, and the language.
    struct Place: ParsableArguments {
        @Option(help: "The simulator.json of the running simulator.")
        var simulator: String
        @OptionGroup var language: LanguageOptions

        /// Does something at its control server, and words what goes wrong.
        func run(_ body: (SimulatorControl, ScreenWording) async throws -> Void) async throws {
            try await CommandRun(language: language.language)() {
                guard let address = try SimulatorAddresses(file: simulator).parameters["control"] else {
                    throw CommandFailure(message: .simulatorFailed("\(simulator) names no control server"))
                }
                do {
                    try await body(SimulatorControl(address: address), ScreenWording(language: language.language))
                } catch let refusal as SimulatorControl.Refusal {
                    throw CommandFailure(message: .simulatorFailed("\(refusal)"))
                }
                return .success
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the simulated time, the state, and what is still going to happen.")

        @OptionGroup var place: Place

        func run() async throws {
            try await place.run { control, wording in
                let overview = try await control.overview()
                let output = StreamOutput.standard
                output.line(
                    wording.pick("模擬時刻：", "simulated time: ")
                        + wording.duration(Milliseconds(overview.simulatedMilliseconds)))
                for (variable, value) in overview.state.values.sorted(by: { $0.key < $1.key }) {
                    output.line("  \(variable) = \(value)")
                }
                for event in try await control.scheduled().arrayValue ?? [] {
                    let time = wording.duration(Milliseconds(event["at"]?.integerValue ?? 0))
                    output.line(wording.pick("  予定 \(time)：", "  at \(time): ") + (event["set"]?.canonicalText ?? ""))
                }
            }
        }
    }

    struct Inject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make variables of the simulated service take a value, now or later.")

        @Argument(help: "What becomes true, VARIABLE=VALUE; the value may be unknown.")
        var assignments: [String]
        @Option(help: "How many seconds of simulated time go by before that.")
        var after: Int64 = 0
        @OptionGroup var place: Place

        func validate() throws {
            if assignments.isEmpty { throw ValidationError("Say what is to become true, VARIABLE=VALUE.") }
            guard (0...2_592_000).contains(after) else { throw ValidationError("--after takes up to 30 days.") }
        }

        func run() async throws {
            try await place.run { control, wording in
                let values = try Assignments.parse(assignments).mapValues { $0 == "unknown" ? nil : $0 }
                try await control.inject(values, afterMilliseconds: after * 1_000)
                StreamOutput.standard.line(
                    after == 0 ? wording.pick("起こしました", "done") : wording.pick("予定しました", "scheduled"))
            }
        }
    }

    struct Program: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a program behave otherwise from its next start on.")

        @Argument(help: "The program, for example DB_ClusterFailover_To_Backup.exe.")
        var program: String
        @Argument(help: "normal, hang, fail or unexpected (it asks something else).")
        var behaviour: Scenario.ProgramBehaviour
        @OptionGroup var place: Place

        func run() async throws {
            try await place.run { control, wording in
                try await control.setBehaviour(of: program, to: behaviour)
                StreamOutput.standard.line(wording.pick("次の起動からそうなります", "from its next start on"))
            }
        }
    }

    struct Speed: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make time pass at another speed, in the simulator only.",
            discussion: "An engine that runs keeps the speed that its drill was started with.")

        @Argument(help: "Simulated seconds per second.")
        var speed: Double
        @OptionGroup var place: Place

        func validate() throws {
            guard speed > 0, speed <= 10_000 else { throw ValidationError("The speed must be from 0.01 to 10000.") }
        }

        func run() async throws {
            try await place.run { control, wording in
                try await control.setSpeed(speed)
                StreamOutput.standard.line(wording.pick("時間の速さ：\(speed) 倍", "speed: \(speed)"))
            }
        }
    }
}

extension Scenario.ProgramBehaviour: ExpressibleByArgument {}
