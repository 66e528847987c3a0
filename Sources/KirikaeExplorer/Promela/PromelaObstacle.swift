/// What of a plan the export to Promela has no words for.
public enum PromelaObstacle: Error, Sendable, Hashable {
    /// Steps go on side by side from this step on.
    case sideBySide(step: String)
    /// This step goes from item to item.
    case itemWork(step: String)
    /// This variable has more values than a byte can hold.
    case tooManyValues(variable: String)
    /// The bounds allow steps to be left out.
    case skips
}
