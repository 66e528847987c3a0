import KirikaeConsolePrograms

/// What the screen of the batch PC shows.
struct BatchDesk: Sendable {
    /// What is in front.
    enum Window: Sendable {
        case desktop
        case settings
        /// The connection with its network profile.
        case network
        /// The menu of a right click on the command prompt.
        case menu
        /// The command prompt itself, before PowerShell.
        case prompt(isElevated: Bool)
        case powerShell(ConsoleWindow)
    }

    /// What is in front.
    var window = Window.desktop
    /// What the person has to know about what was done last.
    var notice: String?
}
