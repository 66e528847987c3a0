import KirikaeService

extension EndpointState {
    /// Lets what is remembered follow the model, which is the master.
    ///
    /// Everything reads the state before it changes it, so this is called at the moment of every change at the latest.
    mutating func follow(_ state: ServiceState, at time: Int64) {
        if let site = state["recording.reflection"].flatMap(CentreSite.init(rawValue:)) { reflectedUntil[site] = time }
        clientPCs.follow(state[ClientPCs.variable])
    }
}
