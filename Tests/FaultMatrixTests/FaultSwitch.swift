import Foundation
import Testing

/// Whether the whole matrix is carried out, as `make faults` does; it takes minutes, and needs root for some parts.
enum FaultSwitch {
    static let isOn = ProcessInfo.processInfo.environment["KIRIKAE_FAULTS"] == "all"

    /// A line of the report that `make faults` prints at the end.
    static func report(_ text: String) {
        print("REPORT \(text)")
    }

    /// Says what was not run and why, so that nobody takes silence for a pass.
    static func notRun(_ identifier: String, _ reason: String) {
        report("\(identifier) not run: \(reason)")
    }

    /// Programs that are not there.
    static func missing(_ programs: [String]) -> [String] {
        programs.filter { program in
            !["/usr/bin", "/bin", "/usr/sbin", "/sbin"].contains {
                FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
            }
        }
    }

    /// Why block devices cannot be made here; nil if they can.
    static var whyNoBlockDevices: String? {
        if getuid() != 0 { return "needs root, to mount" }
        for device in ["/dev/fuse", "/dev/loop-control"] where !FileManager.default.fileExists(atPath: device) {
            return "there is no \(device)"
        }
        let missing = missing(["nbdkit", "nbdfuse", "losetup", "mkfs.ext4"])
        return missing.isEmpty ? nil : "needs \(missing.joined(separator: ", ")); .ci/install faults installs it"
    }
}

extension Trait where Self == ConditionTrait {
    /// Only where the whole matrix is asked for.
    static var wholeMatrix: Self { .enabled(if: FaultSwitch.isOn, "make faults runs it") }
}
