import KirikaeDiagnostics
import KirikaePlan

/// A procedure before and after a change, as an operator reads it, step beside step.
struct ProcedurePair: Sendable {
    /// A row of the page; cards are HTML.
    enum Row: Sendable {
        /// Steps that are the same.
        case same([String])
        /// A step that differs, or is on one side only.
        case different(old: String?, new: String?)
    }

    var title: String
    var name: String
    var rows: [Row]

    /// The procedures of the plans in which steps differ: of each step that of its own runbook, else the first plan that shows it.
    static func pairs(_ difference: LibraryDifference, wording: ScreenWording) -> [ProcedurePair] {
        var wanted: Set<PlanDifference.Identity> = []
        for shared in difference.steps {
            let runbook = shared.step.definition.prefix { $0 != "/" }
            if let plan = shared.plans.first(where: { $0.runbook == runbook }) ?? shared.plans.first {
                wanted.insert(plan)
            }
        }
        return difference.plans.filter { wanted.contains($0.identity) }.map { ProcedurePair($0, wording: wording) }
    }

    /// Puts the two side by side.
    init(_ plans: PlanDifference, wording: ScreenWording) {
        let old = Self.cards(of: plans.old, wording)
        let new = Self.cards(of: plans.new, wording)
        title = ExactText.safe(plans.new.title[wording.language])
        name = ExactText.safe([plans.identity.runbook, plans.identity.argumentText].joined(separator: " "))
        let partner = Dictionary(
            plans.steps.compactMap { step in step.newPath.flatMap { new in step.oldPath.map { (new, $0) } } },
            uniquingKeysWith: { first, _ in first })
        let changed = Set(plans.steps.compactMap(\.newPath))
        let removed = Set(plans.steps.filter { $0.newPath == nil }.compactMap(\.oldPath))
        var rows: [Row] = []
        var same: [String] = []
        var taken: Set<String> = []
        func flush() {
            if !same.isEmpty { rows.append(.same(same)) }
            same = []
        }
        // A removed step stands before the first one that stayed behind it.
        var rest = plans.old.steps[...]
        func tellRemoved(upTo path: String?) {
            while let step = rest.first, step.path != path {
                rest = rest.dropFirst()
                guard removed.contains(step.path), let card = old[step.path] else { continue }
                flush()
                rows.append(.different(old: card, new: nil))
            }
        }
        let stays = Set(plans.old.steps.map(\.path))
        for step in plans.new.steps {
            guard let card = new[step.path] else { continue }
            let before = partner[step.path] ?? (changed.contains(step.path) ? nil : step.path)
            if let before, stays.contains(before), !taken.contains(before), rest.contains(where: { $0.path == before }),
                !(plans.steps.first { $0.newPath == step.path }?.isMoved ?? false)
            {
                tellRemoved(upTo: before)
                taken.insert(before)
            }
            if changed.contains(step.path) {
                flush()
                rows.append(.different(old: before.flatMap { old[$0] }, new: card))
            } else {
                same.append(card)
            }
        }
        tellRemoved(upTo: nil)
        flush()
        self.rows = rows
    }

    /// The card of each step as HTML, by its path; no character in it can be mistaken for another.
    private static func cards(of plan: Plan, _ wording: ScreenWording) -> [String: String] {
        let builder = ProcedureBuilder(plan: plan, values: [], wording: wording, printedAt: "")
        let html = ProcedureHTML(procedure: builder.procedure)
        var cards: [String: String] = [:]
        for (path, part) in builder.placedParts {
            cards[path, default: ""] += visible(html.part(part))
        }
        return cards
    }

    /// HTML in which what could be mistaken is shown by its code; the markup itself is ASCII.
    private static func visible(_ html: String) -> String {
        var result = ""
        for scalar in html.unicodeScalars {
            if !scalar.isASCII && ExactText.isMistakable(scalar) {
                result += ExactText.code(scalar)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
