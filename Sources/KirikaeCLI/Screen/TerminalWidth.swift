import Glibc

/// How wide a terminal is.
enum TerminalWidth {
    /// Narrower ones are taken for this wide: a word must fit.
    private static let least = 40

    /// In cells, as it was when it was first asked for; nil where standard output is no terminal or does not say.
    static let ofStandardOutput: Int? = {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return max(least, Int(size.ws_col))
    }()
}
