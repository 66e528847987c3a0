import KirikaeService
import KirikaeSyntax

/// Calls: made, answered, ended, given up, cut.
extension SimulatedPeople {
    /// How many calls wait, at all sites together.
    var waiting: Int { sites.reduce(0) { $0 + $1.waiting } }

    /// Whether somebody calls, or calls that were made are still there.
    var hasCallers: Bool { callersPerMinute > 0 || !calls.isEmpty }

    /// Changes from now on how many calls are made a minute.
    mutating func setCallers(perMinute: Double) {
        callersPerMinute = description.callers == nil ? 0 : perMinute
        callerGeneration += 1
        planNextCall()
    }

    /// Plans the next call: at every moment one is as likely as at any other.
    mutating func planNextCall() {
        guard callersPerMinute > 0 else { return }
        let milliseconds = callRandom.exponential(mean: 60_000 / callersPerMinute)
        queue.add(.calling(generation: callerGeneration), at: time + Int64(milliseconds.rounded()))
    }

    /// Somebody calls.
    ///
    /// All choices of chance are made here, whatever becomes of the call: the callers of a seed are the same in every drill.
    mutating func call() {
        guard let callers = description.callers else { return }
        let choice = callRandom.fraction()
        let talk = duration(description.agents.talk)
        let wrapUp = duration(description.agents.wrapUp)
        let patience = duration(callers.patience)
        tally.offered += 1
        guard let site = destination(choice), sites[site].takesCalls, !sites[site].isCut else {
            tally.lost += 1
            return
        }
        let call = Int(tally.offered)
        calls[call] = SimulatedCall(site: site, talkMilliseconds: talk, wrapUpMilliseconds: wrapUp)
        sites[site].waiting += 1
        sites[site].calls.append(call)
        serve(site)
        if calls[call]?.agent == nil { queue.add(.givingUp(call: call), at: time + patience) }
    }

    /// The site that a call is led to: those that the number leads to, each as often as its part says.
    private func destination(_ choice: Double) -> Int? {
        guard let number, let destinations, !destinations.isEmpty else { return nil }
        var rest = choice * Double(destinations.reduce(0) { $0 + number.parts[$1] })
        for site in destinations {
            rest -= Double(number.parts[site])
            if rest < 0 { return site }
        }
        return destinations.last
    }

    private mutating func duration(_ span: ServiceModel.People.Span) -> Int64 {
        let milliseconds = callRandom.exponential(mean: Double(span.typical.count))
        return min(Int64(milliseconds.rounded()), span.longest.count)
    }

    /// Gives waiting calls to free agents, the first to the first.
    mutating func serve(_ site: Int) {
        while sites[site].waiting > 0, sites[site].takesCalls, let agent = takeFreeAgent(at: site) {
            guard let call = takeWaitingCall(at: site) else {
                sites[site].free.append((agent, agents[agent].stamp))
                return
            }
            answer(call, by: agent)
        }
    }

    /// The agent who has been free for the longest time; those who began something else meanwhile have left the line.
    private mutating func takeFreeAgent(at site: Int) -> Int? {
        while let (agent, stamp) = sites[site].free.takeFirst() {
            if agents[agent].stamp == stamp, agents[agent].isFree { return agent }
        }
        return nil
    }

    /// The call that has waited for the longest time; those whose callers gave up have left the line.
    private mutating func takeWaitingCall(at site: Int) -> Int? {
        while let call = sites[site].calls.takeFirst() {
            if let waiting = calls[call], waiting.agent == nil { return call }
        }
        return nil
    }

    private mutating func answer(_ call: Int, by agent: Int) {
        guard let answered = calls[call] else { return }
        calls[call]?.agent = agent
        sites[answered.site].waiting -= 1
        sites[answered.site].talking += 1
        agents[agent].work = .talking(call: call)
        agents[agent].stamp += 1
        tally.answered += 1
        queue.add(.hangingUp(call: call), at: time + answered.talkMilliseconds)
    }

    /// A call has come to its end; the agent is busy for a while, or moves if that was put off.
    mutating func hangUp(_ call: Int) {
        guard let ended = remove(call) else { return }
        tally.ended += 1
        guard let agent = ended.agent else { return }
        agents[agent].stamp += 1
        if let destination = agents[agent].destination {
            move(agent, to: destination)
        } else {
            agents[agent].work = .wrapUp
            queue.add(.ready(agent: agent, stamp: agents[agent].stamp), at: time + ended.wrapUpMilliseconds)
        }
    }

    /// Takes a call out of everything that counts it.
    @discardableResult
    mutating func remove(_ call: Int) -> SimulatedCall? {
        guard let removed = calls.removeValue(forKey: call) else { return nil }
        if removed.agent == nil {
            sites[removed.site].waiting -= 1
        } else {
            sites[removed.site].talking -= 1
        }
        return removed
    }

    /// Cuts every call at a site.
    mutating func cutAll(at site: Int) {
        // The waiting ones first: an agent whose call was cut would answer one of them.
        cut(.waiting, at: site)
        cut(.talking, at: site)
    }

    /// Cuts calls at a site: their agents are free at once.
    mutating func cut(_ kind: ServiceModel.People.Indicator.Calls, at site: Int) {
        guard count(kind, at: site) > 0 else { return }
        let cut = calls.filter { $0.value.site == site && ($0.value.agent == nil) == (kind == .waiting) }
        for call in cut.keys.sorted() {
            guard let removed = remove(call) else { continue }
            guard let agent = removed.agent else {
                tally.cutWaiting += 1
                continue
            }
            tally.cutTalking += 1
            if let destination = agents[agent].destination {
                move(agent, to: destination)
            } else {
                becomeFree(agent)
            }
        }
    }

    /// How many calls of a kind there are at a site.
    func count(_ kind: ServiceModel.People.Indicator.Calls, at site: Int) -> Int {
        switch kind {
        case .talking: sites[site].talking
        case .waiting: sites[site].waiting
        }
    }

    /// What the variables that show calls must become; it counts as told.
    mutating func takeChanges() -> [String: String?]? {
        var changes: [String: String?]?
        for index in indicators.indices {
            let indicator = indicators[index]
            let isThere = count(indicator.description.calls, at: indicator.site) > 0
            let isWrong = isThere ? !indicator.isClaimed : indicator.isClaimed || indicator.isShown && hasCallers
            guard isWrong else { continue }
            indicators[index].isClaimed = isThere
            indicators[index].isShown = isThere
            let value = isThere ? indicator.description.some : indicator.description.none
            changes = (changes ?? [:]).merging([indicator.description.variable.value: value.value]) { $1 }
        }
        return changes
    }

    /// Where the model takes back what it was told, those calls are cut, the waiting ones first.
    mutating func followIndicators(_ state: ServiceState) {
        for calls in [ServiceModel.People.Indicator.Calls.waiting, .talking] {
            for index in indicators.indices where indicators[index].description.calls == calls {
                let indicator = indicators[index]
                let isShown = state[indicator.description.variable.value] == indicator.description.some.value
                indicators[index].isShown = isShown
                guard indicator.isClaimed, !isShown else { continue }
                indicators[index].isClaimed = false
                cut(calls, at: indicator.site)
            }
        }
    }
}
