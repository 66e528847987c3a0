import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import Testing

@testable import KirikaeCLI

/// What comes out otherwise with a change: each kind of it from the smallest change that shows it, and nothing where nothing can.
@Suite struct BehaviourComparisonTests {
    /// A change of the one runbook, and what must be found.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var old: Project
        var new: Project
        /// What is found where the variable has the value.
        var change: BehaviourDifference.Change
        var deviation: BehaviourSituation.Deviation?
        var isAlarming: Bool
    }

    /// A small project: what differs between the two sides of a case.
    struct Project: Sendable {
        var preconditions = "[{notice.portal: switchover}]"
        var stopPreconditions = "[]"
        var movePreconditions = "[]"
        var stopName = "stop"
        var typical = "1m"
        var title = "Switch over"
        var further = ""
        var transition = "{call.processes: stopped, portal.db: main}"
        var parameters = ""
        var lastWhen = ""

        func library() -> RunbookLibrary {
            RunbookLibrary(
                files: [("service.yaml", service), ("environments/site.yaml", environment), ("main.yaml", runbook)]
                    .map { .init(path: $0.0, bytes: Array($0.1.utf8)) })
        }

        private var runbook: String {
            """
            kirikae: 1
            runbook: main
            kind: function
            function: portal
            direction: switchover
            title: {ja: 切り替える, en: \(title)}
            source: [M3]
            \(parameters)
            preconditions: \(preconditions)
            steps:
            \(step("move", "portal.db: dr", movePreconditions))
            \(step(stopName, "call.processes: stopped", stopPreconditions))
            \(further)
            """
        }

        func step(_ name: String, _ changes: String, _ preconditions: String, when: String = "") -> String {
            """
              - id: \(name)
                title: {ja: 行う, en: Do it}
                source: [M3.6-01]
                preconditions: \(preconditions)
                action: {command: [run.exe], on: operations-pc}
                typical: \(typical)
                timeout: 10m
                changes: {\(changes)}
                verifications: [{\(changes)}]
                reverse: {none: {ja: 戻しません。, en: It is not undone.}}\(when)
            """
        }

        private var environment: String {
            """
            kirikae: 1
            environment: site
            title: {ja: 拠点, en: site}
            hosts: {operations-pc: {title: {ja: 運用 PC, en: operations PC}, directory: /opt/kirikae}}
            observe: {portal.db: ask, call.processes: ask, notice.portal: ask, number.destination: ask}
            """
        }

        private var service: String {
            """
            kirikae: 1
            service: centre
            title: {ja: センター, en: Centre}
            variables:
              portal.db:
                title: {ja: DB, en: DB}
                values: {main: {ja: メイン, en: main}, dr: {ja: DR, en: DR}}
                start: main
              call.processes:
                title: {ja: 通話, en: Calls}
                values: {running: {ja: 稼働, en: running}, stopped: {ja: 停止, en: stopped}}
                start: running
              notice.portal:
                title: {ja: 通知, en: Notice}
                values: {none: {ja: なし, en: none}, switchover: {ja: 切替, en: over}, switchback: {ja: 切戻, en: back}}
                start: none
                external: true
              number.destination:
                title: {ja: 着信先, en: Number}
                values: {main: {ja: メイン, en: main}, both: {ja: 両方, en: both}, dr: {ja: DR, en: DR}}
                start: main
            transitions:
              - id: calls-spread
                title: {ja: 広がる, en: Calls spread}
                when: \(transition)
                then: {number.destination: both}
                takes: 10s
            invariants:
              - id: INV1
                always: {number.destination: [main, dr]}
                because: {ja: 着信先は一つです。, en: The number has one destination.}
            """
        }
    }

    private static let switchback = BehaviourSituation.Deviation(variable: "notice.portal", value: "switchback")
    private static let elsewhere = BehaviourSituation.Deviation(variable: "number.destination", value: "dr")
    private static let both = "[{notice.portal: [switchover, switchback]}]"
    private static let number = "[{number.destination: main}]"
    private static let whole = "[{notice.portal: switchover}, {number.destination: main}]"
    private static let spreading = "{portal.db: dr, number.destination: main}"

    static let cases: [Case] = [
        Case(
            testDescription: "possible", old: Project(), new: Project(preconditions: both),
            change: .possible(step: "main", wasRefused: true), deviation: switchback, isAlarming: true),
        Case(
            testDescription: "refused", old: Project(preconditions: both), new: Project(),
            change: .refused(step: "main"), deviation: switchback, isAlarming: false),
        Case(
            testDescription: "begins", old: Project(preconditions: whole, stopPreconditions: number),
            new: Project(stopPreconditions: number), change: .begins(old: "main", new: "main/stop"),
            deviation: elsewhere, isAlarming: true),
        Case(
            testDescription: "stuck", old: Project(), new: Project(stopPreconditions: number),
            change: .stuck(step: "main/stop"), deviation: elsewhere, isAlarming: true),
        Case(
            testDescription: "no longer stuck", old: Project(stopPreconditions: number), new: Project(),
            change: .possible(step: "main/stop", wasRefused: false), deviation: elsewhere, isAlarming: false),
        Case(
            testDescription: "stopped elsewhere", old: Project(stopPreconditions: number),
            new: Project(preconditions: whole),
            change: .stoppedElsewhere(old: "main/stop", new: "main", isRefused: true), deviation: elsewhere,
            isAlarming: false),
        Case(
            testDescription: "ends", old: Project(),
            new: Project(further: Project().step("number", "number.destination: dr", "[]")),
            change: .ends(variable: "number.destination", old: "main", new: "dr"), deviation: nil, isAlarming: false),
        Case(
            testDescription: "takes", old: Project(), new: Project(typical: "3m"),
            change: .takes(old: 120_000, new: 360_000), deviation: nil, isAlarming: false),
        Case(
            testDescription: "breaks", old: Project(), new: Project(transition: spreading),
            change: .breaks(invariant: "INV1"), deviation: nil, isAlarming: true),
        Case(
            testDescription: "keeps", old: Project(transition: spreading), new: Project(),
            change: .keeps(invariant: "INV1"), deviation: nil, isAlarming: false),
    ]

    private static func compare(
        _ old: Project, _ new: Project, limit: Int = BehaviourComparison.limit
    ) async throws -> BehaviourComparison {
        let (before, after) = (old.library(), new.library())
        for library in [before, after] {
            let errors = library.diagnostics.all.filter { $0.severity == .error }.map { $0.text(in: .en) }
            try #require(errors.isEmpty, "\(errors)")
        }
        return try await BehaviourComparison(
            LibraryDifference(old: before, new: after), old: before, new: after, limit: limit)
    }

    @Test(arguments: cases)
    func isFoundWhereItShows(change: Case) async throws {
        let comparison = try await Self.compare(change.old, change.new)
        let found = comparison.differences.filter { $0.change == change.change }
        #expect(found.count == 1, "\(comparison.differences.map(\.change))")
        #expect(found.first?.isAlarming == change.isAlarming)
        #expect(found.first?.places.contains { $0.deviation == change.deviation } ?? false)
    }

    /// A change and its way back are told of in as many situations.
    @Test(arguments: cases)
    func theWayBackIsAsLong(change: Case) async throws {
        let there = try await Self.compare(change.old, change.new)
        let back = try await Self.compare(change.new, change.old)
        #expect(there.differences.isEmpty == back.differences.isEmpty)
        #expect(there.situationCount > 0 && there.situationCount == back.situationCount)
    }

    @Test func wordsAreNotGoneThrough() async throws {
        let comparison = try await Self.compare(Project(), Project(title: "Switch the portal over"))
        #expect(comparison.situationCount == 0 && comparison.differences.isEmpty)
    }

    @Test func anotherNameIsNoOtherEnd() async throws {
        let comparison = try await Self.compare(
            Project(stopPreconditions: Self.number), Project(stopPreconditions: Self.number, stopName: "halt"))
        #expect(comparison.situationCount > 0)
        #expect(comparison.differences.isEmpty, "\(comparison.differences.map(\.change))")
    }

    /// What shows only with one of more combinations of parameters than are compared is found all the same.
    @Test func everyCombinationIsGoneThrough() async throws {
        let names = (1...7).map { "p\($0)" }
        let parameters =
            "parameters:\n"
            + names.map { "  \($0): {title: {ja: 値, en: Value}, type: boolean, default: \"false\"}\n" }.joined()
        let chosen = names.enumerated().map { "\($1): \"\($0 % 3 == 0)\"" }.joined(separator: ", ")
        func project(_ typical: String) -> Project {
            var project = Project(parameters: parameters)
            let step = project.step(
                "number", "number.destination: dr", "[]", when: "\n    when: {\(chosen)}")
            project.further = step.replacing("typical: 1m", with: "typical: \(typical)")
            return project
        }
        let difference = LibraryDifference(old: project("1m").library(), new: project("4m").library())
        #expect(!difference.uncompared.isEmpty)
        // The step itself is not in any of the compared plans, so something beside it must say that the runbook is another.
        var new = project("4m")
        new.typical = "2m"
        let comparison = try await Self.compare(project("1m"), new)
        let found = comparison.differences.filter { $0.change == .takes(old: 180_000, new: 480_000) }
        #expect(found.flatMap(\.places).count == 1, "\(comparison.differences.map(\.change))")
    }

    @Test func whatIsTooMuchIsCounted() async throws {
        let whole = try await Self.compare(Project(), Project(preconditions: Self.both))
        let part = try await Self.compare(Project(), Project(preconditions: Self.both), limit: 2)
        #expect(part.situationCount == 2)
        #expect(part.leftOutCount == whole.situationCount - 2)
    }
}
