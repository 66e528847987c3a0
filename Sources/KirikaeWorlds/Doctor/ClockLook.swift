import CLibClock
import Glibc
import KirikaeDiagnostics

/// Whether something keeps the clock of this machine right.
enum ClockLook {
    static let look = ReadinessLook(.clock, "this-machine", expected: .synchronised) { _ in
        problem(isSynchronised: clibclock_is_synchronised())
    }

    /// What the answer of the kernel means: 1 where the clock is kept right, 0 where it is not, less where it does not say.
    ///
    /// A warning is all: the clock may be right and the kernel not know it, as in a container or in WSL.
    static func problem(isSynchronised: Int32) -> ReadinessProblem? {
        isSynchronised == 1 ? nil : .notSynchronised
    }
}

/// Whether the terminal of whoever looks can show what a run says.
enum TerminalLook {
    /// Screens are laid out for so many cells.
    static let columns = 80

    static let look = ReadinessLook(.terminal, "this-terminal", expected: .terminal(columns)) { _ in
        var size = winsize()
        // Not from a terminal, as from cron: no screen is shown.
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
        let names = ["LC_ALL", "LC_CTYPE", "LANG"]
        let locale = names.compactMap { getenv($0).map { String(cString: $0) } }.first { !$0.isEmpty }
        return problem(columns: Int(size.ws_col), locale: locale)
    }

    /// What a width and a locale mean; a width of 0 is not known.
    static func problem(columns: Int, locale: String?) -> ReadinessProblem? {
        let letters = (locale ?? "").lowercased().filter { $0 != "-" }
        guard letters.hasSuffix("utf8") || letters.contains("utf8@") else { return .notUTF8(locale) }
        return columns > 0 && columns < Self.columns ? .tooNarrow(columns) : nil
    }
}
