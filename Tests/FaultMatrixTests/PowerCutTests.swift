import Foundation
import KirikaeTestSupport
import Testing

/// F9: the power goes at any moment, as the disk itself sees it.
@Suite(.serialized, .wholeMatrix) struct PowerCutTests {
    private static let fileSystems = ["ext4", "xfs", "btrfs"]
    private static let cuts = 18
    /// The clock of file times is behind by up to a tick, so effects this near to a cut are not judged, in seconds.
    private static let margin = 0.012

    @Test(arguments: fileSystems) func everyEffectHasItsIntentOnTheDisk(_ fileSystem: String) async throws {
        if let reason = FaultSwitch.whyNoBlockDevices { return FaultSwitch.notRun("F9 \(fileSystem)", reason) }
        do {
            let outcome = try await cutPower(fileSystem, lyingSyncs: false)
            for finding in outcome.findings { Issue.record("F9 \(fileSystem): \(finding)") }
            #expect(outcome.cuts > Self.cuts && outcome.completed > 0 && outcome.withEffects > 4)
            FaultSwitch.report(
                "F9 power cuts on \(fileSystem): \(outcome.cuts) cuts of \(outcome.operations) writes and flushes, \(outcome.withEffects) "
                    + "after an effect, \(outcome.completed) carried to their end, \(outcome.findings.count) findings")
        } catch let failure as MountedFolder.Failure {
            FaultSwitch.notRun("F9 \(fileSystem)", failure.reason)
        }
    }

    /// Where syncs are answered and not done, the same cuts must show it; else they would prove nothing.
    @Test func lyingSyncsAreNoticed() async throws {
        if let reason = FaultSwitch.whyNoBlockDevices { return FaultSwitch.notRun("F9 control", reason) }
        let outcome = try await cutPower("ext4", lyingSyncs: true)
        #expect(outcome.findings.contains { $0.contains("O4") || $0.contains("gone") })
        FaultSwitch.report(
            "F9 control: with syncs that lie, \(outcome.findings.count) findings in \(outcome.cuts) cuts, as it must be"
        )
    }

    private struct Outcome {
        var operations = 0
        var cuts = 0
        var withEffects = 0
        var completed = 0
        var findings: [String] = []
    }

    private func cutPower(_ fileSystem: String, lyingSyncs: Bool) async throws -> Outcome {
        let matrix = try await ReferenceMatrix(calls: [])
        let disk = try await BlockDevice(logging: fileSystem)
        defer { disk.close() }
        let place = try TemporaryFolder()
        let state = place.path + "/mounted/state"
        try FileManager.default.createDirectory(atPath: place.path + "/mounted", withIntermediateDirectories: false)
        let run = try ReferenceRun(state: state)
        try await MountedFolder.run(["mount", disk.device, place.path + "/mounted"])
        let fault = SystemCallFault(
            call: "fdatasync,fsync", kind: .lie(0), number: 1, isSticky: true, isOfRecord: false)
        let ended = try await run.start(lyingSyncs ? fault : nil)
        try await MountedFolder.run(["umount", place.path + "/mounted"])
        #expect(ended.ending.status == 0, "\(ended.ending.output)\(ended.ending.error)")
        let effects = run.effectTimes()
        let operations = try disk.operations()
        disk.close()

        var outcome = Outcome(operations: operations.count)
        var random = SeededGenerator(for: "power cuts on \(fileSystem)")
        // From the first effect on it is interesting; a few before that.
        let first = operations.firstIndex { $0.seconds > (effects.values.min() ?? 0) } ?? 0
        var positions = (0..<Self.cuts).map { first + $0 * (operations.count - first) / Self.cuts }
        positions += (0..<4).map { $0 * first / 4 }
        for position in positions {
            for isShuffled in [false, true] {
                let image = place.path + "/cut"
                try await write(operations, upTo: position, isShuffled, disk.base, image, &random)
                let time = position < operations.count ? operations[position].seconds : .infinity
                outcome.cuts += 1
                if effects.contains(where: { $0.value + Self.margin < time }) { outcome.withEffects += 1 }
                let verdict = try await judge(run, matrix, image, place.path + "/mounted", effects, time)
                outcome.completed += verdict.hasCompleted ? 1 : 0
                outcome.findings += verdict.findings.map {
                    "cut at \(position)\(isShuffled ? ", shuffled" : ""): \($0)"
                }
            }
        }
        return outcome
    }

    private func judge(
        _ run: ReferenceRun, _ matrix: ReferenceMatrix, _ image: String, _ place: String, _ effects: [String: Double],
        _ time: Double
    ) async throws -> FaultOracle.Verdict {
        do {
            try await MountedFolder.run(["mount", "-o", "loop", image, place])
        } catch let failure as MountedFolder.Failure {
            return .init(findings: ["the file system cannot be mounted: \(failure.reason)"])
        }
        defer { if umount2(place, 0) != 0 { umount2(place, Int32(MNT_DETACH)) } }
        run.setEffects(Self.effects(effects, at: time, in: run))
        let silent = ReferenceRun.Ended(ending: .init(status: 26), trace: nil)
        return try await matrix.oracle.judge(run, silent, .init(firedOtherwise: true))
    }

    /// What had taken effect when the power went.
    ///
    /// So near to that moment that the times do not tell, the record decides.
    private static func effects(_ effects: [String: Double], at time: Double, in run: ReferenceRun) -> [String] {
        let performed = Set((run.records() ?? []).filter { $0.kind == "performed" }.map(\.step))
        return ReferenceRun.steps.compactMap { step in
            guard let moment = effects[step.effect] else { return nil }
            if abs(moment - time) <= margin { return performed.contains(step.path) ? step.effect : nil }
            return moment < time ? step.effect : nil
        }
    }

    /// The disk as it is when the power goes before an operation: with everything before it; shuffled, with everything before the last
    /// flush and any part of what came after.
    private func write(
        _ operations: [BlockDevice.Operation], upTo position: Int, _ isShuffled: Bool, _ base: String, _ image: String,
        _ random: inout SeededGenerator
    ) async throws {
        try await MountedFolder.run(["cp", "--sparse=always", base, image])
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: image))
        defer { try? handle.close() }
        let lastFlush = operations[..<position].lastIndex { $0.bytes == nil } ?? 0
        for (index, operation) in operations[..<position].enumerated() {
            guard let bytes = operation.bytes else { continue }
            if isShuffled, index > lastFlush, Bool.random(using: &random) { continue }
            try handle.seek(toOffset: UInt64(operation.offset))
            try handle.write(contentsOf: bytes)
        }
    }
}

extension ReferenceRun {
    /// When each step took effect, in seconds since 1970.
    func effectTimes() -> [String: Double] {
        var times: [String: Double] = [:]
        for step in Self.steps {
            let path = effectPath(step.effect)
            if let date = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date {
                times[step.effect] = date.timeIntervalSince1970
            }
        }
        return times
    }

    /// Makes exactly these effects be there.
    func setEffects(_ names: some Sequence<String>) {
        let wanted = Set(names)
        for step in Self.steps {
            try? FileManager.default.removeItem(atPath: effectPath(step.effect))
            if wanted.contains(step.effect) {
                StartedProgram.touch(effectPath(step.effect), Data([0x78]))
            }
        }
    }
}
