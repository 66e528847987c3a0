import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// A simulated person who follows the labels of a manual step, literally, on pages that describe themselves.
///
/// It presses and types what the runbook says, in that order, on the real pages of the place, waits while a page is busy, and
/// answers by what the page then shows. So a drill fails where a label of the runbook is not on the page. Of a population each item
/// has a page of its own below that of the place, named by its id, or by its number where items are only counted. It knows nothing
/// of any particular service.
public actor PageOperator: Operator {
    /// Who is recorded as the answering person.
    public static let name = "page-follower"

    private let clock: any Clock
    private var browsers: [String: PageBrowser] = [:]
    /// The items that have done it, by the path of their step.
    private var itemsDone: [String: Set<String>] = [:]

    /// Makes a simulated person who waits by this clock.
    public init(clock: any Clock) {
        self.clock = clock
    }

    /// Answers manual steps and populations at places whose pages describe themselves, and nothing else.
    public func answer(_ question: Question, in machine: RunMachine) async throws -> Answer? {
        guard let step = machine.currentStep, let name = step.place,
            let place = machine.plan.environment.places[name], place.hasPages, let url = place.url
        else { return nil }
        let answer: Answer?
        switch (question.kind, machine.filledAction(of: step)) {
        case (.manual, .manual(let manual)): answer = await self.answer(manual, at: name, url)
        case (.population(_, let target), .population(let population, _)):
            answer = await self.answer(population, of: step.path, items: (1...max(target, 1)).map(String.init), at: url)
        case (.items, .population(let population, _)) where population.work == nil:
            let open = machine.openItems(of: question).map(\.id)
            answer = await self.answer(population, naming: open, of: step.path, at: url)
        default: return nil
        }
        // What cannot be taken, as for want of evidence, is left to somebody who is there.
        guard let answer, machine.check(answer, to: question.id) == nil else { return nil }
        return answer
    }

    // MARK: One place

    private func answer(_ manual: ManualAction, at place: String, _ url: String) async -> Answer? {
        let texts = manual.instructions.flatMap(\.press).map(\.shown)
        var opened = browsers[place]
        if opened == nil { opened = await PageBrowser(url, clock: clock) }
        guard var browser = opened, await browser.begin(with: texts.first, at: url) else { return nil }
        for text in texts {
            guard await browser.follow(text) else {
                browsers[place] = browser
                return Answer(value: Answer.cannotDo, remark: text, by: Self.name, via: .pages)
            }
        }
        browsers[place] = browser
        let reading = browser.page.reading(
            of: manual.answer, chosen: browser.lastChosen, hasFollowed: !texts.isEmpty)
        return reading.map { value in
            var answer = Answer(value: value, by: Self.name, via: .pages)
            answer.isConfirmed = manual.answer.isReadBack
            return answer
        }
    }

    // MARK: Many items

    /// How many of those that are only counted have done it; nil where not one of them can by the pages alone.
    private func answer(
        _ population: PopulationAction, of step: String, items: [String], at url: String
    ) async -> Answer? {
        var failure: String?
        for item in items where !itemsDone[step, default: []].contains(item) {
            if let text = await follow(population.instructions, on: "\(url)/\(item)") {
                failure = failure ?? "\(item): \(text)"
            } else {
                itemsDone[step, default: []].insert(item)
            }
        }
        guard let done = itemsDone[step]?.count else { return nil }
        return Answer(value: String(done), remark: failure, by: Self.name, via: .pages)
    }

    /// Which of those that have names have done it, or that the first of the rest failed; nil where not one of them can by the pages
    /// alone, so that it is left to somebody who is there.
    private func answer(
        _ population: PopulationAction, naming items: [String], of step: String, at url: String
    ) async -> Answer? {
        var done: [String] = []
        var failure: String?
        for item in items {
            if let text = await follow(population.instructions, on: "\(url)/\(item)") {
                failure = failure ?? text
            } else {
                done.append(item)
            }
        }
        itemsDone[step, default: []].formUnion(done)
        guard done.isEmpty else {
            return Answer(value: ItemReport.done.rawValue, by: Self.name, via: .pages, items: done)
        }
        guard let first = items.first, itemsDone[step]?.isEmpty == false else { return nil }
        return Answer(
            value: ItemReport.failed.rawValue, remark: failure, by: Self.name, via: .pages, items: [first])
    }

    /// Does one item's part in a browser of its own.
    ///
    /// - Returns: what could not be followed, or what the last page warns of; nil if all went well.
    private func follow(_ instructions: [ManualAction.Instruction], on url: String) async -> String? {
        let texts = instructions.flatMap(\.press).map(\.shown)
        guard !texts.isEmpty, var browser = await PageBrowser(url, clock: clock) else { return url }
        for text in texts {
            guard await browser.follow(text) else { return text }
        }
        return browser.page.alerts.first
    }
}
