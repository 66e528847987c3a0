import KirikaeJournal

/// One system call that goes wrong in a `MemoryFileSystem`.
package struct ArmedFault: Sendable, Hashable {
    /// How it goes wrong.
    package enum Kind: Sendable, Hashable {
        /// The process ends just before it.
        case endBefore
        /// The process ends just after it.
        case endAfter
        /// It does nothing and fails with this `errno`.
        case error(Int32)
        /// A write writes half of its bytes.
        case shortWrite
    }

    /// How.
    package var kind: Kind
    /// Which kind of call; nil counts all.
    package var call: SystemCall?
    /// The number of the call among those counted, from 0.
    package var index: Int
    /// Whether all later ones go wrong as well.
    package var isSticky: Bool

    /// Describes a fault.
    package init(_ kind: Kind, at index: Int, of call: SystemCall? = nil, isSticky: Bool = false) {
        self.kind = kind
        self.call = call
        self.index = index
        self.isSticky = isSticky
    }
}
