import Foundation
import KirikaeTestSupport
import Testing

/// F10 and F11: the disk refuses writes at some moment of the run, or is slow.
@Suite(.serialized, .wholeMatrix) struct BlockErrorTests {
    @Test(arguments: ["ext4", "xfs", "btrfs"]) func theRunStopsAndNothingIsTriedAgain(_ fileSystem: String) async throws
    {
        if let reason = FaultSwitch.whyNoBlockDevices { return FaultSwitch.notRun("F10 \(fileSystem)", reason) }
        let matrix = try await ReferenceMatrix(calls: [])
        var stopped = 0
        var points = 0
        do {
            for milliseconds in [150, 250, 350, 450] {
                let disk = try await BlockDevice(failing: fileSystem)
                defer { disk.close() }
                let mount = try await MountedFolder(device: disk.device)
                defer { mount.unmount() }
                let run = try ReferenceRun(state: mount.path + "/state")
                let trigger = disk.trigger
                let waiting = Task {
                    try await Task.sleep(for: .milliseconds(milliseconds))
                    StartedProgram.touch(trigger)
                }
                let ended = try await run.start(
                    SystemCallFault(call: "fdatasync", kind: .none, number: 1, isOfRecord: false))
                try await waiting.value
                try FileManager.default.removeItem(atPath: disk.trigger)
                points += 1
                if ended.ending.status == 30 { stopped += 1 }
                #expect([0, 30].contains(ended.ending.status), "\(ended.ending.status) \(ended.ending.error)")
                // A file system that has given up is mounted again, as somebody who sees to the disk would.
                mount.unmount()
                let again = try await MountedFolder(device: disk.device, at: mount.path)
                defer { again.unmount() }
                let verdict = try await matrix.oracle.judge(run, ended, .init(firedOtherwise: true))
                for finding in verdict.findings { Issue.record("F10 \(fileSystem) at \(milliseconds) ms: \(finding)") }
                again.unmount()
            }
            #expect(stopped > 0, "no write was refused while the run went on")
            FaultSwitch.report(
                "F10 refused writes on \(fileSystem): \(points) moments, \(stopped) runs stopped with 30, none synced again"
            )
        } catch let failure as MountedFolder.Failure {
            FaultSwitch.notRun("F10 \(fileSystem)", failure.reason)
        }
    }

    /// What memory shows after a failed sync is not what the disk holds; a resumed run must rest on the disk.
    @Test(arguments: ["ext4", "xfs", "btrfs"]) func memoryIsNotBelieved(_ fileSystem: String) async throws {
        if let reason = FaultSwitch.whyNoBlockDevices { return FaultSwitch.notRun("F10 memory \(fileSystem)", reason) }
        do {
            let disk = try await BlockDevice(failing: fileSystem)
            defer { disk.close() }
            let mount = try await MountedFolder(device: disk.device)
            defer { mount.unmount() }
            let file = mount.path + "/file"
            let descriptor = open(file, O_RDWR | O_CREAT | O_APPEND, 0o600)
            try #require(descriptor >= 0)
            let page = [UInt8](repeating: 0x41, count: 4096)
            #expect(write(descriptor, page, page.count) == page.count && fsync(descriptor) == 0)
            StartedProgram.touch(disk.trigger)
            #expect(write(descriptor, page, page.count) == page.count)
            let first = fdatasync(descriptor)
            try FileManager.default.removeItem(atPath: disk.trigger)
            let second = fdatasync(descriptor)
            close(descriptor)
            let later = open(file, O_RDWR)
            defer { close(later) }
            var byte: UInt8 = 0
            let before = pread(later, &byte, 1, 5000) == 1 ? byte : 0
            #expect(posix_fadvise(later, 0, 0, POSIX_FADV_DONTNEED) == 0)
            let after = pread(later, &byte, 1, 5000) == 1 ? byte : 0
            FaultSwitch.report(
                "F10 on \(fileSystem): first sync \(first), second \(second); memory showed \(before), the disk holds \(after)"
            )
            #expect(first == -1 && after == 0)
        } catch let failure as MountedFolder.Failure {
            FaultSwitch.notRun("F10 memory \(fileSystem)", failure.reason)
        }
    }

    /// F11: a sync that takes long is told, and the run goes on.
    @Test(arguments: [(3, true), (30, true), (0, false)]) func aSlowSyncIsTold(_ number: Int, _ isTold: Bool)
        async throws
    {
        let run = try ReferenceRun()
        let fault = SystemCallFault(
            call: "fdatasync", kind: number == 0 ? .none : .delay(2), number: max(1, number))
        let ended = try await run.start(fault)
        #expect(ended.ending.status == 0 && ended.trace?.hasFired == isTold)
        #expect(ended.ending.output.contains("to write the record") == isTold, "\(ended.ending.output)")
        FaultSwitch.report("F11 a sync of 2 s at #\(number): \(isTold ? "told" : "nothing slow, nothing told")")
    }
}
