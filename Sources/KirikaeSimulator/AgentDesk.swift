import KirikaeConsolePrograms

/// What the screen of an agent's PC shows.
struct AgentDesk: Sendable {
    /// What is in front.
    enum Window: Sendable {
        case desktop
        /// The menu of a right click on a batch.
        case menu(batch: String, folder: String)
        /// The menu of a right click on a ZIP file.
        case archive(SwitchFileEdition)
        /// 「ユーザー アカウント制御」 before a batch.
        case accountControl(batch: String, folder: String)
        case console(ConsoleWindow)
        /// The first page of WDE, which asks for the extension number.
        case login
    }

    /// What is in front.
    var window = Window.desktop
    /// What the person has to know about what was done last.
    var notice: String?
}

/// A command prompt: what has been written so far, and the program that runs in it.
struct ConsoleWindow: Sendable {
    /// What it waits for.
    private(set) var wait: ConsoleTurn.Wait
    private var program: any ConsoleProgram
    private var text: String

    /// The lines so far.
    var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    /// Starts a program.
    init(_ program: any ConsoleProgram) throws(SystemCallError) {
        self.program = program
        let turn = try self.program.begin()
        text = turn.text
        wait = turn.wait
    }

    /// Types something; a key is not shown, a line is.
    ///
    /// - Parameters:
    ///   - input: what is typed.
    ///   - prepare: what is done with the program before.
    mutating func type(_ input: String, prepare: (inout any ConsoleProgram) -> Void = { _ in }) throws(SystemCallError)
    {
        if wait == .line { text += input + "\n" }
        prepare(&program)
        let turn = try program.receive(input)
        text += turn.text
        wait = turn.wait
    }
}
