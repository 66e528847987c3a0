import Glibc
import KirikaeProcess
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Whether a connection can be opened.
enum ConnectionProbe {
    /// What trying comes to.
    ///
    /// - Parameters:
    ///   - address: host and port.
    ///   - answers: the value if a connection can be opened.
    ///   - silent: the value if not.
    ///   - timeout: how long trying may take.
    static func find(_ address: String, answers: String, silent: String, timeout: Milliseconds) async -> ProbeFinding {
        guard let network = NetworkAddress(address) else { return ProbeFinding(.failed("not an address: \(address)")) }
        let start = MonotonicClock.nowMilliseconds()
        let result: Result<String, NetworkFailure> = await withCheckedContinuation { continuation in
            do throws(SystemCallError) {
                // Resolving a name blocks, and so gets a thread of its own.
                try DedicatedThread.start {
                    continuation.resume(returning: connect(to: network, Int(clamping: timeout.count)))
                }
            } catch {
                continuation.resume(
                    returning: .failure(.system(call: error.call, errorNumber: error.errorNumber)))
            }
        }
        let milliseconds = "\(MonotonicClock.nowMilliseconds() - start)"
        switch result {
        case .success(let peer):
            return ProbeFinding(
                .value(answers), evidence: ["address": peer, "status": "connected", "milliseconds": milliseconds])
        case .failure(let failure):
            let evidence = ["address": address, "status": failure.word, "milliseconds": milliseconds]
            if case .system = failure {
                return ProbeFinding(
                    .failed("no connection can be tried to \(address): \(failure.reason)"), evidence: evidence)
            }
            return ProbeFinding(.value(silent), evidence: evidence)
        }
    }

    /// Tries every address of the host until one accepts, and gives that; nothing is sent.
    ///
    /// Each has its share of the time, so that one that swallows everything does not hide the next.
    private static func connect(
        to address: NetworkAddress, _ timeoutMilliseconds: Int
    ) -> Result<String, NetworkFailure> {
        do throws(NetworkFailure) {
            let deadline = MonotonicClock.nowMilliseconds() + timeoutMilliseconds
            let all = try SocketAddress.all(of: address, isStream: true)
            var last = NetworkFailure.timedOut
            for (index, next) in all.enumerated() {
                let now = MonotonicClock.nowMilliseconds()
                let own = now + (deadline - now) / (all.count - index)
                do throws(NetworkFailure) {
                    return .success(try ConnectedSocket(to: next, isStream: true, deadline: own).peer)
                } catch {
                    last = error
                }
            }
            return .failure(last)
        } catch {
            return .failure(error)
        }
    }
}
