import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeService

/// What the control site says of agents and calls, and lets the leader of a drill do with them.
struct PeopleControl: Sendable {
    /// How many agents are listed at once.
    static let pageSize = 100

    /// What is answered to a request below `/agents` or `/calls`.
    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        let parts = request.components
        guard try service.withPeople({ _ in () }) != nil, let people = service.people else {
            return .text(status: 404, "The service model describes no people.\n")
        }
        switch (request.method, parts[0], parts.count) {
        case ("GET", "people", 1): return .page(page(people, speed: service.clock.speed))
        case ("GET", "agents", 1): return .json(people.agentsJSON)
        case ("GET", "agents", 2): return agent(parts[1], of: people)
        case ("GET", "agents", 3) where parts[1] == "from": return list(from: parts[2], of: people)
        case ("POST", "agents", 2): return try log(in: parts[1], at: request.text, service)
        case ("GET", "calls", 1): return .json(people.callsJSON)
        case ("POST", "calls", 2) where parts[1] == "per-minute": return try setCallers(request.text, service)
        case ("POST", "calls", 3) where parts[1] == "parts": return try setPart(of: parts[2], request.text, service)
        default: return .notFound
        }
    }

    /// What the leader of a drill looks at.
    private func page(_ people: SimulatedPeople, speed: Double) -> Page {
        let names = people.description.sites.map(\.title.ja)
        var texts = zip(names, people.sites).map { name, site in
            "\(name)：エージェント \(site.agents) 人、通話中 \(site.talking) 件、待ち呼 \(site.waiting) 件"
        }
        let tally = people.tally
        texts += [
            "ログアウト中のエージェント：\(people.counts.last ?? 0) 人",
            "呼（1 分あたり平均 \(DecimalText.of(people.callersPerMinute)) 件）：発生 \(tally.offered) 件、応答 \(tally.answered) 件、"
                + "放棄 \(tally.abandoned) 件、着信不可 \(tally.lost) 件、切断 \(tally.cutTalking + tally.cutWaiting) 件",
            "経過：\(people.time / 60_000) 分（実時間の \(DecimalText.of(speed)) 倍の速さ）",
        ]
        let outage = people.outageLog.outages.last { $0.end == nil }
        let alert = outage.map { "いま電話をかけても、誰にもつながりません（\($0.reason.words)、\((people.time - $0.start) / 60_000) 分前から）。" }
        return Page(
            title: "エージェントと呼", alerts: [alert].compactMap { $0 }, texts: texts, isBusy: true, address: "/people")
    }

    private func agent(_ text: String, of people: SimulatedPeople) -> SiteAnswer {
        guard let index = index(text, of: people) else { return Self.noAgent(text) }
        return .json(people.agentJSON(index))
    }

    private func list(from text: String, of people: SimulatedPeople) -> SiteAnswer {
        guard let first = index(text, of: people) else { return Self.noAgent(text) }
        let end = min(people.agents.count, first + Self.pageSize)
        return .json([
            "agents": .array((first..<end).map { people.agentJSON($0) }),
            "next": end < people.agents.count ? .integer(Int64(end + 1)) : .null,
        ])
    }

    /// Logs one agent in at a site, in where new logins go (`login`), or out (`none`).
    private func log(
        in text: String, at place: String, _ service: isolated SimulatedService
    ) throws -> SiteAnswer {
        guard let people = service.people, let index = index(text, of: people) else { return Self.noAgent(text) }
        var target: Int?
        switch place {
        case "none": target = nil
        case "login":
            guard let site = people.newLogin?.sites(in: try service.state)?.first else {
                return .text(status: 409, "No new login is possible.\n")
            }
            target = site
        default:
            guard let site = people.siteNames.firstIndex(of: place) else { return Self.noSite(place, people) }
            target = site
        }
        if case .talking = people.agents[index].work {
            return .text(status: 409, "Agent \(text) is in a call.\n")
        }
        let value = try service.withPeople { $0.log(index, inAt: target) } ?? nil
        if let value, try service.state[people.place.variable] != value {
            try service.change([people.place.variable: value])
        }
        return service.people.map { .json($0.agentJSON(index)) } ?? .notFound
    }

    private func setCallers(_ text: String, _ service: isolated SimulatedService) throws -> SiteAnswer {
        guard let number = Double(text), PeopleSettings.callersPerMinute.contains(number) else {
            return .text(status: 400, "The callers per minute must be a number between 0 and 10000.\n")
        }
        _ = try service.withPeople { $0.setCallers(perMinute: number) }
        return service.people.map { .json($0.callsJSON) } ?? .notFound
    }

    private func setPart(
        of site: String, _ text: String, _ service: isolated SimulatedService
    ) throws -> SiteAnswer {
        guard let people = service.people, let index = people.siteNames.firstIndex(of: site) else {
            return service.people.map { Self.noSite(site, $0) } ?? .notFound
        }
        guard let part = Int(text), (0...1_000).contains(part) else {
            return .text(status: 400, "The part must be a whole number between 0 and 1000.\n")
        }
        _ = try service.withPeople { $0.setPart(part, ofNumberAt: index) }
        return service.people.map { .json($0.callsJSON) } ?? .notFound
    }

    private func index(_ text: String, of people: SimulatedPeople) -> Int? {
        Int(text).map { $0 - 1 }.flatMap { people.agents.indices.contains($0) ? $0 : nil }
    }

    private static func noAgent(_ text: String) -> SiteAnswer {
        .text(status: 404, "There is no agent \(text).\n")
    }

    private static func noSite(_ name: String, _ people: SimulatedPeople) -> SiteAnswer {
        .text(status: 400, "There is no site \(name). Sites: \(people.siteNames.joined(separator: ", ")).\n")
    }
}
