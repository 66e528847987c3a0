import KirikaeService

/// The state of a service in machine words: one bit field for each variable.
struct PackedState: Hashable, Sendable {
    var words: SIMD4<UInt64> = .zero

    /// What is left of it where a mask has ones.
    func masked(by mask: PackedState) -> PackedState { PackedState(words: words & mask.words) }
}

/// Which bits of a packed state belong to which variable.
///
/// Variables that make no difference are left out.
struct StateLayout: Sendable {
    /// Where the number of a variable's value stands; zero is unknown.
    private struct Field: Sendable {
        var variable: Int
        var word: Int
        var shift: UInt64
        var mask: UInt64
    }

    private let model: NumberedModel
    private var fields: [Field] = []

    /// Lays out some variables of a model.
    ///
    /// - Throws: `ExplorationError.modelTooLarge`.
    init(_ model: NumberedModel, keeping names: Set<String>) throws(ExplorationError) {
        self.model = model
        var word = 0
        var used: UInt64 = 0
        for (variable, name) in model.variables.enumerated() where names.contains(name) {
            // One number more than there are values: it stands for a value that the model does not know.
            let width = UInt64(UInt64.bitWidth - (model.valueCount(of: variable) + 1).leadingZeroBitCount)
            if used + width > 64 {
                word += 1
                used = 0
            }
            guard word < PackedState().words.scalarCount else { throw .modelTooLarge(variables: names.count) }
            fields.append(Field(variable: variable, word: word, shift: used, mask: (1 << width) - 1))
            used += width
        }
    }

    /// The bits of some variables.
    func mask(of names: some Sequence<String>) -> PackedState {
        let variables = Set(names.compactMap(model.variable))
        var mask = PackedState()
        for field in fields where variables.contains(field.variable) {
            mask.words[field.word] |= field.mask << field.shift
        }
        return mask
    }

    /// A state in machine words.
    func pack(_ state: NumberedState) -> PackedState {
        var packed = PackedState()
        for field in fields {
            packed.words[field.word] |= (UInt64(state[field.variable]) & field.mask) << field.shift
        }
        return packed
    }

    /// The state that machine words stand for.
    func unpack(_ packed: PackedState) -> NumberedState {
        var state = NumberedState(variableCount: model.variables.count)
        for field in fields {
            state[field.variable] = NumberedState.Value((packed.words[field.word] >> field.shift) & field.mask)
        }
        return state
    }
}
