import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// A population of real programs: the engine is killed midway, and goes on.
@Suite(.serialized) struct PopulationProcessTests {
    private static let count = 200

    /// A folder with a runbook for as many items, whose program appends a line to a file of each.
    private final class Office: Sendable {
        let folder: TemporaryFolder

        init(each: String = "", more: String = "", work: String = "") throws {
            folder = try TemporaryFolder()
            try folder.write(
                """
                kirikae: 1
                service: office
                title: {ja: 事務所, en: Office}
                variables:
                  site.now: {title: {ja: 拠点, en: Site}, values: {main: {ja: 主, en: main}}, start: main}

                """, to: "Runbooks/service.yaml")
            try folder.write(
                """
                kirikae: 1
                environment: lab
                title: {ja: 検証, en: Lab}
                hosts: {pc: {title: {ja: PC, en: PC}, directory: \(folder.path)/plant}}
                inventories: {pcs: {title: {ja: PC, en: PCs}, file: pcs.csv}}
                observe: {site.now: ask}

                """, to: "Runbooks/lab.yaml")
            try folder.write(
                """
                kirikae: 1
                runbook: office.switchover
                function: office
                direction: switchover
                title: {ja: 切り替える, en: Switch over}
                steps:
                  - id: set-site
                    title: {ja: PC を切り替える, en: Set the site of each PC}
                    source: [M1]
                    action:
                      population: pcs
                      each: {command: [set-site, '${item.id}', '${item.address}'], on: pc\(each)}
                      at-once: 20
                      waves: [1, 10%, 100%]
                \(more.isEmpty ? "" : "      " + more)
                    typical: 1m
                    timeout: 90s
                    changes: {}
                    verifications: []

                """, to: "Runbooks/switchover.yaml")
            try folder.write(
                "id,address\n" + (1...PopulationProcessTests.count).map { "pc-\($0),192.0.2.\($0)\n" }.joined(),
                to: "Runbooks/pcs.csv")
            try folder.write("", to: "plant/count/none")
            let scripts = [
                "set-site": "\(work)\necho \"$2\" >> count/$1\n", "shows-site": "test -s count/$1\n",
            ]
            for (name, text) in scripts {
                let path = try folder.write("#!/bin/sh\n" + text, to: "plant/\(name)")
                try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
            }
        }

        /// How many lines the file of each item has.
        func counts() -> [String: Int] {
            var counts: [String: Int] = [:]
            for number in 1...PopulationProcessTests.count {
                let text = (try? folder.read("plant/count/pc-\(number)")) ?? ""
                counts["pc-\(number)"] = text.split(separator: "\n").count
            }
            return counts
        }

        func touched() -> Int {
            ((try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/plant/count"))?.count ?? 1) - 1
        }

        func engine(_ arguments: [String]) async throws -> BuiltProgram.Ending {
            let reads = ["status", "log", "audit"].contains(arguments.first)
            return try await BuiltProgram.run(
                arguments + ["--state", folder.path + "/state", "--lang", "en"]
                    + (reads ? [] : ["--runbooks", folder.path + "/Runbooks", "--operator", "sato"]))
        }

        /// What the program of one item does: it kills the engine, once, behind its effect.
        static func kills(at item: String) -> String {
            "[ $1 = \(item) ] && [ ! -e died ] && { touch died; echo \"$2\" >> count/$1; kill -9 $PPID; exit 0; }"
        }

        /// The ids whose end is in the record.
        func finished() throws -> [String] {
            try folder.read("state/runs/night/journal.log").split(separator: "\n").compactMap { line in
                guard line.contains("\"kind\":\"item-ended\""), let start = line.range(of: "\"item\":\"") else {
                    return nil
                }
                return String(line[start.upperBound...].prefix { $0 != "\"" })
            }
        }
    }

    private static let run = ["run", "office.switchover", "-e", "lab", "--run-id", "night"]

    /// What was finished is in the record and is never begun again; what was in flight is looked at, one by one.
    @Test func aKilledEngineRepeatsNothing() async throws {
        let office = try Office(
            each: ", verify: {command: [shows-site, '${item.id}'], on: pc}, interrupted: repeat",
            work: Office.kills(at: "pc-90"))
        let first = try await office.engine(Self.run)
        #expect(first.signal == SIGKILL, "\(first.output)\(first.error)")
        let finished = try office.finished()
        #expect(finished.count > 30 && finished.count < Self.count, "\(finished.count)")
        let second = try await office.engine(["resume", "night"])
        #expect(second.status == ExitStatus.success.rawValue, "\(second.output)\(second.error)")
        let counts = office.counts()
        #expect(counts.values.allSatisfy { $0 == 1 }, "\(counts.filter { $0.value != 1 })")
        let all = try office.finished()
        #expect(Set(all).count == all.count, "an item has two ends")
        // Those that were in flight were seen to be done, or begun anew; nothing else was.
        #expect(second.output.contains("seen to be done"))
        #expect(second.output.split(separator: "\n").count < 60, "\(second.output)")
        #expect(try await office.engine(["audit", "verify", "night"]).status == 0)
        let log = try await office.engine(["log", "night"])
        #expect(log.output.contains("done  pc-200"))
    }

    /// Without anything that could tell, a person is asked about those in flight by name, and nothing is begun meanwhile.
    @Test func withoutALookAPersonIsAsked() async throws {
        let office = try Office(work: Office.kills(at: "pc-40"))
        let first = try await office.engine(Self.run)
        #expect(first.signal == SIGKILL)
        let second = try await office.engine(["resume", "night"])
        #expect(second.status == ExitStatus.needsPerson.rawValue, "\(second.output)\(second.error)")
        let touched = office.touched()
        let third = try await office.engine(["resume", "night"])
        #expect(third.status == ExitStatus.needsPerson.rawValue)
        #expect(office.touched() == touched)
        #expect(office.counts().values.allSatisfy { $0 <= 1 })
    }

    /// Failures end it by the threshold, and those that failed are listed with the reason.
    @Test func tooManyFailuresAreListed() async throws {
        let office = try Office(
            more: "stop-after: 8\n      quota: 10%", work: "case $1 in pc-*7) echo \"no power at $1\"; exit 4;; esac")
        let ending = try await office.engine(Self.run)
        #expect(ending.status == ExitStatus.actionFailed.rawValue, "\(ending.output)\(ending.error)")
        for part in [
            "wave 1 of 3, up to 1: done 1", "pc-7  the program ended with exit code 4  │ no power at pc-7",
            "items failed, so no further one was begun (it stops at 8)", "pc-17: failed",
        ] { #expect(ending.output.contains(part), "\(part)\n\(ending.output)") }
        #expect(office.touched() < Self.count)
    }
}
