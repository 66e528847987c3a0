/// Changed files that a person accepted for the rest of a run.
public struct AcceptedChanges: Sendable, Hashable {
    /// The fingerprint of the plan that was made from them.
    public var fingerprint: String
    /// SHA-256 of every file of that plan, by path.
    public var files: [String: String]
    /// The paths of those that differ from before, sorted.
    public var changed: [String]
    /// Why.
    public var reason: String
    /// Who.
    public var by: String
    /// The folder in the run's directory that keeps copies of them.
    public var folder: String
    /// Who reviewed the plan and signed it.
    public var reviews: [SignedText]
    /// How many reviews were demanded.
    public var reviewsRequired: Int

    /// Makes the acceptance of changes.
    public init(
        fingerprint: String, files: [String: String], changed: [String], reason: String, by: String, folder: String,
        reviews: [SignedText] = [], reviewsRequired: Int = 0
    ) {
        self.fingerprint = fingerprint
        self.files = files
        self.changed = changed
        self.reason = reason
        self.by = by
        self.folder = folder
        self.reviews = reviews
        self.reviewsRequired = reviewsRequired
    }
}

/// Why a plan may not take the place of the one a run began with: a step that was started is not the same in it.
public enum RebaseObstacle: Sendable, Hashable {
    /// It says something else.
    case changed(step: String)
    /// It is not there.
    case removed(step: String)
    /// It stands elsewhere.
    case moved(step: String)
    /// A new step stands before one that was started, where the run no longer comes by.
    case inserted(step: String, before: String)
    /// Steps that go on side by side are under way, and their rows have another shape.
    case reshaped(group: String)
}
