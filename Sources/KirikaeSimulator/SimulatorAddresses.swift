import KirikaeCanonicalJSON

/// Where a running simulator can be reached.
public struct SimulatorAddresses: Sendable, Hashable {
    /// The address of the control server, without a slash at the end.
    public var control: String
    /// The login page of the main site's GAX.
    public var gaxJ1: String
    /// The login page of the DR site's GAX.
    public var gaxJ2: String
    /// The page where the number's destination is changed.
    public var carrier: String
    /// The login page of the test soft-phone.
    public var wde: String
    /// The pages of the agents' PCs, without a slash at the end; the name of a PC follows after one.
    public var agentPCs: String
    /// The page of the batch PC.
    public var batchPC: String
    /// The folder of the four programs of the portal switch, on the batch PC.
    public var batches: String
    /// The folder of the PCs' folders.
    public var pcs: String
    /// The folder of what the business portal offers, extracted, to copy from.
    public var media: String
    /// The process that runs it.
    public var processIdentifier: Int32

    /// What is written to `simulator.json`.
    public var json: JSONValue {
        [
            "control": .string(control), "gax-j1": .string(gaxJ1), "gax-j2": .string(gaxJ2),
            "carrier": .string(carrier), "wde": .string(wde), "agent-pcs": .string(agentPCs),
            "batch-pc": .string(batchPC), "batches": .string(batches), "pcs": .string(pcs), "media": .string(media),
            "pid": .integer(Int64(processIdentifier)),
        ]
    }
}
