import KirikaeDiagnostics
import KirikaeSyntax

/// Checks that every item of an inventory can fill the holes of the program that goes to it.
package struct ItemWorkCheck {
    private let context: DecodingContext

    /// Makes a check that reports to this context.
    package init(context: DecodingContext) {
        self.context = context
    }

    /// Checks what a program does for the items of an environment; the first item that does not fit is reported.
    package func check(_ population: PopulationAction, _ environment: Environment) {
        guard let work = population.work, let inventory = environment.inventories[population.inventory.value],
            inventory.fileNotFound == nil
        else { return }
        guard inventory.isNamed else {
            // A list with errors is reported where it stands.
            guard inventory.count > 0 else { return }
            context.report(
                InventoryMessage.itemsWithoutNames(
                    population.inventory.value, environment: environment.name.value),
                at: population.inventory.location)
            return
        }
        let addresses = work.commands.compactMap { command -> String? in
            guard case .detail(let name)? = environment.hosts[command.host.value]?.ssh?.address else { return nil }
            return name
        }
        for name in work.itemNames + addresses {
            guard let item = inventory.items.first(where: { $0.value(name) == nil }) else { continue }
            let known = ["id"] + item.details.map(\.name)
            context.report(
                InventoryMessage.detailUnusable(
                    name, of: item.id, environment: environment.name.value,
                    .missing(suggestion: Suggestion.nearest(to: name, among: known))), at: work.location)
            return
        }
        for name in addresses {
            guard let item = inventory.items.first(where: { !SSHAccess.isAddress($0.value(name) ?? "") }) else {
                continue
            }
            context.report(
                InventoryMessage.detailUnusable(
                    name, of: item.id, environment: environment.name.value, .notAnAddress(item.value(name) ?? "")),
                at: work.location)
            return
        }
        for command in work.commands { check(command, of: work, inventory, environment) }
    }

    /// A value that a program would read as an option, that `cmd.exe` would read again, or that nobody can see.
    private func check(
        _ command: CommandAction, of work: ItemWork, _ inventory: Environment.Inventory, _ environment: Environment
    ) {
        let program = command.arguments.first?.literal ?? ""
        for (index, argument) in command.arguments.enumerated() where !argument.itemNames.isEmpty {
            for item in inventory.items {
                guard let (name, defect) = defect(of: item, in: argument, isProgram: index == 0, program) else {
                    continue
                }
                context.report(
                    InventoryMessage.detailUnusable(
                        name, of: item.id, environment: environment.name.value, defect), at: work.location)
                return
            }
        }
    }

    private func defect(
        of item: InventoryItem, in argument: TextTemplate, isProgram: Bool, _ program: String
    ) -> (name: String, defect: InventoryMessage.DetailDefect)? {
        for (index, segment) in argument.segments.enumerated() {
            guard case .item(let name) = segment, let value = item.value(name) else { continue }
            if isProgram { return (name, .namesAProgram) }
            if index == 0, value.hasPrefix("-") { return (name, .readAsOption(value)) }
            if let character = CommandInterpreter.refusedCharacter(in: value, of: program) {
                return (name, .readAgain(String(character)))
            }
            if value.unicodeScalars.contains(where: TerminalText.isUnsafe) {
                return (name, .invisible(TerminalText.safe(value)))
            }
        }
        return nil
    }
}
