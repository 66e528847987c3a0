import Dispatch
import Glibc

/// What ends the simulator: a signal, the end of its time, or the end of the process it was started for.
struct EndOfRun {
    /// Why it ends.
    enum Reason: Sendable {
        case signal
        case lifeOver
        case parentGone
    }

    /// How often the parent is looked at.
    private static let parentInterval = Duration.milliseconds(500)

    private let signals: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]
    private let lifeSeconds: Int
    private let parent: Int32?

    /// Starts to catch SIGINT, SIGTERM and SIGHUP; a reader of the output that has gone (SIGPIPE) ends nothing.
    init(lifeSeconds: Int, parent: Int32?) {
        self.lifeSeconds = lifeSeconds
        self.parent = parent
        let (signals, caught) = AsyncStream<Void>.makeStream()
        self.signals = signals
        signal(SIGPIPE, SIG_IGN)
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { caught.yield() }
            source.resume()
            return source
        }
    }

    /// Waits for the first of them.
    func reason() async -> Reason {
        let reason = await withTaskGroup(of: Reason?.self) { [signals, lifeSeconds, parent] group in
            group.addTask {
                for await _ in signals { return .signal }
                return nil
            }
            group.addTask {
                let isOver = (try? await Task.sleep(for: .seconds(lifeSeconds))) != nil
                return isOver ? .lifeOver : nil
            }
            if let parent, let start = ProcessStart(of: parent) {
                group.addTask { await Self.waitForEnd(of: parent, started: start) }
            } else if parent != nil {
                group.addTask { .parentGone }
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        for source in sources { source.cancel() }
        return reason ?? .signal
    }

    private static func waitForEnd(of parent: Int32, started: ProcessStart) async -> Reason? {
        while ProcessStart(of: parent) == started {
            guard (try? await Task.sleep(for: parentInterval)) != nil else { return nil }
        }
        return .parentGone
    }
}
