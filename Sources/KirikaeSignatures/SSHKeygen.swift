import KirikaeProcess

/// The system's `ssh-keygen`, which makes and checks SSH signatures.
public enum SSHKeygen {
    /// Where it is looked for.
    public static let executablePath = "/usr/bin/ssh-keygen"
}
