import Glibc
import KirikaeCanonicalJSON

/// Where a simulator's parts are: what it writes into `simulator.json`, and what the drill environment takes as parameters.
struct SimulatorAddresses: Sendable {
    /// The parameters by name, as `gax-j1` and `carrier`.
    var parameters: [String: String]

    /// Reads the file a simulator writes when all its servers listen.
    init(file: String) throws(CommandFailure) {
        let bytes = try SourceFolder.bytes(of: file)
        guard let json = try? JSONValue(parsing: bytes), let members = json.objectValue else {
            throw CommandFailure(message: .simulatorFailed("\(file) is not a description of a simulator"))
        }
        parameters = members.compactMapValues(\.stringValue)
    }
}
