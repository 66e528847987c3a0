import KirikaeDiagnostics
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Sentences about what comes out otherwise.
struct BehaviourText: Sendable {
    let wording: ScreenWording
    let service: ServiceModel?

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

    /// A difference as a sentence.
    func sentence(_ difference: BehaviourDifference) -> ReviewDocument.Sentence {
        let runbook = ExactText.safe(difference.runbook)
        return ReviewDocument.Sentence(
            isAlarming: difference.isAlarming, text: text(difference.change, runbook, difference.places),
            places: places(difference.places))
    }

    private func text(
        _ change: BehaviourDifference.Change, _ runbook: String, _ places: [BehaviourDifference.Place]
    ) -> String {
        switch change {
        case .possible(let step, true):
            let when = when(places)
            return pick(
                "この変更により、\(runbook) は\(when.map { "「\($0)」のときも" } ?? "")最後まで進めるようになります（これまでは \(safe(step)) で拒否）",
                "With this change \(runbook) is possible"
                    + (when.map { " while \($0)" } ?? "") + " (refused at \(safe(step)) before)")
        case .possible(let step, false):
            return pick(
                "この変更により、\(runbook) は最後まで進むようになります（これまでは \(safe(step)) で止まっていた）",
                "With this change \(runbook) gets to its end (it came to a stop at \(safe(step)) before)")
        case .begins(let old, let new):
            let when = when(places)
            return pick(
                "この変更により、\(runbook) は\(when.map { "「\($0)」のときも" } ?? "")始められ、途中の \(safe(new)) で止まります（これまでは \(safe(old)) で拒否）",
                "With this change \(runbook) can be begun"
                    + (when.map { " while \($0)" } ?? "")
                    + ", and comes to a stop half-way at \(safe(new)) (refused at \(safe(old)) before)")
        case .refused(let step):
            let when = when(places)
            return pick(
                "この変更により、\(runbook) は\(when.map { "「\($0)」のとき" } ?? "")始める前に拒否されます（\(safe(step))）",
                "With this change \(runbook) is refused" + (when.map { " while \($0)" } ?? "") + ", at \(safe(step))")
        case .stuck(let step):
            return pick(
                "この変更により、\(runbook) は途中の \(safe(step)) で止まります",
                "With this change \(runbook) comes to a stop half-way, at \(safe(step))")
        case .stoppedElsewhere(let old, let new, _):
            return pick(
                "\(runbook) は、\(safe(old)) ではなく \(safe(new)) で止まります",
                "\(runbook) comes to a stop at \(safe(new)) and no longer at \(safe(old))")
        case .ends(let variable, let old, let new):
            return pick(
                "\(runbook) の終わりに、\(title(variable)) は「\(value(old, of: variable))」ではなく「\(value(new, of: variable))」になります",
                "\(runbook) ends with \(title(variable)) = \(value(new, of: variable)), no longer \(value(old, of: variable))"
            )
        case .breaks(let invariant):
            let because = because(invariant)
            return pick(
                "\(runbook) の途中で、不変条件 \(safe(invariant)) が破れます\(because)",
                "On the way \(runbook) breaks the invariant \(safe(invariant))\(because)")
        case .keeps(let invariant):
            return pick(
                "\(runbook) の途中で、不変条件 \(safe(invariant)) が破れなくなります",
                "On the way \(runbook) no longer breaks the invariant \(safe(invariant))")
        case .takes(let old, let new):
            return pick(
                "\(runbook) の予測時間は \(duration(old)) から \(duration(new)) になります",
                "\(runbook) is predicted to take \(duration(new)), no longer \(duration(old))")
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
        let shown = places.prefix(3).map { place in
            let arguments = ExactText.safe(place.identity.argumentText)
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
