import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import Testing

/// Inventories as tables: what is read, and where each defect is.
@Suite struct InventoryTableTests {
    /// What a table has, or what is found in it, as `code line:column`.
    private struct Read {
        var items: [InventoryItem] = []
        var findings: [String] = []
        var plan: Plan?
        var files: [String: String] = [:]
    }

    private func read(
        _ table: [UInt8], encoding: String? = nil, path: String = "inventories/pcs.csv", command: String? = nil
    ) -> Read {
        let environment = """
            kirikae: 1
            environment: test
            title: {ja: 試験, en: Test}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}
            inventories:
              pcs: {title: {ja: PC, en: PCs}, file: inventories/pcs.csv\(encoding.map { ", encoding: \($0)" } ?? "")}
            observe: {a.b: ask}
            """
        let work = command ?? "[set-site, '${item.id}']"
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
                action: {population: pcs, each: {command: \(work), on: pc}}
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
        let files = [("a.yaml", environment), ("b.yaml", runbook), ("c.yaml", service)].map {
            RunbookLibrary.SourceFile(path: $0, bytes: Array($1.utf8))
        }
        let all = files + [.init(path: path, bytes: table)]
        let library = RunbookLibrary(files: all)
        var read = Read()
        read.findings = library.diagnostics.all.filter { $0.severity == .error }.map { diagnostic in
            let place = diagnostic.location.map { "\($0.start.line):\($0.start.column)" } ?? ""
            return "\(diagnostic.message.code) \(place)"
        }
        read.plan = PlanBuilder(library: library).plan(runbook: "test.go", environment: "test")
        if case .population(_, let inventory)? = read.plan?.steps.first(where: { $0.isAct })?.action {
            read.items = inventory.items
        }
        read.files = PlanEncoding.hashes(of: all)
        return read
    }

    private func read(_ text: String, command: String? = nil) -> Read { read(Array(text.utf8), command: command) }

    @Test func columnsAreNamedByTheFirstLine() throws {
        let text = "title,id,address,os\r\n受付 1,pc-01,192.0.2.1,11\r\n\"受付 \"\"2\"\", 奥\",pc-02,192.0.2.2,\r\n"
        let read = read(text)
        #expect(read.findings == [])
        try #require(read.items.count == 2)
        #expect(read.items[0].id == "pc-01" && read.items[0].title?.ja == "受付 1")
        #expect(read.items[0].details.map { "\($0.name)=\($0.value)" } == ["address=192.0.2.1", "os=11"])
        #expect(read.items[1].title?.en == "受付 \"2\", 奥")
        // An empty value is none.
        #expect(read.items[1].details.map(\.name) == ["address"])
        #expect(read.files["inventories/pcs.csv"] != nil, "a run pins it")
    }

    /// A byte order mark, line feeds alone, no line feed at the end, empty lines behind the last: all the same.
    @Test(arguments: ["\u{FEFF}id\npc-01\n", "id\r\npc-01", "id\npc-01\n\n\r\n", "\"id\"\n\"pc-01\"\n"])
    func itMayBeWrittenByAnySpreadsheet(text: String) {
        let read = read(text)
        #expect(read.findings == [])
        #expect(read.items.map(\.id) == ["pc-01"])
    }

    /// 表 is 95 5C and ソ is 83 5C in CP932, whose second byte is a backslash; ポ ends with a byte that is a bar.
    @Test func anotherEncodingIsDeclared() {
        let table =
            Array("id,title\npc-01,".utf8) + [0x95, 0x5C, 0x83, 0x5C, 0x83, 0x7C] + Array(",\n".utf8.dropFirst())
        #expect(read(table, encoding: "cp932").items.first?.title?.ja == "表ソポ")
        #expect(read(table).findings == ["KRK0394 2:7"])
        #expect(read(table, encoding: "sjis").findings.contains { $0.hasPrefix("KRK0105") || $0.hasPrefix("KRK01") })
    }

    /// What a spreadsheet would take for a formula is text, and reaches the program as one argument.
    @Test(arguments: ["=cmd|'/c calc'!A0", "@SUM(1)", "+1", "\"=HYPERLINK(\"\"http://x\"\")\""])
    func aFormulaIsText(cell: String) {
        let read = read("id,note\npc-01,\(cell)\n")
        #expect(read.findings == [])
        #expect(read.items[0].details[0].value.first.map { "=@+".contains($0) } == true)
    }

    @Test(
        arguments: [
            ("id,address\npc-01\n", ["KRK0394 2:1"]), ("id\npc-01,x\n", ["KRK0394 2:1"]),
            ("id\n\npc-01\n", ["KRK0390 2:1"]), ("id,a\npc-01,x\"y\n", ["KRK0394 2:8"]),
            ("id,a\npc-01,\"x\"y\n", ["KRK0394 2:10"]), ("id,a\npc-01,\"x\n", ["KRK0394 2:7"]),
            ("id,a\npc-01,\"x\ny\"\n", ["KRK0394 2:7", "KRK0394 3:2"]), ("id,a\npc-01,x\ty\n", ["KRK0394 2:8"]),
            ("id,a\npc-01,x\u{1B}[2J\n", ["KRK0394 2:8"]), ("id,a\npc-01,\u{0}\n", ["KRK0394 2:7"]),
            ("id\r\rpc-01\n", ["KRK0394 1:3"]), ("", ["KRK0394 1:1"]), ("id\n", ["KRK0394 1:1"]),
            ("pc\npc-01\n", ["KRK0395 1:1"]), ("id,id\na,b\n", ["KRK0395 1:4"]), ("id,ID\na,b\n", ["KRK0395 1:4"]),
            ("id,ホスト\na,b\n", ["KRK0395 1:4"]), ("id,\na,b\n", ["KRK0395 1:4"]),
            ("id\npc-01\nPC-01\n", ["KRK0391 3:1"]), ("id\nall\n", ["KRK0390 2:1"]), ("id\n-x\n", ["KRK0390 2:1"]),
            ("id\n\"=1\"\n", ["KRK0390 2:1"]),
            ("id,a\npc-01,\(String(repeating: "x", count: 4_097))\n", ["KRK0394 2:7"]),
            ("id," + (0...64).map { "c\($0)" }.joined(separator: ",") + "\na\n", ["KRK0395 1:1"]),
            ("id\n" + (0...10_000).map { "pc-\($0)\n" }.joined(), ["KRK0392 10002:1"]),
        ])
    func everyDefectHasItsPlace(text: String, findings: [String]) {
        #expect(read(text).findings == findings)
    }

    @Test func aFileThatIsNotThereIsNamed() {
        #expect(read(Array("id\na\n".utf8), path: "inventories/other.csv").findings.map { $0.prefix(7) } == ["KRK0393"])
    }

    /// Bytes by lot are read without a crash, and never as more than they are.
    @Test func anyBytesAreReadOrRefused() {
        var state: UInt64 = 20_261_123
        for _ in 0..<300 {
            var bytes = Array("id,a\n".utf8)
            for _ in 0..<60 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let pick = UInt8(truncatingIfNeeded: state >> 33)
                bytes.append(pick % 4 == 0 ? Array(",\"\n\r".utf8)[Int(pick / 64)] : pick)
            }
            let read = read(bytes, encoding: state % 2 == 0 ? "cp932" : "utf-8")
            #expect(read.items.allSatisfy { InventoryItem.isValid($0.id) })
            #expect(read.findings.isEmpty != read.items.isEmpty || !read.findings.isEmpty)
        }
    }

    // MARK: Holes

    @Test(
        arguments: [
            ("[set, '${item.address}']", []), ("[set, '--to=${item.address}']", []),
            ("[set, '${item.id}', '${item.os}']", ["KRK0396"]), ("[set, '${item.adress}']", ["KRK0396"]),
            ("[set, '${item.note}']", ["KRK0396"]), ("[set, 'x${item.note}']", []),
            ("['${item.address}', x]", ["KRK0396"]), ("[set.bat, '${item.note}']", ["KRK0396"]),
            ("[set.bat, 'x${item.amp}']", ["KRK0396"]), ("[set, '${item.amp}']", []),
            ("[set, '${item.hidden}']", ["KRK0396"]),
        ])
    func everyItemMustFillEveryHole(command: String, codes: [String]) {
        let text = "id,address,os,note,amp,hidden\npc-01,192.0.2.1,11,a,b,c\npc-02,192.0.2.2,,-rf,a&b,c\u{202E}d\n"
        #expect(read(text, command: command).findings.map { String($0.prefix(7)) } == codes)
    }

    /// The value is one argument, whatever stands in it, and never a reference.
    @Test func aValueIsOneArgument() throws {
        let text = "id,note\npc-01,\"a b; $(x) ${item.id} 'q'\"\n"
        let plan = try #require(read(text, command: "[set, '${item.note}', end]").plan)
        guard case .population(let population, let inventory) = plan.steps[1].action else { return }
        let filled = try #require(population.work?.filled(for: inventory.items[0]))
        #expect(filled.command.arguments.map(\.literal) == ["set", "a b; $(x) ${item.id} 'q'", "end"])
    }

    /// A changed value of the table is another plan.
    @Test func theFingerprintSeesTheTable() throws {
        let first = try #require(read("id,a\npc-01,x\n").plan)
        let second = try #require(read("id,a\npc-01,y\n").plan)
        let third = try #require(read("\u{FEFF}\"id\",a\r\npc-01,x").plan)
        #expect(first.fingerprint != second.fingerprint)
        #expect(first.fingerprint == third.fingerprint)
    }
}
