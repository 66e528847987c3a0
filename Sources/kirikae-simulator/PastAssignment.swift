import ArgumentParser
import KirikaeService

/// `MILLISECONDS:VARIABLE=VALUE` on the command line: what happened so long before the start.
struct PastAssignment: ExpressibleByArgument {
    /// What happened.
    let change: PastChange

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let ago = Int64(parts[0]), ago >= 0, let setting = Assignment(argument: parts[1]) else {
            return nil
        }
        change = PastChange(agoMilliseconds: ago, changes: [setting.variable: setting.value])
    }
}
