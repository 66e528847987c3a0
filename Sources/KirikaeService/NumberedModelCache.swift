import Synchronization

/// The numbers of a model, given when they are first asked for and shared by all its copies.
final class NumberedModelCache: Sendable {
    private let numbered = Mutex<NumberedModel?>(nil)

    /// The model with numbers.
    ///
    /// - Parameter model: the model that this belongs to, as it is now.
    func numbered(_ model: ServiceModel) -> NumberedModel {
        numbered.withLock { numbered in
            if let numbered { return numbered }
            let made = NumberedModel(model)
            numbered = made
            return made
        }
    }
}
