/// What the endpoints remember that the service model has no variable for.
struct EndpointState {
    /// The settings of the client PCs.
    var clientPCs = ClientPCs(names: [], servers: [:])
    /// The reports that were generated and can be downloaded.
    var reports = ReportShelf()
    /// The share of the DR site while the number is shared by ratio, in percent.
    var shareOfDR = 50
    /// Until when each site's recordings have been reflected into search, in simulated milliseconds.
    var reflectedUntil: [CentreSite: Int64] = [:]
}
