import ArgumentParser

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Run the simulated contact centre on this machine until it is interrupted.",
        discussion: """
            All arguments go to kirikae-simulator; kirikae simulate --help shows them. It prints the addresses of its pages, \
            which a browser can open, and writes them to simulator.json in its directory for kirikae drill --simulator.
            """)

    @Argument(parsing: .captureForPassthrough, help: "Arguments of kirikae-simulator.")
    var arguments: [String] = []

    func run() async throws {
        try await CommandRun(language: try LanguageOptions.parse([]).language)() {
            try SimulatorProgram.replaceThisProcess(arguments: arguments)
        }
    }
}
