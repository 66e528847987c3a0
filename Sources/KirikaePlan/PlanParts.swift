import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax
import Synchronization

/// What plans of one library have in common, kept for whoever makes many of them: environments and included runbooks as decoded.
///
/// Only what was decoded without any finding is kept, so that each plan that has one tells of it. Plans that are made side by side may
/// share it: what both ask for at once is decoded twice.
final class PlanParts: Sendable {
    /// A runbook or an environment with the values of its parameters.
    struct Key: Hashable {
        var name: String
        var arguments: [String: String]
    }

    private let runbooks = Mutex<[Key: Runbook]>([:])
    private let environments = Mutex<[Key: Environment]>([:])

    /// A runbook, decoded by `decode` the first time it is asked for.
    func runbook(_ key: Key, in context: DecodingContext, decode: () -> Runbook?) -> Runbook? {
        Self.kept(runbooks, key, context, decode)
    }

    /// An environment, decoded by `decode` the first time it is asked for.
    func environment(_ key: Key, in context: DecodingContext, decode: () -> Environment?) -> Environment? {
        Self.kept(environments, key, context, decode)
    }

    private static func kept<Part: Sendable>(
        _ parts: borrowing Mutex<[Key: Part]>, _ key: Key, _ context: DecodingContext, _ decode: () -> Part?
    ) -> Part? {
        if let part = parts.withLock({ $0[key] }) { return part }
        let before = context.diagnostics.all.count
        guard let part = decode() else { return nil }
        if context.diagnostics.all.count == before { parts.withLock { $0[key] = part } }
        return part
    }
}
