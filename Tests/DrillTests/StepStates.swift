import KirikaeEngine
import KirikaePlan
import KirikaeService
import Synchronization

/// The state of the service after each step of a run.
final class StepStates: Recorder {
    /// One step, and the state right after it.
    struct Entry {
        /// What became of which step.
        var label: String
        var state: ServiceState
    }

    private let read: @Sendable () async throws -> ServiceState
    private let gathered = Mutex<[Entry]>([])

    /// - Parameter read: the state now.
    init(_ read: @escaping @Sendable () async throws -> ServiceState) {
        self.read = read
    }

    var entries: [Entry] { gathered.withLock { $0 } }

    func record(_ event: RunEvent, at stamp: Stamp) async throws {
        guard let label = Self.label(of: event) else { return }
        let state = try await read()
        gathered.withLock { $0.append(Entry(label: label, state: state)) }
    }

    func synchronize() async throws {}

    private static func label(of event: RunEvent) -> String? {
        switch event {
        case .done(let step): "\(step) done"
        case .notNeeded(let step): "\(step) not needed"
        case .skipped(let step, _): "\(step) skipped"
        case .performed(let step, _, .failed): "\(step) failed"
        case .stopped(let reason): "stopped \(reason.rawValue)"
        case .closed(let result): "closed \(result)"
        default: nil
        }
    }
}
