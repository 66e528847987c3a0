import KirikaeRunbook

/// The secrets of an environment that were read while it was looked at, each once, so that none of them is shown.
actor ReadSecrets {
    private let store: SecretStore
    private var read: [[UInt8]] = []

    init(environment: Environment) {
        store = SecretStore(environment: environment)
    }

    /// The values read so far.
    var values: [[UInt8]] { read }

    /// Why a secret cannot be read; nil if it can.
    func reasonAgainst(_ name: String) async -> String? {
        do throws(SecretStore.NotRead) {
            let value = try await store.value(of: name)
            read.append(value)
            return nil
        } catch {
            return error.reason
        }
    }
}
