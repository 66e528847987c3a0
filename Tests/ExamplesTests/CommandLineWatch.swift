import Foundation
import Synchronization

/// Looks at the command line and the environment of every process, over and over, as anybody on the machine could.
final class CommandLineWatch: Sendable {
    private struct State {
        var lines: Set<String> = []
        var isToStop = false
        var hasStopped = false
    }

    private let state = Mutex(State())

    init() {
        Thread.detachNewThread { [self] in
            while !state.withLock(\.isToStop) {
                let lines = Self.look()
                state.withLock { $0.lines.formUnion(lines) }
                usleep(1_000)
            }
            state.withLock { $0.hasStopped = true }
        }
    }

    private static func look() -> Set<String> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        var lines: Set<String> = []
        for name in names where name.first?.isNumber == true {
            for file in ["cmdline", "environ"] {
                guard let bytes = FileManager.default.contents(atPath: "/proc/\(name)/\(file)"), !bytes.isEmpty else {
                    continue
                }
                lines.insert(String(decoding: bytes.map { $0 == 0 ? 32 : $0 }, as: UTF8.self))
            }
        }
        return lines
    }

    /// Everything that was seen.
    func stop() async throws -> String {
        state.withLock { $0.isToStop = true }
        while !state.withLock(\.hasStopped) { try await Task.sleep(for: .milliseconds(2)) }
        return state.withLock(\.lines).joined(separator: "\n")
    }
}
