import Foundation
import JournalTestSupport
import KirikaeJournal
import RunSimulation
import Testing

/// Hundreds of thousands of disks as a crash may leave them, made from real runs of the engine with its journal; each is recovered.
@Suite struct CrashStateTests {
    /// What a run of all tests must reach.
    private static let statesWanted = 400_000
    private static let seed: UInt64 = 20_260_731
    /// Of so many recoveries one is cut again at each of its moments: there are about 360 of those in each.
    private static let recoveriesPerSecondCut = 600

    /// A part of the work for one core.
    private struct Share: Sendable {
        var cuts = Tally()
        var tornTails = Tally()
        var bitFlips = Tally()
        var sectors = Tally()
        var nested = Tally()
        /// Bit flips that read as a torn tail, and are not of the last newline.
        var misreadFlips = 0
        var kinds: [CrashStates.Kind: Int] = [:]
    }

    @Test func everyStateIsRecoveredOrRefused() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let disks = try await Self.disks()
        let shares = await withTaskGroup(of: Result<Share, any Error>.self) { group in
            for core in 0..<2 { group.addTask { await Self.shareOnThread(core, of: disks) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var whole = Share()
        for share in shares {
            let share = try share.get()
            whole.cuts.add(share.cuts)
            whole.tornTails.add(share.tornTails)
            whole.bitFlips.add(share.bitFlips)
            whole.sectors.add(share.sectors)
            whole.nested.add(share.nested)
            whole.misreadFlips += share.misreadFlips
            whole.kinds.merge(share.kinds, uniquingKeysWith: +)
        }
        report(whole, disks, seconds: clock.now - start)
        judge(whole, disks)
    }

    private func report(_ whole: Share, _ disks: [RecordedDisk], seconds: Duration) {
        let bytes = disks.reduce(0) { $0 + $1.bytes.count }
        print("crash states of \(disks.count) runs, \(bytes) bytes of journal, seed \(Self.seed)")
        print(whole.cuts.line("power cuts"))
        print(
            "  of these: "
                + CrashStates.Kind.allCases.map { "\($0) \(whole.kinds[$0, default: 0])" }.joined(separator: ", "))
        print(whole.nested.line("power cuts during a recovery"))
        print(whole.tornTails.line("torn tails at every byte"))
        print(whole.bitFlips.line("single-bit flips"))
        print(whole.sectors.line("overwritten sectors"))
        print("\(states(whole)) crash states in \(seconds)")
    }

    private func states(_ whole: Share) -> Int {
        whole.cuts.states + whole.nested.states + whole.tornTails.states + whole.bitFlips.states + whole.sectors.states
    }

    private func judge(_ whole: Share, _ disks: [RecordedDisk]) {
        let breaches = [whole.cuts, whole.nested, whole.tornTails, whole.bitFlips, whole.sectors].flatMap(\.breaches)
        #expect(breaches == [])
        #expect(states(whole) >= Self.statesWanted)
        // Every kind of finding comes up, or nothing would have been tested.
        #expect(StateOracle.Finding.allCases.allSatisfy { whole.cuts[$0] > 0 })
        #expect(CrashStates.Kind.allCases.allSatisfy { whole.kinds[$0, default: 0] > 0 })
        #expect(whole.nested[.torn] > 0 && whole.nested[.clean] > 0)
        #expect(whole.tornTails[.damaged] == 0 && whole.tornTails[.torn] > whole.tornTails[.clean])
        #expect(whole.misreadFlips == 0)
        #expect(whole.bitFlips[.clean] == 0)
        #expect(whole.bitFlips[.torn] == 8 * disks.count)
    }

    /// Every plan as it goes well, and as it goes with failures, blindness and a person's decisions.
    private static func disks() async throws -> [RecordedDisk] {
        var disks: [RecordedDisk] = []
        for plan in try SimulatedPlan.all() {
            disks.append(try await RecordedDisk(running: plan, seed: seed, isCalm: true))
            let calmBytes = disks[disks.count - 1].bytes.count
            disks.append(try #require(await troubled(plan, longerThan: calmBytes + 400)))
        }
        return disks
    }

    /// A run that ends although things go wrong, and is longer for it; one without any trouble would be the calm one again.
    private static func troubled(_ plan: SimulatedPlan, longerThan byteCount: Int) async -> RecordedDisk? {
        for offset in UInt64(1)...2_000 {
            // Most do not end: the person stops them, or nobody is there.
            let disk = try? await RecordedDisk(running: plan, seed: seed + offset, isCalm: false)
            if let disk, disk.bytes.count > byteCount { return disk }
        }
        return nil
    }

    // MARK: The work of one core

    /// On a thread of its own: the few threads that tasks share belong to the other tests.
    private static func shareOnThread(_ core: Int, of disks: [RecordedDisk]) async -> Result<Share, any Error> {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Result { try Self.share(core, of: disks) }) }
        }
    }

    private static func share(_ core: Int, of disks: [RecordedDisk]) throws -> Share {
        var share = Share()
        for disk in disks {
            let oracle = try StateOracle(journal: disk.bytes)
            try cutPower(core, disk, oracle, &share)
            let bench = try RecoveryBench()
            for length in 0...disk.bytes.count where length % 2 == core {
                share.tornTails.add(
                    { try bench.truncated(disk.bytes, to: length, oracle) }, "\(disk.plan.name) cut at \(length)")
            }
            try flipBits(core, disk, oracle, bench, &share)
            overwrite(core, disk, oracle, bench, &share)
        }
        return share
    }

    private static func cutPower(_ core: Int, _ disk: RecordedDisk, _ oracle: StateOracle, _ share: inout Share) throws
    {
        var states = CrashStates(from: DiskImage(), log: disk.log, seed: seed)
        var number = 0
        var random = SplitMix(seed: seed)
        states.forEach { crash in
            number += 1
            guard number % 2 == core else { return }
            share.kinds[crash.kind, default: 0] += 1
            share.cuts.add(
                { try oracle.check(crash.image, promised: crash.promised) },
                "\(disk.plan.name) at \(crash.position), \(crash.kind)")
            if random.below(recoveriesPerSecondCut) == 0 { cutPowerAgain(crash, disk, oracle, &share) }
        }
    }

    /// The power goes once more while the first cut is recovered from.
    private static func cutPowerAgain(
        _ crash: CrashStates.Crash, _ disk: RecordedDisk, _ oracle: StateOracle, _ share: inout Share
    ) {
        let second = MemoryFileSystem(crash.image, keepsLog: true)
        // A crash that leaves nothing to recover has no second one.
        guard (try? oracle.recover(second)) != nil else { return }
        var states = CrashStates(from: crash.image, log: second.log, seed: seed)
        states.forEach { again in
            guard again.kind != .cut || again.position % 7 == 0 else { return }
            share.nested.add(
                { try oracle.check(again.image, promised: crash.promised) },
                "\(disk.plan.name) at \(crash.position), recovery at \(again.position), \(again.kind)")
        }
    }

    private static func flipBits(
        _ core: Int, _ disk: RecordedDisk, _ oracle: StateOracle, _ bench: RecoveryBench, _ share: inout Share
    ) throws {
        var bytes = disk.bytes
        for index in bytes.indices where index % 2 == core {
            for bit in 0..<8 {
                bytes[index] ^= 1 << UInt8(bit)
                share.bitFlips.add(
                    {
                        let finding = try bench.changed(bytes, at: index, oracle)
                        if finding == .torn, index != disk.bytes.count - 1 { share.misreadFlips += 1 }
                        return finding
                    }, "\(disk.plan.name) byte \(index) bit \(bit)")
                bytes[index] ^= 1 << UInt8(bit)
            }
        }
    }

    private static func overwrite(
        _ core: Int, _ disk: RecordedDisk, _ oracle: StateOracle, _ bench: RecoveryBench, _ share: inout Share
    ) {
        var random = SplitMix(seed: seed)
        for size in [512, 4096] {
            for start in stride(from: 0, to: disk.bytes.count, by: size) where start / size % 2 == core {
                for filler in [0x00, 0xFF, 0x20, nil] as [UInt8?] {
                    var bytes = disk.bytes
                    for index in start..<min(bytes.count, start + size) {
                        bytes[index] = filler ?? UInt8(truncatingIfNeeded: random.next())
                    }
                    share.sectors.add(
                        { try bench.overwritten(bytes, from: start, size, oracle) },
                        "\(disk.plan.name) \(size) bytes from \(start)")
                }
            }
        }
    }
}
