/// What a child did.
public enum ChildEvent: Equatable, Sendable {
    /// It wrote these bytes, exactly as received.
    case output([UInt8])
    /// It has written nothing for so long. Comes about every 100 ms.
    case silence(milliseconds: Int)
    /// It ended, and everything that it wrote has been delivered. Always the last event.
    case exited(ChildExit)
}
