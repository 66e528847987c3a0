import Testing

@testable import KirikaeProcess

@Suite struct CommandCheckTests {
    @Test(arguments: [
        ("/srv/run.bat", true), ("/srv/RUN.CMD", true), ("run.Bat.", true), ("run.cmd .. ", true),
        ("C:\\x\\y.bat ", true),
        ("/srv/run.exe", false), ("/srv/bat", false), ("/srv/run.bat.exe", false), ("/srv/run.batx", false),
        ("", false),
    ])
    func `batch files are known by their ending`(path: String, expected: Bool) {
        #expect(CommandCheck.isBatchFile(path) == expected)
    }

    @Test(arguments: ["&", "|", "<", ">", "^", "%", "!", "\"", "(", ")", "\r", "\n"])
    func `an argument that cmd would parse again is refused`(character: String) throws {
        for path in ["/srv/run.bat", "/srv/run.CMD. "] {
            #expect(throws: ChildProcessError.batchArgumentRefused(index: 2, character: character)) {
                try CommandCheck.checkBatchArguments(
                    executablePath: path, arguments: ["予備", "a\(character)b"])
            }
        }
        try CommandCheck.checkBatchArguments(executablePath: "/srv/run.exe", arguments: ["a\(character)b"])
        try CommandCheck.checkBatchArguments(executablePath: "/srv/run.bat", arguments: ["ポータル-1", "", "a b"])
    }

    static let refused: [(ChildProcessConfiguration, ChildProcessError)] = [
        (.init(executablePath: "true"), .executableNotAbsolute(path: "true")),
        (.init(executablePath: ""), .executableNotAbsolute(path: "")),
        (.init(executablePath: "/bin/true\0x"), .pathHoldsNull(path: "/bin/true\0x")),
        (.init(executablePath: "/bin/true", arguments: ["a", "b\0c"]), .argumentHoldsNull(index: 2)),
        (.init(executablePath: "/bin/true", argumentZero: "\0"), .argumentHoldsNull(index: 0)),
        (.init(executablePath: "/bin/true", environment: [("A", "b\0c")]), .environmentEntryInvalid(name: "A")),
        (.init(executablePath: "/bin/true", environment: [("A=B", "c")]), .environmentEntryInvalid(name: "A=B")),
        (.init(executablePath: "/bin/true", environment: [("", "c")]), .environmentEntryInvalid(name: "")),
        (.init(executablePath: "/bin/true", workingDirectory: "/\0"), .pathHoldsNull(path: "/\0")),
        (.init(executablePath: "/srv/x.bat", arguments: ["%PATH%"]), .batchArgumentRefused(index: 1, character: "%")),
        (.init(executablePath: "/bin"), .executableUnusable(path: "/bin", reason: "not a regular file")),
        (.init(executablePath: "/dev/null"), .executableUnusable(path: "/dev/null", reason: "not a regular file")),
        (
            .init(executablePath: "/etc/passwd"),
            .executableUnusable(path: "/etc/passwd", reason: "access: Permission denied")
        ),
        (
            .init(executablePath: "/no/such/program"),
            .executableUnusable(path: "/no/such/program", reason: "stat: No such file or directory")
        ),
        (
            .init(executablePath: "/bin/true", workingDirectory: "/etc/passwd"),
            .workingDirectoryUnusable(path: "/etc/passwd", reason: "not a directory")
        ),
    ]

    @Test(arguments: refused)
    func `what must not be started is refused`(configuration: ChildProcessConfiguration, error: ChildProcessError) {
        for terminal in [false, true] {
            var configuration = configuration
            configuration.terminal = terminal
            #expect(throws: error) { try ChildProcess.start(configuration) }
        }
    }
}
