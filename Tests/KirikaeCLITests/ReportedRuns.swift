import Foundation
import KirikaeAudit
import KirikaeCheckpoint
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// A state folder with runs of a small plant, made by the engine and the journal of the product in virtual time.
///
/// Nothing in it is drawn by lot: the same bytes come out each time.
final class ReportedRuns {
    static let service = """
        kirikae: 1
        service: plant
        title: {ja: 給水所, en: Water works}
        variables:
          pump.a: {title: {ja: ポンプ A, en: Pump A}, values: {on: {ja: 運転, en: running}, off: {ja: 停止, en: stopped}}, start: on}
          pump.b: {title: {ja: ポンプ B, en: Pump B}, values: {on: {ja: 運転, en: running}, off: {ja: 停止, en: stopped}}, start: off}
          valve.state: {title: {ja: 弁, en: Valve}, values: {shut: {ja: 閉, en: shut}, open: {ja: 開, en: open}}, start: shut}
          crew.site: {title: {ja: 作業員の拠点, en: Site of the crew}, values: {main: {ja: メイン拠点, en: main site}, dr: {ja: DR 拠点, en: DR site}, none: {ja: どこにもいない, en: nowhere}}, start: main}
        invariants:
          - id: INV1
            always: {any: [{pump.a: on}, {pump.b: on}]}
            because: {ja: どちらかのポンプが動いていること。, en: One of the pumps must run.}
        """

    static let environment = """
        kirikae: 1
        environment: works
        title: {ja: 給水所の現場, en: On site}
        hosts: {pc: {title: {ja: 操作用 PC, en: Operations PC}, directory: /nowhere}}
        groups: {managers: {title: {ja: 責任者, en: Managers}, members: [sato, suzuki]}}
        inventories: {crew: {title: {ja: 作業員, en: Crew}, count: 40}}
        observe:
          pump.a: {http: {url: "http://127.0.0.1/a"}}
          pump.b: {http: {url: "http://127.0.0.1/b"}}
          valve.state: {http: {url: "http://127.0.0.1/valve"}}
          crew.site: ask
        """

    static let runbook = """
        kirikae: 1
        runbook: plant.switchover
        kind: plan
        direction: switchover
        title: {ja: ポンプ B へ切り替える, en: Switch over to pump B}
        source: [M1]
        preconditions:
          - {pump.a: on, because: {ja: 止まったポンプからは切り替えません。, en: A pump that stands is not switched over.}}
        steps:
          - id: agree
            title: {ja: 切り替えの承認を得る, en: Get the approval}
            source: [M1]
            action: {approve: {ja: 切り替えてよいですか。, en: May it be switched over?}, by: managers, count: 1}
            typical: 5m
            timeout: 1h
          - id: start-b
            title: {ja: ポンプ B を起動する, en: Start pump B}
            source: [M2]
            action: {command: [start-pump.exe, b], on: pc}
            typical: 2m
            timeout: 10m
            changes: {pump.b: on}
            verifications: [{pump.b: on}]
            reverse: {none: {ja: 例, en: example}}
          - id: pressure
            title: {ja: 圧力を読む, en: Read the pressure}
            source: [M3]
            action:
              manual:
                instructions: [{do: {ja: 圧力計を見ます。, en: Look at the gauge.}}]
                answer:
                  ask: {ja: 圧力はいくつですか。, en: What is the pressure?}
                  number: {minimum: 0, maximum: 20, accept: {minimum: 3, maximum: 10}, unit: {ja: bar, en: bar}}
            typical: 1m
            timeout: 10m
            changes: {}
            verifications: []
          - id: stop-a
            title: {ja: ポンプ A を停止する, en: Stop pump A}
            source: [M4]
            action: {command: [stop-pump.exe, a], on: pc}
            typical: 3m
            timeout: 10m
            changes: {pump.a: off}
            verifications: [{pump.a: off}]
            reverse: {none: {ja: 例, en: example}}
          - id: open-valve
            title: {ja: 弁を開く, en: Open the valve}
            source: [M5]
            action:
              manual:
                instructions: [{do: {ja: 弁を開きます。, en: Open the valve.}}]
                answer:
                  ask: {ja: 開きましたか。, en: Is it open?}
                  choices:
                    - {value: open, title: {ja: 開いた, en: open}}
                    - {value: stuck, title: {ja: 動かない, en: stuck}}
                  accept: [open]
            typical: 2m
            timeout: 20m
            changes: {valve.state: open}
            verifications: [{valve.state: open}]
            reverse: {none: {ja: 例, en: example}}
          - id: crew
            title: {ja: 作業員が移る, en: The crew moves}
            source: [M6]
            action:
              population: crew
              instructions: [{do: {ja: 移ります。, en: Move.}}]
              ask: {ja: 何人移りましたか。, en: How many have moved?}
              waves: [10%, 100%]
              quota: 90%
            typical: 10m
            timeout: 1h
            changes: {}
            verifications: []
        postconditions:
          - {pump.b: on}
        """

    let folder: TemporaryFolder
    let state: StateDirectory
    let key: SSHPrivateKey
    var files: [RunbookLibrary.SourceFile]

    init(runbook: String = ReportedRuns.runbook) throws {
        folder = try TemporaryFolder()
        state = try StateDirectory(path: folder.path + "/state")
        key = try #require(SSHPrivateKey(seed: Array(1...32)))
        files = [("service.yaml", Self.service), ("works.yaml", Self.environment), ("plant.yaml", runbook)].map {
            .init(path: $0.0, bytes: Array($0.1.utf8))
        }
    }

    /// The plan of the files as they are.
    func plan() throws -> Plan {
        let library = RunbookLibrary(files: files)
        let builder = PlanBuilder(library: library)
        let made = builder.plan(runbook: "plant.switchover", environment: "works")
        let findings = (library.diagnostics.inFileOrder + builder.diagnostics.inFileOrder).filter {
            $0.severity == .error
        }
        try #require(findings.isEmpty, "\(findings.map { $0.text(in: .en) })")
        return try #require(made)
    }

    /// Begins a run and drives it until it ends, stops or dies.
    func start(_ run: String, _ plant: ReportedPlant, speed: Int64 = 1) async throws {
        let plan = try plan()
        let directory = try state.createRun(RunIdentifier(run))
        for file in files { try directory.writePinned(file.bytes, at: PinnedPath(file.path)) }
        let header = RunHeader(
            run: run, runbook: plan.runbook, arguments: [:], environment: plan.environment.name.value,
            environmentArguments: [:], fingerprint: plan.fingerprint, files: PlanEncoding.hashes(of: files),
            operatorName: "yamada", speed: speed, version: "test")
        let owner = try RunOwner(acquiring: directory)
        let writer = try JournalWriter(creatingFor: owner)
        try await drive(RunMachine(plan: plan), [.started(header)], writer, run, plant)
        try owner.release()
    }

    /// Takes a run up again in another process.
    func resume(_ run: String, _ plant: ReportedPlant, by name: String = "tanaka") async throws {
        let owner = try RunOwner(acquiring: try state.openRun(RunIdentifier(run)))
        let (stored, opened) = try await RunSession.recover(owner)
        try await drive(
            stored.machine, [.resumed(operatorName: name, epoch: Int64(owner.epoch))], opened.writer, run, plant)
        try owner.release()
    }

    private func drive(
        _ machine: RunMachine, _ opening: [RunEvent], _ writer: JournalWriter, _ run: String, _ plant: ReportedPlant
    ) async throws {
        var machine = machine
        let keeper = CheckpointKeeper(
            signer: KeyFileSigner(key), run: run, in: writer.owner.run, operatorName: "yamada", copier: nil)
        let plan = machine.plan
        let recorder = JournalRecorder(
            writer: writer, operatorName: "yamada", checkpoints: keeper, stepIndex: { plan.index(of: $0) })
        plant.keep(in: writer.owner.run)
        let runner = Runner(
            world: plant, recorder: recorder, clock: plant, observer: NobodyWatches(), callsAtOnce: 1)
        do {
            try await runner.run(&machine, opening: opening)
        } catch is ReportedPlant.Crash {}
    }

    /// What an audit of a run finds that trusts the key of these runs.
    func audit(_ run: String) async throws -> AuditReport {
        var settings = AuditSettings()
        settings.run = run
        let line = AllowedSigners.checkpointLine(principal: "kirikae@works", key: key.publicKey)
        settings.signers = try AllowedSigners(parsing: Array(line.utf8))
        return await AuditVerifier.verify(try state.openRun(RunIdentifier(run)), settings: settings)
    }

    /// The report of a run.
    func report(_ run: String, _ language: Language) async throws -> RunReport {
        let directory = try state.openRun(RunIdentifier(run))
        let (history, failure) = try RunHistory.read(directory)
        return RunReport(
            history: history, failure: failure, audit: try await audit(run), drill: .init(directory, history),
            archive: try StepArchive(state, except: run, before: history.startWallMilliseconds),
            wording: ScreenWording(language: language), date: Self.date)
    }

    /// Puts a simulator's record beside a run.
    func addDrill(_ text: String, to run: String) throws {
        try folder.write(text, to: "state/runs/\(run)/drill.json")
    }

    /// A moment in coordinated time, wherever the test runs.
    static let date: @Sendable (Int64) -> String = { milliseconds in
        let formatter = ISO8601DateFormatter()
        return formatter.string(from: Date(timeIntervalSince1970: Double(milliseconds) / 1000))
    }

    /// Answers with which everything goes well.
    static var goodAnswers: [String: [Answer]] {
        [
            "agree approval": [answer("approve", "圧力は正常", by: "sato")],
            "pressure manual": [answer("5")],
            "open-valve manual": [answer("open")],
            "crew population": [answer("4"), answer("38")],
            "crew observe": [answer("dr")],
        ]
    }

    static func answer(_ value: String, _ remark: String? = nil, by: String = "yamada") -> Answer {
        Answer(value: value, remark: remark, by: by, via: .terminal)
    }
}
