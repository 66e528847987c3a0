import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Puts each thing that differs into words, worst first and once.
struct ReviewEntryBuilder: Sendable {
    let report: ReviewReport
    let wording: ScreenWording

    /// Longer values are not repeated in the contents.
    private static let gistCells = 100

    private var words: ReviewWording { ReviewWording(wording: wording) }
    private var values: ReviewValueText { ReviewValueText(wording: wording, service: report.service) }
    private func pick(_ ja: String, _ en: String) -> String { wording.pick(ja, en) }

    /// The entries, worst first; what is equally bad stays in the order of the plans.
    var entries: [ReviewDocument.Entry] {
        let difference = report.difference
        var entries = difference.steps.map(entry)
        entries += difference.unplanned.map(entry)
        entries += (difference.runbooks + difference.service).map { entry($0, in: nil) }
        entries += difference.environments.flatMap { environment in
            environment.items.map { entry($0, in: environment.name) }
        }
        entries += (difference.scenarios + difference.answers + difference.project).map { entry($0, in: nil) }
        return merged(entries).enumerated().sorted { one, other in
            let (left, right) = (one.element.risk, other.element.risk)
            return (left.level, left, one.offset) < (right.level, right, other.offset)
        }.map(\.element)
    }

    /// The same change at several places becomes one entry.
    private func merged(_ entries: [ReviewDocument.Entry]) -> [ReviewDocument.Entry] {
        var indices: [ReviewDocument.Entry: Int] = [:]
        var result: [ReviewDocument.Entry] = []
        for entry in entries {
            var key = entry
            key.places = []
            key.runbooks = []
            if let index = indices[key] {
                result[index].places += entry.places.filter { !result[index].places.contains($0) }
                result[index].runbooks = Set(result[index].runbooks + entry.runbooks).sorted()
            } else {
                indices[key] = result.count
                result.append(entry)
            }
        }
        return result
    }

    private func entry(_ shared: SharedStepDifference) -> ReviewDocument.Entry {
        let step = shared.step
        let kind = words.kind(step.kind)
        var name = ExactText.safe(step.definition)
        if step.kind == .renamed, let old = step.oldPath, let new = step.newPath {
            let shown = ExactText.pair(old, new)
            name = "\(shown.old) → \(shown.new)"
        }
        if step.innerCount > 0 {
            name += pick("（中の \(step.innerCount) ステップとともに）", " (with \(step.innerCount) steps inside)")
        }
        // What it was called stands in the head of its entry.
        let named = step.findings.filter { step.kind != .renamed || $0.part != .step || $0.keys.last != "path" }
        let lines = lines(named) { order($0, of: shared) }.map { scoped($0.line, $0.finding, in: shared) }
        return ReviewDocument.Entry(
            risk: step.worst, mark: kind.mark, word: kind.word + (step.isMoved && step.kind != .moved ? "↕" : ""),
            title: ExactText.safe(step.title[wording.language]),
            places: [.init(name: name, location: location(step.newLocation ?? step.oldLocation))],
            runbooks: Set(shared.plans.map { ExactText.safe($0.runbook) }).sorted(),
            gist: gist(lines, kind: step.kind == .changed ? nil : kind.word), lines: lines)
    }

    private func entry(_ item: ItemDifference, in environment: String?) -> ReviewDocument.Entry {
        let kind = words.kind(item.kind)
        var name = ExactText.safe(item.name)
        if let old = item.oldName {
            let shown = ExactText.pair(old, item.name)
            name = "\(shown.old) → \(shown.new)"
        }
        let first = item.findings.lazy.compactMap { $0.newLocation ?? $0.oldLocation }.first
        let lines = lines(item.findings) { _ in nil }.map(\.line)
        let title = environment.map { "\(words.part(.environment)) \(ExactText.safe($0))" } ?? itemTitle(item)
        if environment != nil { name = KeyWording(wording: wording).word(item.name) }
        return ReviewDocument.Entry(
            risk: item.findings.worst ?? .wordingOnly, mark: kind.mark, word: kind.word, title: title,
            places: [.init(name: name, location: location(first))], runbooks: [],
            gist: gist(lines, kind: item.kind == .changed ? nil : kind.word), lines: lines)
    }

    /// What a thing of the service model is called by people; of everything else what it is, and its name.
    private func itemTitle(_ item: ItemDifference) -> String {
        let variable = report.service?.variable(item.name)
        let transition = report.service?.transitions.first { $0.id.value == item.name }
        let isInvariant = report.service?.invariants.contains { $0.id.value == item.name } ?? false
        let part: Finding.Part? =
            variable != nil
            ? .variable : transition != nil ? .transition : isInvariant ? .invariant : item.findings.first?.part
        let value = item.findings.first.flatMap { $0.new ?? $0.old }
        let title = variable?.title ?? transition?.title
        let text = title?[wording.language] ?? value?["title"]?[wording.language.rawValue]?.stringValue
        let word = part.map(words.part) ?? ""
        guard let text else { return "\(word) \(ExactText.safe(item.name))" }
        return pick("\(word)「\(ExactText.safe(text))」", "\(word) “\(ExactText.safe(text))”")
    }

    private func entry(_ unplanned: UnplannedRunbook) -> ReviewDocument.Entry {
        let word =
            unplanned.isBroken
            ? pick("計画を作れなくなる", "can no longer be planned") : pick("計画を作れるようになる", "can be planned now")
        var line = line(unplanned.finding, told: [])
        line.remarks += unplanned.diagnostics.inFileOrder.prefix(5).map {
            ExactText.safe($0.text(in: wording.language))
        }
        let identity = unplanned.identity
        let name = [identity.runbook, identity.argumentText].filter { !$0.isEmpty }.joined(separator: " ")
        return ReviewDocument.Entry(
            risk: unplanned.finding.risk, mark: unplanned.isBroken ? "−" : "+", word: word,
            title: "\(words.part(.plan)) \(ExactText.safe(identity.runbook))",
            places: [
                .init(
                    name: ExactText.safe(name),
                    location: location(unplanned.finding.newLocation ?? unplanned.finding.oldLocation))
            ], runbooks: [], gist: word, lines: [line])
    }

    // MARK: Lines

    private func lines(
        _ findings: [Finding], special: (Finding) -> ReviewDocument.Line?
    ) -> [(finding: Finding, line: ReviewDocument.Line)] {
        findings.sorted { ($0.risk.level, $0.risk) < ($1.risk.level, $1.risk) }.map { finding in
            // What another finding says of a part of this value is not said twice.
            let told = findings.compactMap { other in
                other.keys.count == finding.keys.count + 1 && other.keys.starts(with: finding.keys)
                    ? other.keys.last : nil
            }
            return (finding, special(finding) ?? line(finding, told: Set(told)))
        }
    }

    /// A line of a finding that does not show wherever its step does: with the plans in which it does.
    private func scoped(
        _ line: ReviewDocument.Line, _ finding: Finding, in shared: SharedStepDifference
    ) -> ReviewDocument.Line {
        guard let plans = shared.partialPlans[finding] else { return line }
        func common(_ plans: [PlanDifference.Identity]) -> [String: String] {
            plans.dropFirst().reduce(plans.first?.arguments ?? [:]) { rest, plan in
                rest.filter { plan.arguments[$0.key] == $0.value }
            }
        }
        let names = Set(plans.map(\.runbook)).sorted().map { runbook in
            let own = plans.filter { $0.runbook == runbook }
            let all = shared.plans.filter { $0.runbook == runbook }
            guard own.count < all.count else { return ExactText.safe(runbook) }
            let always = common(all)
            let telling = common(own).filter { always[$0.key] != $0.value }.sorted { $0.key < $1.key }
            let arguments = telling.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            return ExactText.safe(runbook) + (arguments.isEmpty ? "" : wording.parenthesised(ExactText.safe(arguments)))
        }
        var line = line
        line.scope = names.joined(separator: ", ")
        return line
    }

    private func line(_ finding: Finding, told: Set<String>) -> ReviewDocument.Line {
        let key = finding.keys.last { $0.contains { !$0.isNumber } } ?? finding.part.rawValue
        let (old, new) = values.pair(finding.old, finding.new, key: key, told: told)
        var remarks: [String] = []
        if !finding.witness.isEmpty {
            let text = values.situation(ownWitness(of: finding))
            remarks.append(pick("「\(text)」のときも通るようになる", "now passes with \(text)"))
        }
        if finding.isUndecided {
            remarks.append(
                pick(
                    "条件が大きすぎて、すべての場合は比べていない。最も重い場合として扱う",
                    "too large to compare in every situation; taken for the worst it could be"))
        }
        return ReviewDocument.Line(
            risk: finding.risk, label: words.finding(finding), old: old, new: new, remarks: remarks)
    }

    /// The part of a witness that the changed condition itself looks at; the rest is as the other conditions ask.
    private func ownWitness(of finding: Finding) -> [String: ConditionImplication.Known] {
        let own = ReviewValueText.variables(in: finding.old).union(ReviewValueText.variables(in: finding.new))
        let part = finding.witness.filter { own.contains($0.key) }
        return part.isEmpty ? finding.witness : part
    }

    /// Where a moved step stood and stands: behind which other one, and past which one that may need it.
    private func order(_ finding: Finding, of shared: SharedStepDifference) -> ReviewDocument.Line? {
        guard finding.part == .order, finding.keys.first == "order" else { return nil }
        let plans = report.difference.plans.first { plan in
            shared.plans.contains(plan.identity) && plan.steps.contains { $0.newPath == shared.step.newPath }
        }
        func title(_ path: String, in plan: Plan?) -> String {
            let step = plan?.steps.first { $0.path == path }
            return step.map { $0.title[wording.language] } ?? path
        }
        func place(_ value: JSONValue?, in plan: Plan?) -> ValueLine {
            guard let path = value?.stringValue else { return ValueLine(note: pick("先頭", "first")) }
            return ValueLine(label: pick("前のステップ：", "after "), whole: "\(title(path, in: plan)) [\(path)]")
        }
        var remarks: [String] = []
        if let plans, let other = finding.keys.dropFirst().first,
            let place = plans.new.steps.firstIndex(where: { $0.path == other }),
            let own = plans.new.steps.firstIndex(where: { $0.path == shared.step.newPath })
        {
            let name = ExactText.safe(title(other, in: plans.new))
            remarks.append(
                own < place
                    ? pick("「\(name)」より前になる（これまでは後）", "now before “\(name)”, was after it")
                    : pick("「\(name)」より後になる（これまでは前）", "now after “\(name)”, was before it"))
        }
        return ReviewDocument.Line(
            risk: finding.risk, label: words.finding(finding, isPlaced: false),
            old: [place(finding.old, in: plans?.old)],
            new: [place(finding.new, in: plans?.new)], remarks: remarks)
    }

    // MARK: In a few words

    /// The worst thing about an entry: what passes now, or from what to what.
    private func gist(_ lines: [ReviewDocument.Line], kind: String?) -> String {
        guard let first = lines.first else { return kind ?? "" }
        let (values, others) = values(of: first)
        let count = others + lines.dropFirst().count { $0.risk.level == first.risk.level }
        let more = count == 0 ? "" : pick("、ほか \(count) 点", ", and \(count) more")
        return (first.remarks.first ?? values ?? kind ?? first.label) + more
    }

    /// The first value that differs, if it is short, and how many others there are.
    private func values(of line: ReviewDocument.Line) -> (text: String?, others: Int) {
        let old = line.old.filter { !$0.isContext }
        let new = line.new.filter { !$0.isContext }
        guard line.remarks.isEmpty, !(old.isEmpty && new.isEmpty) else { return (nil, 0) }
        let values: String
        if old.isEmpty {
            values = "+ \(new[0].text(wording))"
        } else if new.isEmpty {
            values = "− \(old[0].text(wording))"
        } else {
            values = "\(old[0].changedText(wording)) → \(new[0].changedText(wording))"
        }
        let text = line.label + pick("、", ", ") + values
        // The two languages of a text are one.
        let label = (new.first ?? old[0]).label
        let others = label.hasPrefix("ja: ") || label.hasPrefix("en: ") ? 0 : max(old.count, new.count) - 1
        return DisplayWidth.cells(of: text) <= Self.gistCells ? (text, others) : (nil, 0)
    }

    private func location(_ location: SourceLocation?) -> String? {
        guard let location else { return nil }
        let prefix = report.revisionPrefixes.first { location.file.hasPrefix($0) } ?? ""
        return ExactText.safe("\(location.file.dropFirst(prefix.count)):\(location.start.line)")
    }
}
