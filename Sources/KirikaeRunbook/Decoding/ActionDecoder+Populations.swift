import KirikaeDiagnostics
import KirikaeSyntax

/// Reads what is done for the people and machines of an inventory.
extension ActionDecoder {
    /// A population: what they do by themselves, or what a program does for each.
    func population(_ reader: MappingReader) -> PopulationAction? {
        let inventory = context.identifier(reader["population"])
        let hasWork = reader["each"] != nil
        let instructions = context.list(
            hasWork ? reader["instructions"] : reader.required("instructions"), isEmptyAllowed: false
        ).compactMap(instruction)
        let ask = context.localizedText(hasWork ? reader["ask"] : reader.required("ask"))
        let waves = self.waves(reader["waves"])
        let quota = context.percentage(reader["quota"]) ?? 100
        let work = reader["each"].flatMap { self.work($0, reader) }
        if !hasWork {
            for entry in reader.entries where ["at-once", "stop-after"].contains(entry.key) {
                context.report(SyntaxMessage.missingKey("each"), at: entry.keyLocation)
            }
        }
        guard let inventory, let ask = ask ?? (hasWork ? PopulationAction.usualQuestion : nil),
            (work != nil) == hasWork
        else { return nil }
        return PopulationAction(
            inventory: inventory, instructions: instructions, ask: ask,
            waves: waves.isEmpty ? [.percentage(100)] : waves, quotaPercentage: quota, work: work)
    }

    /// How far each wave goes.
    ///
    /// A number after a share, or a share after a number, can only be compared once it is known how many there are.
    private func waves(_ node: Node?) -> [Share] {
        let waves = context.list(node, isEmptyAllowed: false).map { (node: $0, share: share($0)) }
        for (previous, wave) in zip(waves, waves.dropFirst()) {
            switch (previous.share, wave.share) {
            case (.percentage(let before), .percentage(let now)) where now <= before,
                (.count(let before), .count(let now)) where now <= before:
                context.report(RunbookMessage.wavesDoNotGrow, at: wave.node.location)
            default: break
            }
        }
        return waves.compactMap(\.share)
    }

    private func share(_ node: Node?) -> Share? {
        guard let node else { return nil }
        if let text = node.scalar, !text.hasSuffix("%") {
            return context.integer(node, in: 1...InventoryItem.most).map(Share.count)
        }
        return context.percentage(node).map(Share.percentage)
    }

    private func work(_ node: Node, _ population: MappingReader) -> ItemWork? {
        guard let reader = MappingReader(node, .itemWork, in: context) else { return nil }
        let command = self.command(reader)
        let timeout = context.duration(reader["timeout"])
        let interrupted = context.word(reader["interrupted"], as: ItemWork.Interrupted.self) ?? .ask
        var verify: CommandAction?
        if let node = reader["verify"], let reader = MappingReader(node, .commandAction, in: context) {
            verify = self.command(reader)
        }
        let atOnce =
            context.integer(population["at-once"], in: 1...ItemWork.mostAtOnce) ?? ItemWork.defaultAtOnce
        let stopAfter = self.share(population["stop-after"])
        return command.map {
            ItemWork(
                command: $0, timeout: timeout, interrupted: interrupted, verify: verify, atOnce: atOnce,
                stopAfter: stopAfter, location: node.location)
        }
    }
}

extension Action {
    /// Its texts in which nothing is known of an item: all but the arguments of a program that goes to each.
    var templatesOutsideItems: [TextTemplate] {
        switch self {
        case .manual(let manual): manual.templates
        case .population(let population): population.instructions.templates
        case .command(let command): command.templates
        case .http(let http): http.templates
        case .wait, .approve, .include, .parallel, .bound: []
        }
    }
}
