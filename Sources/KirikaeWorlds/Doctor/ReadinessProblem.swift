import Glibc
import KirikaeDiagnostics

/// What is not as it should be, and what to do about it.
///
/// Its texts hold no time of day and no measure that differs from one look to the next, so that the reports of two days can be
/// compared line by line.
public struct ReadinessProblem: Sendable, Hashable {
    /// A word that does not change its meaning, for programs and for whoever looks it up.
    public enum Word: String, Sendable, Hashable, CaseIterable {
        case missing
        case noPermission = "no-permission"
        case wrongType = "wrong-type"
        case notLookedAt = "not-looked-at"
        case late
        case nameRefused = "name-refused"
        // Remote hosts: the words of `ConnectionFailure`.
        case unknownKey = "unknown-key"
        case changedKey = "changed-key"
        case revokedKey = "revoked-key"
        case refused
        case timedOut = "timed-out"
        case nameNotResolved = "name-not-resolved"
        case unreachable
        case notAuthenticated = "not-authenticated"
        case notAgreed = "not-agreed"
        case closed
        case notStarted = "not-started"
        case clientMissing = "client-missing"
        case other
        // The network.
        case noAnswer = "no-answer"
        case serverError = "server-error"
        case untrusted
        case expired
        case notYetValid = "not-yet-valid"
        case wrongName = "wrong-name"
        case expiring
        case notSeen = "not-seen"
        case unknownValue = "unknown-value"
        case notRead = "not-read"
        case noKey = "no-key"
        case keyExpired = "key-expired"
        case keyExpiring = "key-expiring"
        case keyNotYetValid = "key-not-yet-valid"
        case empty
        case notAnAddress = "not-an-address"
        case addressTwice = "address-twice"
        case wrongOwner = "wrong-owner"
        case openToOthers = "open-to-others"
        case readOnly = "read-only"
        case spaceLow = "space-low"
        case notDurable = "not-durable"
        case notSynchronised = "not-synchronised"
        case clockDiffers = "clock-differs"
        case notUTF8 = "not-utf-8"
        case tooNarrow = "too-narrow"
        case otherContent = "other-content"
        case unresolved
        case otherAnswer = "other-answer"
        case noConnection = "no-connection"
        case otherExitCode = "other-exit-code"
        case otherText = "other-text"
    }

    /// What is wrong.
    public var word: Word
    /// Whether that alone keeps nobody from beginning.
    public var isWarning: Bool
    /// What was seen.
    public var seen: LocalizedText
    /// What to do next.
    public var next: LocalizedText

    init(_ word: Word, isWarning: Bool = false, seen: LocalizedText, next: LocalizedText) {
        self.word = word
        self.isWarning = isWarning
        self.seen = seen
        self.next = next
    }

    /// The same as a warning.
    var asWarning: ReadinessProblem {
        var problem = self
        problem.isWarning = true
        return problem
    }

    /// What was seen passes through this, so that neither a secret nor a control character reaches the screen.
    func mapSeen(_ change: (String) -> String) -> ReadinessProblem {
        var problem = self
        problem.seen = LocalizedText(ja: change(seen.ja), en: change(seen.en))
        return problem
    }
}

extension LocalizedText {
    /// Why a call of the system failed.
    ///
    /// - Parameter errorNumber: an error number of the system.
    static func reason(ofErrorNumber errorNumber: Int32) -> LocalizedText {
        switch errorNumber {
        case ENOENT: .init(ja: "ありません", en: "it is not there")
        case EACCES, EPERM: .init(ja: "権限がありません", en: "there is no permission")
        case ENOTDIR: .init(ja: "パスの途中がフォルダではありません", en: "a part of the path is not a directory")
        case ELOOP: .init(ja: "シンボリックリンクです", en: "it is a symbolic link")
        default: .init(verbatim: String(cString: strerror(errorNumber)))
        }
    }
}
