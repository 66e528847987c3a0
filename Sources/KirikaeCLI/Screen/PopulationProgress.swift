import KirikaeEngine
import KirikaePlan
import KirikaeRunbook

/// What is shown of populations that a program works through: a line a wave, few failures, and on a terminal how far it is.
///
/// However many items there are, the lines stay few: the record has them all.
struct PopulationProgress: Sendable {
    /// How far a wave is.
    struct Tally: Sendable {
        var target: Int
        var done = 0
        var failed = 0
        var running = 0
        /// How many are neither done, nor failed, nor under way.
        var open: Int { max(0, target - done - failed - running) }
    }

    /// What is kept of a step.
    private struct Shown {
        var waves = 0
        var failures = 0
        var attempt = 0
        var seenDone = 0
        var seenUnclear = 0
    }

    /// Of how many failures of a step the reason is shown as they happen.
    static let failuresShown = 5
    /// How long a line that is drawn over stays at least, in milliseconds.
    static let redrawMilliseconds: Int64 = 200

    private var steps: [String: Shown] = [:]
    private var lastRedraw: Int64?

    /// A line, and how it is marked.
    enum Line: Sendable, Hashable {
        case good(String)
        case bad(String)
        case doubt(String)
        case plain(String)
    }

    /// The lines that stay, for an event about items.
    mutating func lines(_ event: RunEvent, _ machine: RunMachine, _ text: PopulationText) -> [Line] {
        guard let path = event.step, let index = machine.plan.index(of: path),
            case .population(let population, let inventory) = machine.plan.steps[index].action
        else { return [] }
        var shown = steps[path] ?? Shown()
        defer { steps[path] = shown }
        switch event {
        case .itemsBegun(_, let attempt, _):
            if attempt != shown.attempt { shown = Shown(waves: waves(of: path, machine), attempt: attempt) }
            return []
        case .itemEnded(_, _, let item, let result):
            var lines: [Line] = []
            if case .failed(let failure) = result.outcome {
                shown.failures += 1
                if shown.failures <= Self.failuresShown {
                    lines.append(.bad(text.failure(item, failure, result, path)))
                } else if shown.failures == Self.failuresShown + 1 {
                    lines.append(
                        .plain(text.wording.pick("（以後の失敗は最後にまとめて示します）", "(further failures are listed at the end)")))
                }
            }
            return lines + ended(&shown, path, population, inventory, machine, text)
        case .itemsSettled(_, _, let items, let settlement):
            return settled(items, settlement, &shown, path, machine, text)
                + ended(&shown, path, population, inventory, machine, text)
        default: return []
        }
    }

    private func waves(of path: String, _ machine: RunMachine) -> Int { machine.waveCounts[path]?.count ?? 0 }

    /// A line for every wave that is over since the last event, and for one that is given up.
    private func ended(
        _ shown: inout Shown, _ path: String, _ population: PopulationAction, _ inventory: Environment.Inventory,
        _ machine: RunMachine, _ text: PopulationText
    ) -> [Line] {
        let counts = machine.waveCounts[path] ?? []
        var lines: [Line] = []
        while shown.waves < counts.count {
            let tally = Self.tally(of: path, wave: shown.waves, population, inventory, machine)
            lines.append(.good(text.standing(tally, wave: shown.waves, of: population.waves.count)))
            shown.waves += 1
        }
        if lines.isEmpty, machine.isTroubled(path), shown.waves < population.waves.count {
            let tally = Self.tally(of: path, wave: shown.waves, population, inventory, machine)
            lines.append(.bad(text.standing(tally, wave: shown.waves, of: population.waves.count)))
        }
        return lines
    }

    private func settled(
        _ items: [String], _ settlement: ItemSettlement, _ shown: inout Shown, _ path: String, _ machine: RunMachine,
        _ text: PopulationText
    ) -> [Line] {
        switch settlement {
        case .again: return [.doubt(text.inDoubt(items) + text.wording.parenthesised(text.name(of: .again)))]
        case .done: shown.seenDone += items.count
        case .unclear: shown.seenUnclear += items.count
        }
        let standing = machine.itemStandings[path]
        guard standing?.inDoubt.allSatisfy({ standing?.unclear.contains($0) == true }) != false else { return [] }
        defer { (shown.seenDone, shown.seenUnclear) = (0, 0) }
        return [.doubt(text.looked(done: shown.seenDone, unclear: shown.seenUnclear))]
    }

    /// The line that is drawn over, where it is time for it.
    ///
    /// - Parameters:
    ///   - event: what happened.
    ///   - now: when, by the monotonic clock.
    ///   - speed: how many times faster than the wall clock time passes.
    ///   - machine: the run right after it.
    ///   - text: the words.
    mutating func live(
        _ event: RunEvent, at now: Int64, speed: Int64, _ machine: RunMachine, _ text: PopulationText
    ) -> String? {
        guard let path = event.step, let index = machine.plan.index(of: path), machine.openQuestion == nil,
            case .population(let population, let inventory) = machine.plan.steps[index].action
        else { return nil }
        if let lastRedraw, now - lastRedraw < Self.redrawMilliseconds * max(1, speed) { return nil }
        let wave = waves(of: path, machine)
        guard wave < population.waves.count, machine.itemStandings[path]?.inFlight.isEmpty == false else { return nil }
        lastRedraw = now
        let tally = Self.tally(of: path, wave: wave, population, inventory, machine)
        return text.standing(tally, wave: wave, of: population.waves.count)
    }

    private static func tally(
        of path: String, wave: Int, _ population: PopulationAction, _ inventory: Environment.Inventory,
        _ machine: RunMachine
    ) -> Tally {
        var tally = Tally(target: population.target(ofWave: wave, of: inventory.count))
        guard let standing = machine.itemStandings[path] else { return tally }
        for item in inventory.items.prefix(tally.target) {
            if standing.done.contains(item.id) {
                tally.done += 1
            } else if standing.failed[item.id] != nil, !standing.reopened.contains(item.id) {
                tally.failed += 1
            }
        }
        tally.running = standing.inFlight.count
        return tally
    }
}
