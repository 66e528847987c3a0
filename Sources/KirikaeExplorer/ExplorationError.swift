import KirikaeEngine
import KirikaeService

/// Why a plan could not be explored.
public enum ExplorationError: Error, Sendable, Hashable {
    /// The variables that make a difference do not fit into the words of a state.
    case modelTooLarge(variables: Int)
    /// The service model keeps changing without any time passing.
    case doesNotSettle(transition: String)
    /// The machine took no event that it had asked for: a fault of the search, not of the plan.
    case impossibleEvent(ImpossibleEvent)
    /// A run did not go on as another one in the same situation had: a fault of the search, not of the plan.
    case wayLost(at: String)
    /// The preconditions of the plan leave too much open for every start to be tried.
    case tooManyStarts
    /// More different situations or service states than the numbers of a search can name.
    case tooManyParts
}
