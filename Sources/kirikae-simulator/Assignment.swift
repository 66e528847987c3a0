import ArgumentParser
import KirikaeDiagnostics

/// `VARIABLE=VALUE` on the command line.
struct Assignment: ExpressibleByArgument {
    /// The variable.
    let variable: String
    /// The value; nil is `unknown`.
    let value: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        variable = parts[0]
        value = parts[1] == "unknown" ? nil : parts[1]
    }
}

extension Language: ExpressibleByArgument {}
