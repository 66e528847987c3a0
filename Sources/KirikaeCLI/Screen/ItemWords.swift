import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook

/// The words for populations whose items have names.
struct ItemWords: Sendable {
    let wording: ScreenWording

    /// How many names are shown where not all of them are asked for.
    static let shownCount = 20
    /// Of how many failures the reason is shown at the end; the record has them all.
    static let failuresShown = 50

    /// Ids in a row; of many the first, and how many more there are.
    ///
    /// Spaces stand between them in both languages, so that no id is broken at the end of a line.
    func ids(_ ids: [String], shown: Int = ItemWords.shownCount) -> String {
        let first = ids.prefix(shown).joined(separator: ", ")
        guard ids.count > shown else { return first }
        return first + wording.pick("、ほか \(ids.count - shown) 件", ", … and \(ids.count - shown) more")
    }

    /// What a question about items shows: how far they are, those that failed, and those that are open.
    func progress(_ question: Question, of population: PopulationAction, in machine: RunMachine) -> [String] {
        guard case .items(let wave, let target, let done) = question.kind else { return [] }
        let language = wording.language
        let open = machine.openItems(of: question)
        let failed = failedItems(question, in: machine)
        let waves = population.waves.count
        let head = waves > 1 ? wording.pick("（第 \(wave + 1)/\(waves) 波）", " (wave \(wave + 1) of \(waves))") : ""
        var lines = [
            population.ask[language] + head,
            wording.pick("  完了 \(done)/\(target)", "  done \(done) of \(target)")
                + wording.pick(
                    "（\(population.needed(ofTarget: target)) で先へ進めます）",
                    " (\(population.needed(ofTarget: target)) are enough to go on)"),
        ]
        if !failed.isEmpty {
            lines.append(wording.pick("  失敗 \(failed.count)：", "  failed \(failed.count): ") + ids(failed.map(\.id)))
        }
        if population.work != nil {
            lines.append(
                wording.pick(
                    "  中断時に実行中で、結果が不明 \(open.count)：",
                    "  in flight at the break, nobody knows whether done \(open.count): ")
                    + ids(open.map(\.id)))
            lines.append(
                wording.pick(
                    "  それぞれについて、完了は名前、未実施は not 名前（これから実行します）、失敗は failed 名前: 理由（? で説明）",
                    "  Of each: its name if it was done, ‘not NAME’ if not (it is run now), ‘failed NAME: reason’ (? for help)"
                ))
            return lines.flatMap(Self.wrapped)
        }
        lines.append(wording.pick("  未回答 \(open.count)：", "  open \(open.count): ") + ids(open.map(\.id)))
        if done == 0, failed.isEmpty {
            lines.append(
                wording.pick("  終えた項目の名前を入力してください（? で説明）", "  Type the names of those that have done it (? for help)"))
        }
        return lines.flatMap(Self.wrapped)
    }

    /// A line broken to the width of the screen, the rest of it further in.
    private static func wrapped(_ line: String) -> [String] {
        DisplayWidth.wrapped(line, to: StepCard.cells - 8).enumerated().map {
            $0.offset == 0 ? $0.element : "    \($0.element)"
        }
    }

    /// The items of a question that failed, in the order of the inventory.
    private func failedItems(_ question: Question, in machine: RunMachine) -> [InventoryItem] {
        guard case .items(_, let target, _) = question.kind, let items = inventory(of: question, in: machine)?.items,
            let standing = machine.itemStandings[question.step]
        else { return [] }
        return items.prefix(target).filter { standing.failed[$0.id] != nil }
    }

    private func inventory(of question: Question, in machine: RunMachine) -> Environment.Inventory? {
        guard let index = machine.plan.index(of: question.step),
            case .population(_, let inventory) = machine.plan.steps[index].action
        else { return nil }
        return inventory
    }

    /// Every open item of a question with all that is known of it, and every one that failed with the reason.
    func list(_ question: Question, in machine: RunMachine) -> [String] {
        let open = machine.openItems(of: question)
        let standing = machine.itemStandings[question.step]
        let failed = failedItems(question, in: machine)
        var lines = [wording.pick("未回答 \(open.count)：", "open \(open.count):")]
        lines += table(open) { standing?.failed[$0.id].map { wording.pick("前回失敗：\($0)", "failed before: \($0)") } }
        guard !failed.isEmpty else { return lines }
        lines.append(wording.pick("失敗 \(failed.count)：", "failed \(failed.count):"))
        return lines + table(failed) { standing?.failed[$0.id] }
    }

    /// Items under each other: id, what people call it, what else is known.
    func table(_ items: [InventoryItem], remark: (InventoryItem) -> String? = { _ in nil }) -> [String] {
        let rows = items.map { item in
            [item.id, item.title?[wording.language] ?? ""] + item.details.map(\.value) + [remark(item) ?? ""]
        }
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count - 1 ? DisplayWidth.cells(of: $0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                guard column < row.count - 1, widths[column] > 0 else { return text }
                return text + String(repeating: " ", count: widths[column] - DisplayWidth.cells(of: text) + 2)
            }
            return "  " + cells.joined().trimmed
        }
    }

    /// What can be typed where items are asked for.
    var help: [String] {
        [
            wording.pick(
                "pc-01 pc-02           この項目は完了した（空白か「,」で区切る）",
                "pc-01 pc-02           these have done it (spaces or commas between)"),
            wording.pick(
                "pc-01..pc-10          一覧の順で、ここからここまで完了した",
                "pc-01..pc-10          all from here to there, in the order of the list"),
            wording.pick(
                "all                   未回答の項目はすべて完了した（件数を確認します）",
                "all                   all that are open (you are asked how many)"),
            wording.pick("failed pc-03: 理由    この項目は失敗した", "failed pc-03: reason  it failed there"),
            wording.pick("not pc-01             前の回答を取り消す", "not pc-01             take back what was said of it"),
            wording.pick(
                "late                  残りを待たずに進む（必要数に足りなければ止まります）",
                "late                  do not wait for the rest (stops if too few have done it)"),
            wording.pick("list                  未回答の項目をすべて表示する", "list                  show every open item"),
        ]
    }

    /// What somebody said of items, on a line.
    func report(_ answer: Answer) -> String {
        // There is a line for it, and the record has them all.
        let names = ids(answer.items, shown: 8)
        return switch ItemReport(rawValue: answer.value) {
        case .done: wording.pick("完了 \(answer.items.count)：\(names)", "done \(answer.items.count): \(names)")
        case .failed: wording.pick("失敗 \(answer.items.count)：\(names)", "failed \(answer.items.count): \(names)")
        case .notDone: wording.pick("取り消し \(answer.items.count)：\(names)", "taken back \(answer.items.count): \(names)")
        case .late:
            wording.pick("待たない \(answer.items.count)：\(names)", "not waited for \(answer.items.count): \(names)")
        case nil: answer.value
        }
    }

    /// Those who had not done a step when the run went on: how many, and who.
    func stragglers(_ stragglers: Stragglers, _ title: String) -> [String] {
        var lines = [wording.stragglers(stragglers.count, title)]
        if !stragglers.open.isEmpty {
            lines.append("  " + ids(stragglers.open.map(\.id), shown: stragglers.areWork ? 10 : 200))
        }
        for item in stragglers.failed.prefix(Self.failuresShown) {
            let typed = stragglers.reasons[item.id].flatMap { $0.isEmpty ? nil : $0 }
            let reason = typed ?? stragglers.failures[item.id].map(wording.failure)
            lines.append(
                "  " + wording.pick("\(item.id)：失敗", "\(item.id): failed")
                    + (reason.map { wording.pick("（\($0)）", " (\($0))") } ?? ""))
        }
        let more = stragglers.failed.dropFirst(Self.failuresShown).map(\.id)
        if !more.isEmpty {
            lines.append("  " + wording.pick("ほかに失敗 \(more.count)：", "also failed \(more.count): ") + ids(more))
        }
        return lines.flatMap(Self.wrapped)
    }

    /// The ids that were meant where some are unknown.
    func suggestion(for unknown: [String], in question: Question, _ machine: RunMachine) -> String? {
        let known = inventory(of: question, in: machine)?.items.map(\.id) ?? []
        let near = unknown.compactMap { Suggestion.nearest(to: $0.lowercased(), among: known) }
        return near.isEmpty ? nil : wording.pick("もしかして：", "Did you mean: ") + ids(near)
    }
}
