import KirikaeService
import KirikaeSyntax

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
    private struct Field: Sendable {
        var name: String
        /// The values; their position and one is what stands in the field.
        ///
        /// Zero is unknown.
        var values: [String]
        var word: Int
        var shift: UInt64
        var mask: UInt64
    }

    private var fields: [Field] = []
    private var byName: [String: Int] = [:]

    /// Lays out some variables of a model.
    ///
    /// - Throws: `ExplorationError.modelTooLarge`.
    init(_ model: ServiceModel, keeping names: Set<String>) throws(ExplorationError) {
        var word = 0
        var used: UInt64 = 0
        for variable in model.variables where names.contains(variable.name.value) {
            let width = UInt64(UInt64.bitWidth - variable.values.count.leadingZeroBitCount)
            if used + width > 64 {
                word += 1
                used = 0
            }
            guard word < PackedState().words.scalarCount else { throw .modelTooLarge(variables: names.count) }
            byName[variable.name.value] = fields.count
            fields.append(
                Field(
                    name: variable.name.value, values: variable.values.map(\.name), word: word, shift: used,
                    mask: (1 << width) - 1))
            used += width
        }
    }

    /// The bits of some variables.
    func mask(of variables: some Sequence<String>) -> PackedState {
        var mask = PackedState()
        for variable in variables {
            guard let field = byName[variable].map({ fields[$0] }) else { continue }
            mask.words[field.word] |= field.mask << field.shift
        }
        return mask
    }

    /// A state in machine words.
    func pack(_ state: ServiceState) -> PackedState {
        var packed = PackedState()
        for field in fields {
            guard let value = state[field.name], let index = field.values.firstIndex(of: value) else { continue }
            packed.words[field.word] |= UInt64(index + 1) << field.shift
        }
        return packed
    }

    /// The state that machine words stand for.
    func unpack(_ packed: PackedState) -> ServiceState {
        var state = ServiceState()
        for field in fields {
            let number = (packed.words[field.word] >> field.shift) & field.mask
            if number > 0 { state[field.name] = field.values[Int(number) - 1] }
        }
        return state
    }
}
