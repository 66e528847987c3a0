import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import Testing

/// Who or what a population step is about: counted, listed in the environment, or listed in a file.
@Suite struct InventoryTests {
    private func library(_ inventory: String, file: String? = nil, parameter: String = "pcs.yaml") -> RunbookLibrary {
        let environment = """
            kirikae: 1
            environment: test
            title: {ja: 試験, en: Test}
            parameters: {list: {title: {ja: 一覧, en: List}, default: \(parameter)}}
            inventories:
              pcs: {title: {ja: PC, en: PCs}, \(inventory)}
            observe: {a.b: ask}
            """
        let runbook = """
            kirikae: 1
            runbook: test.go
            function: test
            direction: switchover
            title: {ja: 行う, en: Go}
            steps:
              - id: go
                title: {ja: 行う, en: Go}
                source: [M1]
                action: {population: pcs, instructions: [{do: {ja: 行う, en: Go}}], ask: {ja: どれ, en: Which}}
                typical: 1m
                timeout: 1m
                changes: {}
                verifications: []
            """
        let service = """
            kirikae: 1
            service: test
            title: {ja: 試験, en: Test}
            variables: {a.b: {title: {ja: 甲, en: a}, values: {x: {ja: 甲, en: x}}, start: x}}
            """
        let texts = [("a.yaml", environment), ("b.yaml", runbook), ("c.yaml", service), ("pcs.yaml", file)]
        return RunbookLibrary(
            files: texts.compactMap { path, text in text.map { .init(path: path, bytes: Array($0.utf8)) } })
    }

    private func listed(_ items: String) -> String { "kirikae: 1\ninventory: pcs\nitems: \(items)\n" }

    private func errors(_ library: RunbookLibrary) -> [String] {
        library.diagnostics.all.filter { $0.severity == .error }.map(\.message.code)
    }

    private func plan(_ library: RunbookLibrary, list: String? = nil) -> (Plan?, [String]) {
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(
            runbook: "test.go", environment: "test", environmentArguments: list.map { ["list": $0] } ?? [:])
        return (plan, builder.diagnostics.all.map(\.message.code))
    }

    private func inventory(_ library: RunbookLibrary) throws -> Environment.Inventory {
        #expect(errors(library) == [])
        let plan = try #require(plan(library).0)
        guard case .population(_, let inventory) = plan.steps[1].action else { throw SyntaxProblem() }
        return inventory
    }

    private struct SyntaxProblem: Error {}

    @Test func aNumberIsOnlyCounted() throws {
        let inventory = try inventory(library("count: 40"))
        #expect(inventory.count == 40 && !inventory.isNamed)
    }

    @Test func aListInTheEnvironment() throws {
        let inventory = try inventory(library("items: [pc-2, PC.1@site_a]"))
        #expect(inventory.count == 2 && inventory.items.map(\.id) == ["pc-2", "PC.1@site_a"])
    }

    @Test func aFileWithAllThatIsKnown() throws {
        let item = "{id: pc-1, title: 受付, details: {address: 192.0.2.1, windows: '11'}}"
        let other = "{id: pc-2, title: {ja: 受付 2, en: Desk 2}}"
        let inventory = try inventory(library("file: \"${list}\"", file: listed("[\(item), \(other), pc-3]")))
        #expect(inventory.items.map(\.id) == ["pc-1", "pc-2", "pc-3"])
        #expect(inventory.items[0].title?.en == "受付" && inventory.items[1].title?.en == "Desk 2")
        #expect(inventory.items[0].details.map(\.name) == ["address", "windows"])
        #expect(inventory.items[0].details.map(\.value) == ["192.0.2.1", "11"])
        #expect(inventory.items[2].title == nil && inventory.items[2].details.isEmpty)
    }

    /// Who is to be switched is part of what was reviewed.
    @Test func theFingerprintHoldsEveryItem() throws {
        let texts = [
            "[pc-1, pc-2]", "[pc-2, pc-1]", "[pc-1, pc-3]", "[pc-1, {id: pc-2, title: x}]",
            "[pc-1, {id: pc-2, details: {address: x}}]", "[pc-1, {id: pc-2, details: {address: y}}]",
        ]
        let prints = try texts.map { try #require(plan(library("items: \($0)")).0).fingerprint }
        #expect(Set(prints).count == texts.count)
        let file = try #require(plan(library("file: pcs.yaml", file: listed("[pc-1, pc-2]"))).0)
        #expect(file.fingerprint == prints[0])
    }

    @Test(arguments: [
        "''", "all", "LATE", "failed", "not", "done", "list", "pc 1", "受付", "pc,1", "pc:1", "-pc", "pc..1", "pc.",
        "pc/1",
        "p\u{0441}", String(repeating: "x", count: 65),
    ])
    func idsThatCannotBeTyped(id: String) {
        #expect(errors(library("items: [pc-1, \"\(id == "''" ? "" : id)\"]")) == ["KRK0390"])
    }

    @Test(arguments: ["pc-1", "PC-1", "Pc-1"]) func capitalsMakeNoDifference(id: String) {
        #expect(errors(library("items: [pc-1, pc-2, \(id)]")) == ["KRK0391"])
    }

    @Test func atMostTenThousand() throws {
        func items(_ count: Int) -> String {
            "\n" + (1...count).map { "  - {id: pc-\($0), details: {address: x}}\n" }.joined()
        }
        #expect(try inventory(library("file: pcs.yaml", file: listed(items(10_000)))).count == 10_000)
        #expect(errors(library("file: pcs.yaml", file: listed(items(10_001)))).contains("KRK0392"))
    }

    @Test func aFileThatIsNotThere() throws {
        #expect(errors(library("file: pc.yaml", file: listed("[pc-1]"))) == ["KRK0393"])
        // Found only when the plan is made, with the values of the parameters.
        let library = library("file: \"${list}\"", file: listed("[pc-1]"))
        #expect(errors(library) == [])
        let (plan, codes) = plan(library, list: "pc.yaml")
        #expect(plan == nil && codes == ["KRK0393"])
    }

    @Test(arguments: [
        ("items: []", "KRK0130"), ("count: 3, items: [a]", "KRK0132"), ("count: 0", "KRK0134"),
        ("items: [{title: x}]", "KRK0109"), ("items: [{id: a, adress: x}]", "KRK0108"),
    ])
    func otherFaultsOfForm(inventory: String, code: String) {
        #expect(errors(library(inventory)) == [code])
    }
}
