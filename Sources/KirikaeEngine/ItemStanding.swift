import KirikaeRunbook

/// How far the named items of a population have come.
public struct ItemStanding: Sendable, Hashable {
    /// The ids of those that have done it.
    public var done: Set<String>
    /// Why it failed, by the id; an item that has done it since is not among them.
    public var failed: [String: String]
    /// Those that failed and are to be tried again.
    public var reopened: Set<String>
    /// Those for which a program is at work, in the order in which they were begun.
    public internal(set) var inFlight: [String] = []
    /// Those that were in flight when the engine died and of which nobody knows yet whether they were done, in that order.
    public internal(set) var inDoubt: [String] = []
    /// Those whose program was lost sight of while the engine lived, in that order; they are in doubt once the wave has nothing else.
    public internal(set) var lost: [String] = []
    /// Those in doubt of which the program that looks could not tell either.
    public internal(set) var unclear: Set<String> = []
    /// Why a program failed, by the id; of those that ``failed`` and were not answered for by a person.
    public internal(set) var failures: [String: ActionFailure] = [:]
    /// How many items from the first one on are certainly not open.
    var passed = 0

    /// How many have failed, or were lost sight of, since the step was last begun.
    public var newlyFailedCount: Int { failed.count - reopened.count + lost.count }

    /// Makes a standing.
    public init(done: Set<String> = [], failed: [String: String] = [:], reopened: Set<String> = []) {
        self.done = done
        self.failed = failed
        self.reopened = reopened
    }

    /// Whether an answer about an item is still to come.
    public func isOpen(_ id: String) -> Bool {
        !done.contains(id) && (failed[id] == nil || reopened.contains(id))
    }

    /// Takes in what somebody says of items.
    mutating func take(_ report: ItemReport, _ ids: [String], reason: String) {
        reopened.subtract(ids)
        passed = 0
        if report != .late {
            inDoubt.removeAll { ids.contains($0) }
            unclear.subtract(ids)
            for id in ids { failures[id] = nil }
        }
        switch report {
        case .done:
            done.formUnion(ids)
            for id in ids { failed[id] = nil }
        case .failed:
            done.subtract(ids)
            for id in ids { failed[id] = reason }
        case .notDone:
            done.subtract(ids)
            for id in ids { failed[id] = nil }
        case .late: break
        }
    }
}

/// What a person may say about named items.
public enum ItemReport: String, Sendable, Hashable, CaseIterable {
    /// They have done it.
    case done
    /// It did not succeed for them. A reason is needed.
    case failed
    /// They have not done it after all: what was said of them before was wrong.
    case notDone = "not-done"
    /// Those that are open are not waited for. All of them are named, in the order of the inventory.
    case late
}

/// Those of a population who had not done it when the run went on.
public struct Stragglers: Sendable, Hashable {
    /// How many.
    public var count: Int
    /// Those of whom nothing was heard; empty where items have no names.
    public var open: [InventoryItem] = []
    /// Those that failed.
    public var failed: [InventoryItem] = []
    /// Why, by the id.
    public var reasons: [String: String] = [:]
    /// Why a program failed, by the id.
    public var failures: [String: ActionFailure] = [:]
    /// Whether a program goes to each of them.
    public var areWork = false

    /// Makes stragglers of whom only the number is known.
    public init(count: Int) {
        self.count = count
    }
}
