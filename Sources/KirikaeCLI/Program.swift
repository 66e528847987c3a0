import ArgumentParser

/// The program, for whoever starts it.
public enum Program {
    /// Understands the command line and does what it says; ends the process with the exit code of what happened.
    public static func start() async {
        await KirikaeCommand.main()
    }
}
