/// Why a remote host was not reached, or did not start the program.
///
/// The word stands in the record; the screen says it in full.
public enum ConnectionFailure: String, Sendable, Hashable, CaseIterable {
    /// Its key is not known.
    case unknownKey = "unknown-key"
    /// It has another key than the one that is known.
    case changedKey = "changed-key"
    /// Its key is marked as revoked.
    case revokedKey = "revoked-key"
    /// Nothing listens there.
    case refused
    /// It did not answer in time.
    case timedOut = "timed-out"
    /// Nobody knows the address of its name.
    case nameNotResolved = "name-not-resolved"
    /// The network has no way to it.
    case unreachable
    /// It does not let the user in.
    case notAuthenticated = "not-authenticated"
    /// The two sides have no method in common.
    case notAgreed = "not-agreed"
    /// It ended the connection before the program was started.
    case closed
    /// It let the user in and would not start the program.
    case notStarted = "not-started"
    /// The engine's machine has no ssh.
    case clientMissing = "client-missing"
    /// Something else.
    case other
}

/// How the connection to a remote host ended while its program ran.
public enum ConnectionLoss: String, Sendable, Hashable, CaseIterable {
    /// The other side or something in between ended it.
    case closed
    /// Nothing came back any more.
    case silent
    /// ssh on the engine's machine was ended.
    case clientEnded = "client-ended"
}

extension ActionFailure {
    /// Whether nobody knows what the action did: it was begun, and how it ended was not seen.
    ///
    /// Such a step is in doubt, as one that was in flight when the engine died.
    public var leavesDoubt: Bool {
        switch self {
        case .connectionLost, .leftRunning, .endNotSeen, .noAnswer: true
        case .timedOut(_, let stopped): stopped?.mayStillRun ?? false
        case .silentPast(_, let stopped), .unexpectedText(_, let stopped): stopped.mayStillRun
        case .notStarted, .exitCode, .signal, .conversationIncomplete, .answerNotAccepted, .declined, .notElevated,
            .outputNotRead, .status, .notApproved, .quotaNotReached, .tooManyFailed, .secretNotRead, .notReached:
            false
        }
    }
}
