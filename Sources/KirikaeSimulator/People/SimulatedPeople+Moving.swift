/// Agents: where they are, and how they get elsewhere.
extension SimulatedPeople {
    /// Puts agents where the model says that all of them are, and plans the moves to where it will say they are.
    mutating func followPlace(_ value: String?, _ next: Upcoming?) {
        let isNew = value != nil && value != followedPlace
        if isNew || next != upcoming {
            for agent in agents.indices { agents[agent].destination = nil }
        }
        if isNew, let value, let wanted = place.sites(of: value) {
            let returns = followedPlace.flatMap { place.sites(of: $0) }?.isEmpty ?? true
            followedPlace = value
            gather(at: wanted, returns: returns)
            if wanted.count > 1 { spread(over: wanted, next) }
        }
        if isNew || next != upcoming { plan(next) }
    }

    /// Everybody who is not at one of the sites goes there at once; nowhere is logged out.
    ///
    /// Where a call is in progress that the model did not cut, it has come to its end by then.
    private mutating func gather(at wanted: [Int], returns: Bool) {
        for agent in agents.indices {
            if let site = agents[agent].site {
                guard !wanted.contains(site) else { continue }
                if case .talking(let call) = agents[agent].work {
                    if wanted.isEmpty { cutOne(call) } else { hangUp(call) }
                }
                if agents[agent].site == site { move(agent, to: emptiest(of: wanted)) }
            } else if returns, !agents[agent].isAway, !wanted.isEmpty {
                move(agent, to: emptiest(of: wanted))
            }
        }
    }

    /// Sees to it that somebody is at each of several sites.
    ///
    /// On the way from one to another that is the first to move. Where nothing more will come by itself, each site gets its part.
    private mutating func spread(over wanted: [Int], _ next: Upcoming?) {
        guard wanted.contains(where: { sites[$0].agents == 0 }) else { return }
        if let next, let goal = place.sites(of: next.value), goal.count < wanted.count,
            let target = goal.first(where: { sites[$0].agents == 0 })
        {
            let movers = agents.indices.filter { agent in agents[agent].site.map { !goal.contains($0) } ?? false }
            // Whoever is not in a call goes first.
            guard let first = movers.first(where: { agents[$0].isFree }) ?? movers.first else { return }
            if case .talking(let call) = agents[first].work { hangUp(call) }
            move(first, to: target)
            return
        }
        let all = agents.indices.filter { agents[$0].site != nil }
        let parts = wanted.reduce(0) { $0 + place.parts[$1] }
        for target in wanted {
            let fair = all.count * place.parts[target] / parts
            let movers = all.filter {
                agents[$0].site.map { $0 != target && isCrowded($0, wanted, all.count) } ?? false
            }
            for mover in movers.prefix(max(0, fair - sites[target].agents)) {
                if case .talking = agents[mover].work {
                    agents[mover].destination = target
                } else {
                    move(mover, to: target)
                }
            }
        }
    }

    private func isCrowded(_ site: Int, _ wanted: [Int], _ count: Int) -> Bool {
        let parts = wanted.reduce(0) { $0 + place.parts[$1] }
        return sites[site].agents > count * place.parts[site] / parts
    }

    /// Gives everybody who has to move a time between now and the model's next change, the last one at that change.
    private mutating func plan(_ next: Upcoming?) {
        upcoming = next
        moveGeneration += 1
        guard let next, let goal = place.sites(of: next.value), !goal.isEmpty, next.time > time else { return }
        var movers = agents.indices.filter { agent in agents[agent].site.map { !goal.contains($0) } ?? false }
        movers.shuffle(using: &moveRandom)
        let whole = Double(next.time - time)
        for (turn, agent) in movers.enumerated() {
            let offset = turn + 1 == movers.count ? 1 : moveRandom.fraction()
            let moment = whole * (Double(turn) + offset) / Double(movers.count)
            queue.add(.moving(agent: agent, generation: moveGeneration), at: time + Int64(moment.rounded()))
        }
    }

    /// An agent's turn has come: at once, or after the call.
    mutating func takeTurn(_ agent: Int) {
        guard let goal = upcoming.flatMap({ place.sites(of: $0.value) }), let site = agents[agent].site,
            !goal.contains(site), let target = emptiest(of: goal)
        else { return }
        if case .talking = agents[agent].work {
            agents[agent].destination = target
        } else {
            move(agent, to: target)
        }
    }

    /// The site that is furthest below its part.
    private func emptiest(of wanted: [Int]) -> Int? {
        wanted.min { left, right in
            sites[left].agents * place.parts[right] < sites[right].agents * place.parts[left]
        }
    }

    /// Logs an agent who is in no call in at a site, or out.
    mutating func move(_ agent: Int, to target: Int?) {
        if let old = agents[agent].site { sites[old].agents -= 1 }
        agents[agent].site = target
        agents[agent].destination = nil
        if let target {
            sites[target].agents += 1
            agents[agent].isAway = false
            becomeFree(agent)
        } else {
            agents[agent].work = .free
            agents[agent].stamp += 1
        }
        curve.note(counts, at: time)
        noteReach()
    }

    /// An agent can be given a call.
    mutating func becomeFree(_ agent: Int) {
        agents[agent].work = .free
        agents[agent].stamp += 1
        guard let site = agents[agent].site else { return }
        sites[site].free.append((agent, agents[agent].stamp))
        serve(site)
    }

    private mutating func cutOne(_ call: Int) {
        guard let agent = remove(call)?.agent else { return }
        tally.cutTalking += 1
        agents[agent].work = .free
    }
}

extension SimulatedPeople {
    /// Logs one agent in at a site by hand, or out.
    ///
    /// - Parameters:
    ///   - agent: the agent, who is in no call.
    ///   - target: the site; nil is out.
    /// - Returns: the value of the variable that says where agents are; nil where no value says it.
    mutating func log(_ agent: Int, inAt target: Int?) -> String? {
        if agents[agent].site != target { move(agent, to: target) }
        agents[agent].isAway = target == nil
        let value = place.value(for: Set(sites.indices.filter { sites[$0].agents > 0 }))
        // The model is told what is so already: nobody else moves for it.
        if let value { followedPlace = value }
        return value
    }

    /// Changes how much of the calls a site gets where the number leads to several.
    mutating func setPart(_ part: Int, ofNumberAt site: Int) {
        number?.parts[site] = part
    }
}
