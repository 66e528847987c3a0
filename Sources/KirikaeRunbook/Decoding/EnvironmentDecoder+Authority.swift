import KirikaeDiagnostics
import KirikaeSyntax

/// Reads who may sign, and where secrets come from.
extension EnvironmentDecoder {
    /// The keys `allowed-signers`, `approvals` and `plan-review`.
    func authority(_ reader: MappingReader, into environment: inout Environment) {
        if let path = context.text(reader["allowed-signers"]) {
            environment.allowedSigners = signers.first { $0.path == path.value }
            if environment.allowedSigners == nil {
                environment.signersNotFound = (path, signers.map(\.path))
            }
        }
        environment.approvals = context.word(reader["approvals"], as: Environment.Approvals.self) ?? .typed
        environment.planReview = reader["plan-review"].flatMap(planReview)
        guard reader["allowed-signers"] == nil else { return }
        let demand = reader["plan-review"] ?? (environment.approvals == .signed ? reader["approvals"] : nil)
        environment.signersMissingAt = demand?.location
    }

    private func planReview(_ node: Node) -> Environment.PlanReview? {
        guard let reader = MappingReader(node, .planReview, in: context) else { return nil }
        let count = reader["count"] == nil ? 1 : context.integer(reader["count"], in: 1...100)
        let group = context.identifier(reader["group"])
        let expires =
            reader["expires"] == nil ? Environment.PlanReview.defaultExpiry : context.duration(reader["expires"])
        guard let count, let group, let expires else { return nil }
        return .init(count: count, group: group, expires: expires)
    }

    /// A secret that a program of the engine's machine prints.
    func secretCommand(_ reader: MappingReader) -> Environment.SecretSource? {
        let timeout = context.duration(reader["timeout"]) ?? Environment.defaultSecretTimeout
        guard reader["command"] != nil else { return nil }
        let arguments = context.list(reader["command"], isEmptyAllowed: false).compactMap { context.text($0) }
        ArgumentCheck(context: context).check(arguments.map { Located(TextTemplate($0.value), at: $0.location) })
        guard let program = arguments.first else { return nil }
        if !program.value.hasPrefix("/") {
            context.report(AuthorityMessage.programNotAbsolute(program.value), at: program.location)
        }
        return .command(arguments.map(\.value), timeout: timeout)
    }
}
