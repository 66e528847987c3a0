import KirikaeDiagnostics
import KirikaeSyntax

/// What a program does for each item of a population.
public struct ItemWork: Sendable, Hashable {
    /// What may be done about an item that was in flight when the engine died.
    public enum Interrupted: String, Sendable, Hashable, CaseIterable {
        /// A person says whether it had been done.
        case ask
        /// It may be done once more.
        case `repeat`
    }

    /// The program; its arguments may have holes for the item.
    public var command: CommandAction
    /// When it counts as hanging; nil for the timeout of the step.
    public var timeout: Milliseconds?
    /// What may be done about an item in doubt.
    public var interrupted: Interrupted
    /// A program that only looks: exit code 0 says that it had been done for the item.
    ///
    /// Nil if nothing can tell.
    public var verify: CommandAction?
    /// For how many items at once.
    public var atOnce: Int
    /// After how many failures no further item is begun; nil if failures do not stop it.
    public var stopAfter: Share?
    /// Where it stands.
    public var location: SourceLocation

    /// How many items are worked through at once where the runbook does not say.
    public static let defaultAtOnce = 10
    /// The most at once: every one is a process of its own.
    public static let mostAtOnce = 500

    /// Equal if the same would be done; where it stands does not count.
    public static func == (left: ItemWork, right: ItemWork) -> Bool {
        left.command == right.command && left.timeout == right.timeout && left.interrupted == right.interrupted
            && left.verify == right.verify && left.atOnce == right.atOnce && left.stopAfter == right.stopAfter
    }

    /// Goes with `==`.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(command)
        hasher.combine(verify)
        hasher.combine(atOnce)
    }
}

extension ItemWork: TemplateHolder {
    /// The programs and their arguments.
    public var templates: [TextTemplate] { command.templates + (verify?.templates ?? []) }

    /// The same with every argument changed.
    public func mapTemplates(_ change: (TextTemplate) -> TextTemplate) -> Self {
        var copy = self
        copy.command = command.mapTemplates(change)
        copy.verify = verify?.mapTemplates(change)
        return copy
    }

    /// The same with every hole for an item filled with what is known of this one.
    public func filled(for item: InventoryItem) -> Self {
        mapTemplates { $0.fillingItem(item.value) }
    }

    /// Its programs.
    public var commands: [CommandAction] { [command] + [verify].compactMap(\.self) }

    /// What must be known of every item.
    public var itemNames: [String] {
        var names: [String] = []
        for name in templates.flatMap(\.itemNames) where !names.contains(name) { names.append(name) }
        return names
    }
}

extension InventoryItem {
    /// Its id, or the detail of a name; nil if it has none, or an empty one.
    public func value(_ name: String) -> String? {
        if name == "id" { return id }
        return details.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }
}
