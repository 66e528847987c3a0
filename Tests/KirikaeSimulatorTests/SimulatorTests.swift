import Foundation
import Testing

/// Everything that starts servers or processes, one test after the other: each has its own bounded waits, and together on a
/// small machine they would wait for each other.
@Suite(.serialized) enum SimulatorTests {
    /// Runs a call that blocks on a thread of its own, so that it never takes one that the servers need.
    static func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
