/// One state of a search in one machine word: which situation the run is in, how the service stands, and what has gone wrong so far.
struct ExploredState: Sendable, Hashable {
    private static let machineBits: UInt64 = 30
    private static let serviceBits: UInt64 = 26
    private static let pairMask: UInt64 = (1 << (machineBits + serviceBits)) - 1

    /// How many situations a search can tell apart.
    static let mostMachines = 1 << Int(machineBits)
    /// How many states of the service a search can tell apart.
    static let mostServiceStates = 1 << Int(serviceBits)

    let word: UInt64

    init(word: UInt64) { self.word = word }

    init(machine: UInt32, service: UInt32, spent: Spent) {
        word =
            UInt64(machine) | UInt64(service) << Self.machineBits
            | UInt64(spent.bits) << (Self.machineBits + Self.serviceBits)
    }

    var machine: UInt32 { UInt32(truncatingIfNeeded: word & ((1 << Self.machineBits) - 1)) }
    var service: UInt32 {
        UInt32(truncatingIfNeeded: (word >> Self.machineBits) & ((1 << Self.serviceBits) - 1))
    }
    var spent: Spent { Spent(bits: UInt8(truncatingIfNeeded: word >> (Self.machineBits + Self.serviceBits))) }
    /// The situation and the service, whatever has gone wrong.
    var pair: UInt64 { word & Self.pairMask }
}
