import KirikaeService

/// What a probe found, and what it rests on.
struct ProbeFinding: Sendable, Hashable {
    /// The value, or why there is none.
    var reading: Reading
    /// What was seen, by name: short texts that a person can compare later, such as `address` or `status`; never a secret.
    var evidence: [String: String]

    /// Makes a finding.
    init(_ reading: Reading, evidence: [String: String] = [:]) {
        self.reading = reading
        self.evidence = evidence
    }
}
