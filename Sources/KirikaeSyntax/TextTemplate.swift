/// A text with holes that only a run can fill: values that earlier steps read, and what is known of an item of a population.
///
/// The holes are marked by the reader and not by characters, so a value that looks like a reference is never taken for one.
public struct TextTemplate: Hashable, Sendable {
    /// One piece of it.
    public enum Segment: Hashable, Sendable {
        /// Text as written.
        case text(String)
        /// The value of an output.
        case output(OutputReference)
        /// What is known of the item of a population: `id`, or one of its details.
        case item(String)
    }

    /// The pieces in order.
    public var segments: [Segment]

    /// Makes a template of pieces.
    public init(_ segments: [Segment]) {
        self.segments = segments
    }

    /// Makes a template without holes.
    public init(_ text: String) {
        segments = [.text(text)]
    }

    /// The text if there are no holes in it.
    public var literal: String? {
        var text = ""
        for segment in segments {
            guard case .text(let piece) = segment else { return nil }
            text += piece
        }
        return text
    }

    /// The text with every hole shown as its reference.
    public var shown: String {
        segments.map { segment in
            switch segment {
            case .text(let text): text
            case .output(let reference): "${\(reference.written)}"
            case .item(let name): "${\(Self.itemPrefix)\(name)}"
            }
        }.joined()
    }

    /// The outputs it refers to, in order.
    public var references: [OutputReference] {
        segments.compactMap { if case .output(let reference) = $0 { reference } else { nil } }
    }

    /// What the name of a hole for an item begins with.
    public static let itemPrefix = "item."

    /// What it says of the item of a population, in order.
    public var itemNames: [String] {
        segments.compactMap { if case .item(let name) = $0 { name } else { nil } }
    }

    /// The template with every hole for an item filled; one that stays nil is left open.
    public func fillingItem(_ value: (String) -> String?) -> TextTemplate {
        guard !itemNames.isEmpty else { return self }
        return TextTemplate(
            segments.map { segment in
                if case .item(let name) = segment { value(name).map { .text($0) } ?? segment } else { segment }
            })
    }

    /// The template with every reference replaced.
    public func mapReferences(_ change: (OutputReference) -> Segment) -> TextTemplate {
        TextTemplate(
            segments.map { segment in
                if case .output(let reference) = segment { change(reference) } else { segment }
            })
    }
}

/// The name of a value that a step reads: its step, and its name there.
public struct OutputReference: Hashable, Sendable {
    /// The step: its identifier as written, its path once in a plan.
    public var step: String
    /// The name of the output.
    public var name: String

    /// Makes a reference.
    public init(step: String, name: String) {
        self.step = step
        self.name = name
    }

    /// What is written between `${` and `}`.
    public var written: String { "outputs.\(step).\(name)" }

    /// Reads what stands between `${` and `}`; nil if it is no reference to an output.
    public init?(written text: String) {
        guard text.hasPrefix("outputs.") else { return nil }
        let rest = text.dropFirst("outputs.".count)
        guard let dot = rest.lastIndex(of: "."), dot != rest.startIndex, rest.index(after: dot) != rest.endIndex else {
            return nil
        }
        step = String(rest[..<dot])
        name = String(rest[rest.index(after: dot)...])
    }
}
