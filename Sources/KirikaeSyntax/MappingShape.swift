/// What may be written under the keys of a mapping: the one description that reading, the JSON Schema, the canonical form and the
/// reference are made from.
///
/// Each is made once, and every mapping that is read refers to one.
public final class MappingShape: Sendable {
    /// One key.
    public struct Key: Sendable {
        /// The key.
        public let name: String
        /// What is written under it.
        public let value: ValueShape
        /// Whether it must be there.
        public let isRequired: Bool
        /// What holds if it is not there, in words or as it would be written; nil where nothing holds.
        public let fallback: String?
        /// What it means: one or two sentences.
        public let meaning: String
    }

    /// Keys that the author chooses.
    public struct FreeKeys: Sendable {
        /// The form of a key.
        public let key: TextForm
        /// What is written under each.
        public let value: ValueShape
        /// What they mean.
        public let meaning: String
        /// Whether there must be at least one.
        public let isRequired: Bool

        /// Describes keys that the author chooses.
        public init(_ key: TextForm, _ value: ValueShape, isRequired: Bool = false, _ meaning: String) {
            self.key = key
            self.value = value
            self.isRequired = isRequired
            self.meaning = meaning
        }
    }

    /// Keys that are needed or refused where another key's mapping has one of some keys.
    public struct Dependence: Sendable {
        /// The key whose mapping decides.
        public let key: String
        /// One of these in that mapping.
        public let having: [String]
        /// Keys that are needed then.
        public let requires: [String]
        /// Keys that are refused then.
        public let refuses: [String]

        /// Describes a dependence.
        public init(of key: String, having: [String], requires: [String] = [], refuses: [String] = []) {
            self.key = key
            self.having = having
            self.requires = requires
            self.refuses = refuses
        }
    }

    /// Its name, unique in the language.
    public let name: String
    /// What such a mapping says: one or two sentences.
    public let meaning: String
    /// The keys with a fixed meaning, in the order of the canonical form.
    public let keys: [Key]
    /// The keys that the author chooses; nil if there are none.
    public let freeKeys: FreeKeys?
    /// Sets of keys of which exactly one must be there.
    public let exactlyOneOf: [[String]]
    /// Sets of keys of which at most one may be there.
    public let atMostOneOf: [[String]]
    /// Keys that others bring with them or exclude.
    public let dependences: [Dependence]
    /// Keys that say nothing without one of the others.
    public let notAlone: [String]
    /// Whether a list of such mappings may stand for one.
    public let mayBeList: Bool
    /// A small example that is right.
    public let example: String?

    /// The names of the keys.
    public let names: [String]
    /// The names of the keys that must be there.
    public let requiredNames: [String]

    /// Describes a mapping.
    public init(
        _ name: String, _ meaning: String, keys: [Key] = [], freeKeys: FreeKeys? = nil, exactlyOneOf: [[String]] = [],
        atMostOneOf: [[String]] = [], dependences: [Dependence] = [], notAlone: [String] = [], mayBeList: Bool = false,
        example: String? = nil
    ) {
        self.name = name
        self.meaning = meaning
        self.keys = keys
        self.freeKeys = freeKeys
        self.exactlyOneOf = exactlyOneOf
        self.atMostOneOf = atMostOneOf
        self.dependences = dependences
        self.notAlone = notAlone
        self.mayBeList = mayBeList
        self.example = example
        names = keys.map(\.name)
        requiredNames = keys.filter(\.isRequired).map(\.name)
    }

    /// The index of a key in ``names``, looked for from `start` on and then from the first; nil if the shape does not have it.
    @inline(__always)
    func index(ofName name: String, from start: Int = 0) -> Int? {
        let count = name.utf8.count
        var index = start
        for _ in names.indices {
            // Keys of the language are lower-case ASCII, to which nothing is equal that has other bytes.
            if names[index].utf8.count == count, names[index] == name { return index }
            index = index + 1 == names.count ? 0 : index + 1
        }
        return nil
    }
}

extension MappingShape.Key {
    /// A key that must be there.
    public static func required(_ name: String, _ value: ValueShape, _ meaning: String) -> Self {
        Self(name: name, value: value, isRequired: true, fallback: nil, meaning: meaning)
    }

    /// A key that may be left out.
    public static func optional(
        _ name: String, _ value: ValueShape, default fallback: String? = nil, _ meaning: String
    ) -> Self {
        Self(name: name, value: value, isRequired: false, fallback: fallback, meaning: meaning)
    }
}

/// What may be written as a value.
public indirect enum ValueShape: Sendable {
    /// A text of some form.
    case text(TextForm)
    /// A text in both languages.
    case localizedText
    /// A list.
    case list(ValueShape, isEmptyAllowed: Bool)
    /// A mapping of the named shape.
    case mapping(String)
    /// A mapping of one of several shapes, told apart by the key that only one of them requires.
    case oneMappingOf([String])
    /// Any of several.
    case either([ValueShape])

    /// Any text.
    public static let anyText = ValueShape.text(.any)
    /// A list of texts.
    public static let texts = ValueShape.list(.text(.any), isEmptyAllowed: true)
    /// A list that may be empty.
    public static func list(_ element: ValueShape) -> ValueShape { .list(element, isEmptyAllowed: true) }
}

/// The form of a scalar.
public enum TextForm: Hashable, Sendable {
    /// Any text.
    case any
    /// Any text, in which outputs of earlier steps may stand: `${outputs.step.name}`.
    case template
    /// Lower-case ASCII letters, digits and `-`, in parts joined by `.`.
    case identifier
    /// The same, with capitals.
    case identifierWithCapitals
    /// The name of a variable: an identifier with a dot.
    case variable
    /// A whole number and a unit.
    case duration
    /// A whole number.
    case integer
    /// A share such as `95%`.
    case percentage
    /// A share, or how many: `10%`, `1`.
    case shareOrCount
    /// A number, or numbers that follow each other: `0`, `1..39`, `40..`.
    case numbers
    /// `true` or `false`.
    case truth
    /// The edition of the language.
    case edition
    /// A number of bytes such as `16MiB`.
    case size
    /// One of some words.
    case word([String])
    /// A step of a runbook: `runbook/step`.
    case runbookStep
    /// A code of a diagnostic.
    case code
}
