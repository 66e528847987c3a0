/// A value that never changes and is too large to be copied with whoever holds it.
final class Shared<Value: Sendable>: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
