import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeWorlds

/// The words for populations that a program works through.
struct PopulationText: Sendable {
    let plan: Plan
    let wording: ScreenWording

    /// The lines of the log for an event about items.
    func log(_ event: RunEvent) -> [String] {
        let words = ItemWords(wording: wording)
        switch event {
        case .itemsBegun(_, _, let items):
            return [wording.pick("  着手 \(items.count) 件", "  begun \(items.count)") + "  " + words.ids(items)]
        case .itemEnded(let step, _, let item, let result):
            return [line(item, result.outcome)] + printed(result, step).map { "    │ \($0)" } + omitted(result)
        case .itemsSettled(_, _, let items, let settlement):
            return [
                wording.pick("  中断した項目 \(items.count) 件", "  broken off \(items.count)") + "  " + words.ids(items)
                    + wording.parenthesised(name(of: settlement))
            ]
        default: return []
        }
    }

    private func line(_ item: String, _ outcome: Outcome) -> String {
        switch outcome {
        case .succeeded: wording.pick("  完了", "  done") + "  \(item)"
        case .failed(let failure): wording.pick("  失敗", "  failed") + "  \(item)  \(wording.failure(failure))"
        }
    }

    private func omitted(_ result: ItemResult) -> [String] {
        guard result.omittedByteCount > 0 else { return [] }
        return [
            wording.pick(
                "    （その前の \(result.omittedByteCount) バイトは記録していません）",
                "    (\(result.omittedByteCount) bytes before that are not kept)")
        ]
    }

    /// What was found out about items in doubt.
    func name(of settlement: ItemSettlement) -> String {
        switch settlement {
        case .done: wording.pick("実施済みと確認", "seen to be done")
        case .again: wording.pick("もう一度行う", "to be run again")
        case .unclear: wording.pick("確認できず", "could not be seen")
        }
    }

    /// The lines that a program printed for an item.
    func printed(_ result: ItemResult, _ step: String) -> [String] {
        var encoding = TextEncoding.utf8
        if let index = plan.index(of: step), case .population(let population, _) = plan.steps[index].action,
            let command = population.work?.command
        {
            encoding = TextEncoding(rawValue: command.encoding.rawValue) ?? .utf8
        }
        guard !result.output.isEmpty, let decoder = try? IncrementalTextDecoder(encoding) else { return [] }
        return OutputLines.split(decoder.decode(result.output) + decoder.finish()).filter { !$0.isEmpty }
    }

    /// An item that failed: why, and the last thing its program printed.
    func failure(_ item: String, _ failure: ActionFailure, _ result: ItemResult, _ step: String) -> String {
        let last = printed(result, step).last.map { "  │ \($0)" } ?? ""
        return "\(item)  \(wording.failure(failure))\(last)"
    }

    /// How far a wave is.
    ///
    /// - Parameters:
    ///   - tally: how many items are done, failed and under way.
    ///   - wave: its number, from 0.
    ///   - waves: how many there are.
    func standing(_ tally: PopulationProgress.Tally, wave: Int, of waves: Int) -> String {
        let head = wording.pick(
            "第 \(wave + 1)/\(waves) 波（\(tally.target) 件まで）", "wave \(wave + 1) of \(waves), up to \(tally.target)")
        var parts = [wording.pick("完了 \(tally.done)", "done \(tally.done)")]
        if tally.failed > 0 { parts.append(wording.pick("失敗 \(tally.failed)", "failed \(tally.failed)")) }
        if tally.running > 0 { parts.append(wording.pick("実行中 \(tally.running)", "running \(tally.running)")) }
        if tally.open > 0 { parts.append(wording.pick("残り \(tally.open)", "to go \(tally.open)")) }
        return head + wording.pick("：", ": ") + parts.joined(separator: wording.pick("、", ", "))
    }

    /// Items that were in flight when the run broke off.
    func inDoubt(_ ids: [String]) -> String {
        wording.pick("中断時に実行中だった項目 \(ids.count) 件：", "in flight when it broke off, \(ids.count): ")
            + ItemWords(wording: wording).ids(ids, shown: 10)
    }

    /// What a look at all items in doubt found.
    func looked(done: Int, unclear: Int) -> String {
        wording.pick(
            "確認の結果：実施済み \(done) 件、確認できず \(unclear) 件", "looked: \(done) seen to be done, \(unclear) could not be seen")
    }
}
