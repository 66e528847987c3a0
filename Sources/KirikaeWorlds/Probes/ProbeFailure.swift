import KirikaeService

/// Why a look found no value, as a word that stays the same: the record keeps the word and a detail, the screen says it in the
/// reader's language.
public enum ProbeFailure: String, Sendable, Hashable, CaseIterable {
    // No answer.
    case cannotResolve = "cannot-resolve"
    case cannotConnect = "cannot-connect"
    case timedOut = "timed-out"
    case brokenOff = "broken-off"
    case noTLS = "no-tls"
    case certificate = "certificate"
    case unavailable = "unavailable"
    // An answer that decides nothing.
    case redirect = "redirect"
    case tooManyRedirects = "too-many-redirects"
    case otherProtocol = "other-protocol"
    case answerTooLarge = "answer-too-large"
    case headersTooLarge = "headers-too-large"
    case status = "status"
    case noHeader = "no-header"
    case noText = "no-text"
    case severalTexts = "several-texts"
    case notJSON = "not-json"
    case nothingThere = "nothing-there"
    case notAValue = "not-a-value"
    case expiresSoon = "expires-soon"
    // Files.
    case link = "link"
    case notAFile = "not-a-file"
    case fileTooLarge = "file-too-large"
    case unknownHash = "unknown-hash"
    case noFile = "no-file"
    case notReadable = "not-readable"

    /// The reading it makes.
    ///
    /// - Parameter detail: what a person needs to go on, such as a status; it may come from outside.
    func reading(_ detail: String = "") -> Reading {
        .failed(detail.isEmpty ? rawValue : "\(rawValue): \(ProbeEvidence.bounded(detail))")
    }

    /// Reads the reason of a reading that has no value: the word, and the rest; nil if it begins with none of these words.
    public static func read(_ reason: String) -> (word: ProbeFailure, detail: String)? {
        let word = reason.prefix { $0 != ":" }
        return ProbeFailure(rawValue: String(word)).map { ($0, String(reason.dropFirst(word.count + 2))) }
    }
}
