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
    public var agentPCs = ""
    /// The page of the batch PC.
    public var batchPC = ""
    /// The folder of the four programs of the portal switch, on the batch PC.
    public var batches = ""
    /// The folder of the PCs' folders.
    public var pcs = ""
    /// The folder of what the business portal offers, extracted, to copy from.
    public var media = ""
    /// The process that runs it.
    public var processIdentifier: Int32
    /// The real-time report of both sites.
    public var realTimeReport = ""
    /// Pulse of the main site.
    public var pulseJ1 = ""
    /// Pulse of the DR site.
    public var pulseJ2 = ""
    /// SpeechMiner of both sites.
    public var speechMiner = ""
    /// The notices.
    public var support = ""
    /// The opening notice and the list of PCs.
    public var office = ""
    /// The client PCs; each has a page of its own below.
    public var clientPCs = ""
    /// The DNS server of the main site, as `127.0.0.1:PORT`.
    public var dnsJ1 = ""
    /// The DNS server of the DR site.
    public var dnsJ2 = ""
    /// The SIP server of the main site, as `127.0.0.1:PORT`.
    public var sipJ1 = ""
    /// The SIP server of the DR site.
    public var sipJ2 = ""

    /// What is written to `simulator.json`.
    public var json: JSONValue {
        [
            "control": .string(control), "gax-j1": .string(gaxJ1), "gax-j2": .string(gaxJ2),
            "carrier": .string(carrier), "wde": .string(wde), "batches": .string(batches),
            "agent-pcs": .string(agentPCs), "pcs": .string(pcs), "media": .string(media),
            "realtime-report": .string(realTimeReport), "pulse-j1": .string(pulseJ1), "pulse-j2": .string(pulseJ2),
            "speechminer": .string(speechMiner), "support": .string(support), "office": .string(office),
            "client-pcs": .string(clientPCs), "batch-pc": .string(batchPC), "dns-j1": .string(dnsJ1),
            "dns-j2": .string(dnsJ2), "sip-j1": .string(sipJ1), "sip-j2": .string(sipJ2),
            "pid": .integer(Int64(processIdentifier)),
        ]
    }
}
