import KirikaeDiagnostics
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Sentences about what comes out otherwise.
struct BehaviourText: Sendable {
    let wording: ScreenWording
    let service: ServiceModel?
    /// What differs, for the steps that sentences speak of.
    let difference: LibraryDifference

    private func pick(_ ja: String, _ en: String) -> String { wording.pick(ja, en) }

    /// How much was gone through.
    func scope(_ behaviour: BehaviourComparison) -> String {
        let count = behaviour.situationCount
        let left = behaviour.leftOutCount
        return pick(
            "\(count) 通りの状況を変更の前後で予行した" + (left == 0 ? "" : "（多すぎるため \(left) 通りは省いた）"),
            "\(count) situation\(count == 1 ? "" : "s") rehearsed before and after"
                + (left == 0 ? "" : " (\(left) left out, there are too many)"))
    }

    /// The differences as sentences, those to look at first; the same one of several runbooks is told once.
    func sentences(_ differences: [BehaviourDifference]) -> [ReviewDocument.Sentence] {
        struct Group {
            var change: BehaviourDifference.Change
            var runbooks: [String] = []
            var places: [BehaviourDifference.Place] = []
        }
        let steps = stepNames
        var groups: [Group] = []
        var indices: [BehaviourDifference.Change: Int] = [:]
        for difference in differences where !difference.change.isTime {
            let change = difference.change.mapSteps { steps[$0] ?? $0 }
            let index = indices[change] ?? groups.count
            if index == groups.count {
                indices[change] = index
                groups.append(Group(change: change))
            }
            groups[index].runbooks.append(difference.runbook)
            groups[index].places += difference.places
        }
        let all = groups.map { group in
            let names = Set(group.runbooks.map(safe)).sorted().joined(separator: ", ")
            let isOne = Set(group.runbooks).count == 1
            return ReviewDocument.Sentence(
                isAlarming: group.change.isAlarming,
                text: text(group.change, names, isOne: isOne, group.places), places: places(group.places))
        }
        return all.filter(\.isAlarming) + all.filter { !$0.isAlarming } + times(differences)
    }

    /// The predicted times that differ: one sentence for what takes longer and one for what does not.
    private func times(_ differences: [BehaviourDifference]) -> [ReviewDocument.Sentence] {
        struct Time {
            var runbook: String
            var old: Int64
            var new: Int64
        }
        let times = differences.compactMap { difference -> Time? in
            guard case .takes(let old, let new) = difference.change else { return nil }
            return Time(runbook: difference.runbook, old: old, new: new)
        }
        return [true, false].compactMap { isLonger in
            let part = times.filter { ($0.new > $0.old) == isLonger }
            guard let longest = part.max(by: { $0.new < $1.new }) else { return nil }
            let names = Set(part.map { safe($0.runbook) }).sorted().joined(separator: ", ")
            let steps = Set(part.map { ($0.new - $0.old).magnitude }).sorted().map { duration(Int64($0)) }
            let step = steps.count == 1 ? steps[0] : "\(steps[0])\(pick("〜", "–"))\(steps[steps.count - 1])"
            let places = differences.filter { $0.change.isTime(longer: isLonger) }.flatMap(\.places)
            return ReviewDocument.Sentence(
                isAlarming: false,
                text: pick(
                    "\(names) の予測時間が \(step)\(isLonger ? "長く" : "短く")なります（最長で \(duration(longest.old)) から \(duration(longest.new))）",
                    "Predicted to take \(step) \(isLonger ? "longer" : "less") (at most \(duration(longest.new)), was "
                        + "\(duration(longest.old))): \(names)"),
                places: pick("\(places.count) 通り", "\(places.count) situation\(places.count == 1 ? "" : "s")"))
        }
    }

    /// What a step is called in its runbook, by its path in a plan: the same step of several plans has one name.
    private var stepNames: [String: String] {
        var names: [String: String] = [:]
        for plans in difference.plans {
            for step in plans.old.steps + plans.new.steps { names[step.path] = step.definition }
        }
        return names
    }

    private var stepTitles: [String: String] {
        var titles: [String: String] = [:]
        for plans in difference.plans {
            for step in plans.old.steps + plans.new.steps { titles[step.definition] = step.title[wording.language] }
        }
        return titles
    }

    private func text(
        _ change: BehaviourDifference.Change, _ runbooks: String, isOne: Bool, _ places: [BehaviourDifference.Place]
    ) -> String {
        let titles = stepTitles
        func step(_ name: String) -> String {
            guard let title = titles[name] else { return safe(name) }
            return pick("「\(safe(title))」", "“\(safe(title))”")
        }
        let be = isOne ? "is" : "are"
        func verb(_ one: String, _ many: String) -> String { isOne ? one : many }
        let when = when(places)
        switch change {
        case .possible(let old, true):
            return pick(
                "この変更により、\(runbooks) は\(when.map { "「\($0)」のときも" } ?? "")最後まで進めるようになります（これまでは\(step(old))で拒否）",
                "With this change \(runbooks) \(be) possible" + (when.map { " while \($0)" } ?? "")
                    + " (refused at \(step(old)) before)")
        case .possible(let old, false):
            return pick(
                "この変更により、\(runbooks) は最後まで進むようになります（これまでは\(step(old))で止まっていた）",
                "With this change \(runbooks) \(verb("gets", "get")) to the end (stopped at \(step(old)) before)")
        case .begins(let old, let new):
            return pick(
                "この変更により、\(runbooks) は\(when.map { "「\($0)」のときも" } ?? "")始められ、途中の\(step(new))で止まります（これまでは\(step(old))で拒否）",
                "With this change \(runbooks) can be begun" + (when.map { " while \($0)" } ?? "")
                    + ", and \(verb("stops", "stop")) half-way at \(step(new)) (refused at \(step(old)) before)")
        case .refused(let new):
            return pick(
                "この変更により、\(runbooks) は\(when.map { "「\($0)」のとき" } ?? "")始める前に\(step(new))で拒否されます",
                "With this change \(runbooks) \(be) refused" + (when.map { " while \($0)" } ?? "") + ", at \(step(new))"
            )
        case .stuck(let new):
            return pick(
                "この変更により、\(runbooks) は\(when.map { "「\($0)」のとき" } ?? "")途中の\(step(new))で止まります",
                "With this change \(runbooks) \(verb("stops", "stop")) half-way at \(step(new))"
                    + (when.map { " while \($0)" } ?? ""))
        case .stoppedElsewhere(let old, let new, _):
            return pick(
                "\(runbooks) は、\(step(old))ではなく\(step(new))で止まります",
                "\(runbooks) \(verb("stops", "stop")) at \(step(new)) and no longer at \(step(old))")
        case .ends(let variable, let old, let new):
            return pick(
                "\(runbooks) の終わりに、\(title(variable)) は「\(value(old, of: variable))」ではなく「\(value(new, of: variable))」になります",
                "\(runbooks) \(verb("ends", "end")) with \(title(variable)) = \(value(new, of: variable)), no longer "
                    + value(old, of: variable))
        case .breaks(let invariant):
            let because = because(invariant)
            return pick(
                "\(runbooks) の途中で、不変条件 \(safe(invariant)) が破れます\(because)",
                "On the way \(runbooks) \(verb("breaks", "break")) the invariant \(safe(invariant))\(because)")
        case .keeps(let invariant):
            return pick(
                "\(runbooks) の途中で、不変条件 \(safe(invariant)) が破れなくなります",
                "On the way \(runbooks) no longer \(verb("breaks", "break")) the invariant \(safe(invariant))")
        // Those of all runbooks are told together.
        case .takes: return ""
        }
    }

    /// What all the situations have in common that is not as the plan expects it; nil where they are many kinds.
    private func when(_ places: [BehaviourDifference.Place]) -> String? {
        let deviations = Set(places.compactMap(\.deviation)).sorted()
        guard !deviations.isEmpty, deviations.count <= 3, places.allSatisfy({ $0.deviation != nil }) else { return nil }
        return deviations.map(text).joined(separator: pick("」「", " or "))
    }

    private func text(_ deviation: BehaviourSituation.Deviation) -> String {
        "\(title(deviation.variable)) = \(value(deviation.value, of: deviation.variable))"
    }

    /// In which situations, the first few by name.
    private func places(_ places: [BehaviourDifference.Place]) -> String {
        let isOne = Set(places.map(\.identity.runbook)).count == 1
        let shown = places.prefix(3).map { place in
            let identity = place.identity
            let names = (isOne ? [] : [identity.runbook]) + (identity.arguments.isEmpty ? [] : [identity.argumentText])
            let arguments = ExactText.safe(names.joined(separator: " "))
            let deviation = place.deviation.map { "\(safe($0.variable)) = \(safe($0.value ?? Self.unknown))" }
            let parts = [arguments.isEmpty ? nil : arguments, deviation].compactMap(\.self)
            return parts.isEmpty ? pick("想定どおりの状況", "as expected") : parts.joined(separator: "; ")
        }
        let rest = places.count - shown.count
        return pick("\(places.count) 通り：", "\(places.count) situation\(places.count == 1 ? "" : "s"): ")
            + shown.joined(separator: pick("／", " / ")) + (rest > 0 ? pick(" ほか \(rest)", " and \(rest) more") : "")
    }

    private static let unknown = "unknown"

    private func safe(_ text: String) -> String { ExactText.safe(text) }

    private func title(_ variable: String) -> String {
        ExactText.safe(service?.variable(variable)?.title[wording.language] ?? variable)
    }

    private func value(_ value: String?, of variable: String) -> String {
        guard let value else { return pick("不明", "unknown") }
        return ExactText.safe(service?.variable(variable)?.title(of: value)[wording.language] ?? value)
    }

    private func because(_ invariant: String) -> String {
        let text = service?.invariants.first { $0.id.value == invariant }?.because[wording.language]
        return text.map { pick("（\(safe($0))）", ": \(safe($0))") } ?? ""
    }

    private func duration(_ milliseconds: Int64) -> String {
        ReviewValueText(wording: wording, service: service).duration(milliseconds)
    }
}
