import Foundation
import KirikaeCanonicalJSON
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI
@testable import KirikaeJournal

/// Runs that are stopped or killed, a plant or files that change meanwhile, and how they go on.
@Suite(.serialized) struct ResumeProcessTests {
    private func expect(
        _ ending: BuiltProgram.Ending, _ status: ExitStatus, _ parts: [String] = [],
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        let text = ending.output + ending.error
        #expect(ending.status == status.rawValue, "\(text)", sourceLocation: sourceLocation)
        for part in parts { #expect(text.contains(part), "\(part)\n\(text)", sourceLocation: sourceLocation) }
    }

    // MARK: The world

    @Test func aWorldThatChangedMeanwhileIsShownAndAsked() async throws {
        let works = try WaterWorks()
        try await works.begin()
        try works.set("spare.pump", "off")
        let refused = try await works.engine(["resume", "night"])
        expect(
            refused, .worldChanged,
            ["Spare pump: running → now stopped", "left by: Start the spare pump (water.switchover/start-spare)"])
        let typed = try await works.typing(
            ["go-on", "the pump: it is being serviced", "yes"], ["resume", "night"])
        // Then it comes to the guard of the next step, which demands the spare pump.
        expect(typed, .stopped, ["Go on all the same?", "the pump: it is being serviced"])
        #expect(works.starts()["main.pump=off"] == nil)
        let log = try await works.engine(["log", "night"])
        expect(log, .success, ["looked again", "go on although this changed", "go-on  sato"])
    }

    @Test func whatTheServiceDoesByItselfIsNoDeviation() async throws {
        let works = try WaterWorks()
        try await works.begin()
        try works.set("tank.level", "full")
        let ending = try await works.engine(["resume", "night"])
        expect(ending, .needsPerson, ["Moved on by itself", "Level of the tank: rising → now full"])
    }

    @Test func whatNoStepDidIsShown() async throws {
        let works = try WaterWorks()
        try await works.begin()
        try works.set("main.pump", "off")
        let ending = try await works.engine(["resume", "night"], language: "ja")
        expect(ending, .needsPerson, ["前に見たときと違うもの", "主ポンプ：運転 → 今は 停止"])
    }

    @Test func anEngineThatWasKilledSettlesTheDoubtAndLooksAtTheRest() async throws {
        let works = try WaterWorks()
        try await works.kill(at: "tank.level")
        try works.set("spare.pump", "off")
        let ending = try await works.typing(["go-on", "seen", "!stop"], ["resume", "night"])
        expect(ending, .stopped, ["Spare pump: running → now stopped", "Verified as done"])
        #expect(works.starts()["tank.level=rising"] == 1)
        let second = try await works.typing(["yes", "stop"], ["resume", "night"])
        #expect(!second.output.contains("now stopped"), "\(second.output)")
    }

    // MARK: Changed files

    private static let accept = ["resume", "night", "--accept-changes", "agreed by phone"]

    @Test func aChangedFutureStepIsShownAndTakenWithAReason() async throws {
        let works = try WaterWorks()
        try await works.begin()
        try works.edit("switchover.yaml", "[write, told, 'yes']", "[write, told, 'loudly']")
        let refused = try await works.engine(["resume", "night"])
        expect(
            refused, .filesChanged,
            ["KRK0710", "~ changed  Tell that it is done (water.switchover/tell)", "loudly", "--accept-changes"])
        let ending = try await works.typing(["done", "the tap", "yes"], Self.accept)
        expect(ending, .success, ["agreed by phone", "completed"])
        #expect(works.starts()["told=loudly"] == 1 && works.starts()["told=yes"] == nil)
        #expect(works.starts()["spare.pump=on"] == 1)
        let copy = try works.folder.read("state/runs/night/pinned-2/switchover.yaml")
        #expect(copy.contains("loudly"))
        expect(try await works.engine(["log", "night"]), .success, ["accepted changes", "switchover.yaml"])
        expect(try await works.engine(["status", "night"]), .success, ["accepted on the way: 1"])
        expect(try await works.engine(["audit", "verify", "night"]), .success)
    }

    struct Edit: Sendable, CustomStringConvertible {
        var name: String
        var file = "switchover.yaml"
        var from: String
        var to: String
        var status = ExitStatus.notAllowed
        var parts: [String]
        var description: String { name }
    }

    /// The list of what may happen to files while a run stands still.
    @Test(arguments: [
        Edit(
            name: "a comment", from: "steps:", to: "# reviewed\nsteps:", status: .needsPerson,
            parts: ["The plan is the same"]),
        Edit(
            name: "a done step", from: "[write, spare.pump, 'on']", to: "[write, spare.pump, 'on', now]",
            parts: ["KRK0750", "‘Start the spare pump’ (water.switchover/start-spare) says something else"]),
        Edit(
            name: "the step that was begun", from: "Look at the tap.", to: "Look at the other tap.",
            parts: ["KRK0750", "(water.switchover/watch) says something else"]),
        Edit(
            name: "a done step under another name", from: "  - id: look\n", to: "  - id: look-first\n",
            parts: ["KRK0750", "(water.switchover/look) is not there"]),
        Edit(
            name: "the environment", file: "lab.yaml", from: "title: {ja: PC, en: PC}",
            to: "title: {ja: 端末, en: Desk}", status: .needsPerson, parts: ["Outside the steps", "environment.hosts.pc"]),
        Edit(
            name: "an error", from: "runbook: water.switchover\n", to: "runbook: water.switchover\nnonsense: 1\n",
            status: .diagnostics, parts: ["have errors", "KRK0108"]),
    ])
    func filesThatChanged(_ edit: Edit) async throws {
        let works = try WaterWorks()
        try await works.begin()
        try works.edit(edit.file, edit.from, edit.to)
        let records = try works.folder.read("state/runs/night/journal.log").split(separator: "\n").count
        expect(try await works.engine(["resume", "night"]), .filesChanged, ["KRK0710"])
        let ending = try await works.engine(Self.accept)
        expect(ending, edit.status, edit.parts)
        guard edit.status != .needsPerson else { return }
        let now = try works.folder.read("state/runs/night/journal.log").split(separator: "\n").count
        #expect(now == records, "a refusal leaves no record")
        #expect(works.starts()["spare.pump=on"] == 1)
    }

    @Test func aTouchedFileHasNotChanged() async throws {
        let works = try WaterWorks()
        try await works.begin()
        let file = works.folder.path + "/Runbooks/switchover.yaml"
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 5)], ofItemAtPath: file)
        expect(try await works.engine(["resume", "night"]), .needsPerson)
    }

    @Test func aFileSwappedForALinkHasChanged() async throws {
        let works = try WaterWorks()
        try await works.begin()
        let file = works.folder.path + "/Runbooks/switchover.yaml"
        let other = try works.folder.write(WaterWorks.runbook, to: "elsewhere.yaml")
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: other)
        expect(try await works.engine(["resume", "night"]), .filesChanged, ["KRK0710", "switchover.yaml"])
    }

    /// Another version of the program goes on where the plan it makes is the same, and says so.
    @Test func anotherVersionOfTheProgramIsMentioned() async throws {
        let works = try WaterWorks()
        try await works.begin()
        let file = "state/runs/night/journal.log"
        var head = RecordHash.zero
        var bytes: [UInt8] = []
        for (number, line) in try works.folder.read(file).split(separator: "\n").enumerated() {
            let json = try JSONValue(parsing: Array(line.utf8.dropFirst(JournalFormat.prefixBytes)))
            var members = try #require(json.objectValue)
            members["n"] = nil
            if number == 0 { members["version"] = "0.0.9" }
            let written = try JournalFormat.line(number: number, payload: .object(members), after: head)
            bytes += written.bytes
            head = written.hash
        }
        try works.folder.write(String(decoding: bytes, as: UTF8.self), to: file)
        expect(
            try await works.engine(["resume", "night"]), .needsPerson,
            ["begun with version 0.0.9", "The fingerprint of the plan is the same"])
    }

    @Test func onlyOneContentCanCount() async throws {
        let works = try WaterWorks()
        let both = ["resume", "night", "--accept-changes", "a", "--keep-pinned", "b"]
        expect(try await works.engine(both), .usage)
        expect(try await works.engine(["resume", "night", "--accept-changes", " "]), .usage)
        expect(try await works.engine(["resume", "night", "--jump-to", "water.switchover/tell"]), .usage)
    }

    /// Files are read once: what is pinned is what was compared, whatever is on the disk a moment later.
    @Test func aSecondAcceptanceGetsAFolderOfItsOwn() async throws {
        let works = try WaterWorks()
        try await works.begin()
        try works.edit("switchover.yaml", "[write, told, 'yes']", "[write, told, 'twice']")
        expect(try await works.typing(["!stop"], Self.accept), .stopped)
        try works.edit("switchover.yaml", "[write, told, 'twice']", "[write, told, 'thrice']")
        let ending = try await works.typing(["done", "the tap", "yes"], Self.accept)
        expect(ending, .success)
        #expect(works.starts()["told=thrice"] == 1)
        #expect(try works.folder.read("state/runs/night/pinned-3/switchover.yaml").contains("thrice"))
        #expect(try works.folder.read("state/runs/night/pinned-2/switchover.yaml").contains("twice"))
    }

    // MARK: Jumping and leaving out

    @Test func aJumpThatWouldBreakAnInvariantIsRefused() async throws {
        let works = try WaterWorks()
        try works.folder.write("", to: "plant/fail-looked")
        let begun = try await works.engine(["run", "water.switchover", "-e", "lab", "--run-id", "night"])
        expect(begun, .actionFailed)
        let jump = ["resume", "night", "--jump-to", "water.switchover/stop-main", "--reason", "quick"]
        expect(
            try await works.engine(jump), .notAllowed,
            ["KRK0751", "WATER", "There would be no water.", "(water.switchover/stop-main)"])
        expect(try await works.engine(jump, language: "ja"), .notAllowed, ["守るべき条件 WATER", "水が止まります。"])
        #expect(works.starts()["main.pump=off"] == nil)
        let behind = ["resume", "night", "--jump-to", "water.switchover", "--reason", "quick"]
        expect(try await works.engine(behind), .notAllowed, ["KRK0751", "it is behind", "kirikae restart"])
        let allowed = ["resume", "night", "--jump-to", "water.switchover/start-spare", "--reason", "seen by eye"]
        expect(try await works.engine(allowed), .needsPerson, ["Leaving out the steps before it", "seen by eye"])
        expect(try await works.engine(["log", "night"]), .success, ["jumped", "seen by eye"])
        expect(try await works.engine(["status", "night"]), .success, ["left out"])
    }

    @Test func aStepWithoutWhichAnInvariantWouldBreakIsNotLeftOut() async throws {
        let works = try WaterWorks()
        try works.folder.write("", to: "plant/fail-spare.pump")
        let ending = try await works.typing(
            ["skip", "stop"], ["run", "water.switchover", "-e", "lab", "--run-id", "night"])
        expect(ending, .stopped)
        #expect(!ending.output.contains("leave this step out"), "\(ending.output)")
    }

    @Test func aPersonAtTheTerminalJumpsToo() async throws {
        let works = try WaterWorks()
        try works.folder.write("", to: "plant/fail-looked")
        let ending = try await works.typing(
            ["!jump", "water.switchover/stop-main", "!jump", "water.switchover/start-spare", "looked myself", "!stop"],
            ["run", "water.switchover", "-e", "lab", "--run-id", "night"])
        expect(ending, .stopped, ["There would be no water.", "looked myself"])
        #expect(works.starts()["spare.pump=on"] == 1)
    }

    // MARK: Beginning anew

    private static let restart = [
        "restart", "night", "--from", "water.switchover/open-tank", "--reason", "the tank was shut by hand",
    ]

    private func stopped(_ works: WaterWorks) async throws {
        try await works.begin()
        // It cannot be done as written; so nothing is in doubt, and the run stops.
        expect(try await works.typing(["!cannot", "stop"], ["resume", "night"]), .stopped)
    }

    @Test func aRunIsBegunAnewFromAnEarlierStep() async throws {
        let works = try WaterWorks()
        try await stopped(works)
        let ending = try await works.typing(["yes"], Self.restart)
        expect(ending, .success, ["Taking over from the run ‘night’", "the tank was shut by hand"])
        #expect(
            works.starts() == [
                "looked=yes": 1, "spare.pump=on": 1, "tank.level=rising": 2, "main.pump=off": 1, "told=yes": 1,
            ])
        expect(try await works.engine(["resume", "night"]), .noSuchRun, ["KRK0753", "kirikae resume night-r2"])
        expect(try await works.engine(["status", "night"]), .success, ["superseded by the run ‘night-r2’"])
        expect(try await works.engine(["status", "night-r2"]), .success, ["night (from water.switchover/open-tank)"])
        expect(try await works.engine(["log", "night-r2"]), .success, ["carried over", "begun anew"])
        for run in ["night", "night-r2"] { expect(try await works.engine(["audit", "verify", run]), .success) }
        expect(try await works.engine(Self.restart + ["--run-id", "other"]), .noSuchRun, ["KRK0753"])
    }

    @Test func aRunInDoubtIsNotBegunAnew() async throws {
        let works = try WaterWorks()
        try await works.kill(at: "tank.level")
        expect(try await works.engine(Self.restart), .notAllowed, ["KRK0752", "(water.switchover/open-tank)"])
        let later = ["restart", "night", "--from", "water.switchover/nowhere", "--reason", "x"]
        expect(try await works.engine(later), .notAllowed, ["KRK0752", "no such step"])
    }

    /// The engine is killed before each write to either journal; the same command finishes the work, and nothing is done twice.
    @Test func aRestartThatBreaksOffIsFinishedByTheSameCommand() async throws {
        var fired = 0
        for write in 1...8 {
            let works = try WaterWorks()
            try await stopped(works)
            let command = Self.restart + ["--run-id", "morning"]
            let killed = try await BuiltProgram.run(
                command + [
                    "--state", works.folder.path + "/state", "--runbooks", works.folder.path + "/Runbooks",
                ],
                environment: [
                    "LD_PRELOAD": BuiltProgram.path("libCFaultInjection.so"), "KIRIKAE_FAULT_FILE": "/journal.log",
                    "KIRIKAE_FAULT_LINE": "\(write)",
                ])
            #expect(killed.signal == SIGKILL, "the fault did not fire at write \(write): \(killed.output)")
            fired += killed.signal == SIGKILL ? 1 : 0
            // After the first records of the new run it is resumed; before that the restart is finished.
            let again = try await works.typing(["yes"], command)
            if again.status != 0 {
                expect(again, .noSuchRun, ["KRK0753"])
                _ = try await works.typing(["yes", "yes", "yes"], ["resume", "morning"])
            }
            #expect(works.starts()["spare.pump=on"] == 1, "write \(write)")
            #expect(works.starts()["looked=yes"] == 1, "write \(write)")
            #expect(works.starts()["tank.level=rising", default: 0] <= 3, "write \(write)")
        }
        #expect(fired == 8)
    }

    @Test func aRunThatHasEndedIsBegunAnewAndStaysAsItIs() async throws {
        let works = try WaterWorks()
        try await works.begin()
        expect(try await works.typing(["done", "the tap", "yes"], ["resume", "night"]), .success)
        let record = try works.folder.read("state/runs/night/journal.log")
        let again = ["restart", "night", "--from", "water.switchover/tell", "--reason", "nobody heard it"]
        expect(try await works.engine(again + ["--run-id", "loud"]), .success)
        #expect(works.starts()["told=yes"] == 2 && works.starts()["main.pump=off"] == 1)
        #expect(try works.folder.read("state/runs/night/journal.log") == record)
        expect(try await works.engine(again + ["--run-id", "loud"]), .noSuchRun, ["KRK0717"])
    }

    @Test func aRestartThatWasNotFinishedIsNotResumed() async throws {
        let works = try WaterWorks()
        try await stopped(works)
        let killed = try await BuiltProgram.run(
            Self.restart + [
                "--state", works.folder.path + "/state", "--runbooks", works.folder.path + "/Runbooks",
            ],
            environment: [
                "LD_PRELOAD": BuiltProgram.path("libCFaultInjection.so"), "KIRIKAE_FAULT_FILE": "/journal.log",
                "KIRIKAE_FAULT_LINE": "3",
            ])
        try #require(killed.signal == SIGKILL)
        expect(
            try await works.engine(["resume", "night-r2"]), .noSuchRun,
            ["KRK0754", "kirikae restart night --from water.switchover/open-tank --run-id night-r2"])
    }
}
