import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import Testing

/// What a program does for each item: how it is written, what is refused, and that a plan sees every word of it.
@Suite struct PopulationWorkTests {
    private func library(_ action: String, observe: String = "ask") -> RunbookLibrary {
        let environment = """
            kirikae: 1
            environment: test
            title: {ja: 試験, en: Test}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}
            inventories:
              pcs: {title: {ja: PC, en: PCs}, items: [pc-1, pc-2, pc-3]}
              people: {title: {ja: 人, en: People}, count: 3}
            observe: {a.b: \(observe)}
            """
        let runbook = """
            kirikae: 1
            runbook: test.go
            function: test
            direction: switchover
            title: {ja: 行う, en: Go}
            preconditions: [{a.b: none}]
            steps:
              - id: go
                title: {ja: 行う, en: Go}
                source: [M1]
                action: \(action)
                typical: 1m
                timeout: 1m
                changes: {}
                verifications: []
            """
        let service = """
            kirikae: 1
            service: test
            title: {ja: 試験, en: Test}
            variables: {a.b: {title: {ja: 甲, en: a}, values: {none: {ja: 無, en: none}, some: {ja: 少, en: some}, all: {ja: 全, en: all}}, start: none}}
            """
        return RunbookLibrary(
            files: [("a.yaml", environment), ("b.yaml", runbook), ("c.yaml", service)].map {
                .init(path: $0, bytes: Array($1.utf8))
            })
    }

    private func codes(_ library: RunbookLibrary) -> [String] {
        library.diagnostics.all.filter { $0.severity == .error }.map(\.message.code)
    }

    private static let each = "each: {command: [set, '${item.id}'], on: pc}"

    @Test(
        arguments: [
            ("{population: pcs, \(each)}", []),
            ("{population: pcs, \(each), at-once: 50, waves: [1, 10%, 100%], quota: 90%, stop-after: 3}", []),
            ("{population: pcs, \(each), waves: [2, 3], stop-after: 5%}", []),
            (
                "{population: pcs, each: {command: [set, '${item.id}'], on: pc, timeout: 5s, interrupted: repeat, verify: {command: [look, '${item.id}'], on: pc}}}",
                []
            ),
            ("{population: pcs}", ["KRK0109", "KRK0109"]), ("{population: pcs, \(each), waves: [3, 2]}", ["KRK0318"]),
            ("{population: pcs, \(each), waves: [20%, 10%]}", ["KRK0318"]),
            ("{population: pcs, \(each), at-once: 0}", ["KRK0134"]),
            ("{population: pcs, \(each), at-once: 501}", ["KRK0134"]),
            ("{population: pcs, \(each), stop-after: 0}", ["KRK0134"]),
            ("{population: pcs, each: {command: [set], on: elsewhere}}", ["KRK0312"]),
            ("{population: people, \(each)}", ["KRK0398"]),
            ("{command: [set, '${item.id}'], on: pc}", ["KRK0397"]),
            (
                "{population: pcs, instructions: [{do: {ja: 行う, en: Go}, press: ['${item.id}']}], ask: {ja: どれ, en: Which}}",
                ["KRK0397"]
            ),
        ])
    func whatMayBeWritten(action: String, codes: [String]) {
        #expect(self.codes(library(action)).sorted() == codes)
    }

    /// Every key is in the fingerprint, so that a review sees it; a population without a program has the one it had before.
    @Test func theFingerprintSeesEveryKey() throws {
        let variants = [
            "{population: pcs, \(Self.each)}", "{population: pcs, each: {command: [set, '${item.id}', x], on: pc}}",
            "{population: pcs, each: {command: [set, 'item.id'], on: pc}}",
            "{population: pcs, each: {command: [set, '${item.id}'], on: pc, timeout: 5s}}",
            "{population: pcs, each: {command: [set, '${item.id}'], on: pc, interrupted: repeat}}",
            "{population: pcs, each: {command: [set, '${item.id}'], on: pc, verify: {command: [look], on: pc}}}",
            "{population: pcs, \(Self.each), at-once: 11}", "{population: pcs, \(Self.each), stop-after: 3}",
            "{population: pcs, \(Self.each), stop-after: 3%}", "{population: pcs, \(Self.each), waves: [1, 100%]}",
            "{population: pcs, \(Self.each), waves: [1%, 100%]}",
        ]
        var seen: Set<String> = []
        for action in variants {
            let library = library(action)
            let plan = try #require(
                PlanBuilder(library: library).plan(runbook: "test.go", environment: "test"), "\(action)")
            #expect(seen.insert(plan.fingerprint).inserted, "\(action)")
        }
    }

    // MARK: Numbers

    private func counted(_ numbers: String) -> RunbookLibrary {
        library(
            "{population: pcs, \(Self.each)}",
            observe: "{count: {run: [count-agents, --site, dr], on: pc, numbers: \(numbers)}}")
    }

    @Test(
        arguments: [
            ("{none: 0, some: 1..39, all: 40..}", []), ("{all: 40.., some: 1..39, none: 0}", []),
            ("{none: '0..'}", []), ("{none: 0, some: 1..39, all: 39..}", ["KRK0399"]),
            ("{none: 0, some: 1..38, all: 40..}", ["KRK0399"]), ("{none: 1.., some: 0..1}", ["KRK0399"]),
            ("{some: 1..}", ["KRK0399"]), ("{none: 0, some: 1..39}", ["KRK0399"]),
            ("{none: 0.., some: 1..39}", ["KRK0399"]), ("{none: 0, some: 5..1, all: 40..}", ["KRK0399"]),
            ("{none: -1..}", ["KRK0399"]), ("{none: 0...5, all: 6..}", ["KRK0399"]), ("{none: x}", ["KRK0399"]),
            ("{none: 0.5..}", ["KRK0399"]), ("{none: 0..99999999999}", ["KRK0399"]),
            ("{none: 0, other: 1..}", ["KRK0202"]),
        ])
    func numbersHaveOneMeaningEach(numbers: String, codes: [String]) {
        #expect(self.codes(counted(numbers)) == codes)
    }

    @Test func aNumberMeansAValue() throws {
        let environment = try #require(
            counted("{none: 0, some: 1..39, all: 40..}").environments["test"]?.decode(
                arguments: [:], in: DecodingContext()))
        guard case .count(let probe)? = environment.observations["a.b"]?.how else {
            Issue.record("no count")
            return
        }
        let meanings = [0, 1, 39, 40, 1_000_000].map { probe.value(of: $0) }
        #expect(meanings == ["none", "some", "some", "all", "all"])
        #expect(
            ["7", "07", "-7", "7 ", "", "7.0", "9999999999", "٧"].map { CountProbe.number(in: $0) } == [
                7, nil, nil, nil, nil, nil, nil, nil,
            ])
    }
}
