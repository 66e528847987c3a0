import Crypto
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// The canonical form of a plan: what its fingerprint is taken over, and what `plan --format json` shows.
///
/// Places in files are left out, so that the layout of a file does not count.
public enum PlanEncoding {
    /// SHA-256 of the canonical form, as 64 hexadecimal digits.
    public static func fingerprint(of plan: Plan) -> String {
        hexadecimal(SHA256.hash(data: encode(plan).canonicalBytes))
    }

    /// SHA-256 of what a step says, as 64 hexadecimal digits: of everything but where in a plan it stands.
    ///
    /// The same step included by two plans has one fingerprint.
    public static func fingerprint(of step: PlanStep) -> String {
        guard case .object(var members) = encode(step) else { return "" }
        for name in ["path", "span"] { members[name] = nil }
        return hexadecimal(SHA256.hash(data: JSONValue.object(members).canonicalBytes))
    }

    /// SHA-256 of a file's bytes, as 64 hexadecimal digits.
    public static func hash(ofFile bytes: [UInt8]) -> String {
        hexadecimal(SHA256.hash(data: bytes))
    }

    /// SHA-256 of files in hexadecimal, by path.
    public static func hashes(of files: [RunbookLibrary.SourceFile]) -> [String: String] {
        Dictionary(files.map { ($0.path, hash(ofFile: $0.bytes)) }, uniquingKeysWith: { first, _ in first })
    }

    private static func hexadecimal(_ digest: SHA256.Digest) -> String {
        let digits: [Character] = Array("0123456789abcdef")
        var text = ""
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    /// The plan as a value, without its fingerprint.
    public static func encode(_ plan: Plan) -> JSONValue {
        .object([
            "runbook": .string(plan.runbook),
            "title": encode(plan.title),
            "direction": .string(plan.direction.rawValue),
            "arguments": .object(plan.arguments.mapValues { .string($0) }),
            "steps": .array(plan.steps.map(encode)),
            "environment": encode(plan.environment),
            "service": encode(plan.service),
        ])
    }

    /// A text in both languages.
    public static func encode(_ text: LocalizedText) -> JSONValue {
        .object(["ja": .string(text.ja), "en": .string(text.en)])
    }

    static func compact(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        var present = [String: JSONValue](minimumCapacity: members.count)
        for case (let key, let value?) in members { present[key] = value }
        return .object(present)
    }

    static func strings(_ values: [String]) -> JSONValue {
        .array(values.map { .string($0) })
    }

    static func encode(_ step: PlanStep) -> JSONValue {
        compact([
            "path": .string(step.path),
            "definition": .string(step.definition),
            "kind": .string(step.kind.rawValue),
            "title": encode(step.title),
            "source": strings(step.source),
            "place": step.place.map { .string($0) },
            "unless": step.unless.map(encode),
            "span": .integer(Int64(step.span)),
            "lanes": step.lanes.isEmpty ? nil : .array(step.lanes.map { .integer(Int64($0)) }),
            "preconditions": .array(step.preconditions.map(encode)),
            "action": encode(step.action),
            "typical": step.typical.map { .integer($0.count) },
            "timeout": step.timeout.map { .integer($0.count) },
            "changes": .object(step.changes.mapValues { .string($0) }),
            "verifications": .array(step.verifications.map(encode)),
            "interrupted": .string(step.interrupted.rawValue),
            "outputs": step.outputs.isEmpty ? nil : .array(step.outputs.map(encode)),
            "reverse": step.reverse.map(encode),
            "critical": .bool(step.isCritical),
            "cautions": .array(step.cautions.map(encode)),
            "notes": .array(step.notes.map(encode)),
        ])
    }

    private static func encode(_ remark: Remark) -> JSONValue {
        .object(["text": encode(remark.text), "source": strings(remark.source)])
    }

    private static func encode(_ reverse: Step.Reverse) -> JSONValue {
        switch reverse {
        case .step(let runbook, let step): .string("\(runbook)/\(step)")
        case .none(let reason): .object(["none": encode(reason)])
        }
    }

    static func encode(_ condition: PlanCondition) -> JSONValue {
        switch condition.origin {
        case .author: encode(condition.condition)
        case .invariant(let id): .object(["invariant": .string(id), "condition": encode(condition.condition)])
        }
    }

    /// A condition.
    public static func encode(_ condition: Condition) -> JSONValue {
        let form: (String, JSONValue) =
            switch condition.form {
            case .test(let test):
                (
                    "test",
                    .object([
                        "variable": .string(test.variable.value), "values": strings(test.values.map(\.value)),
                    ])
                )
            case .all(let parts): ("all", .array(parts.map(encode)))
            case .any(let parts): ("any", .array(parts.map(encode)))
            case .not(let part): ("not", encode(part))
            }
        return compact([
            form.0: form.1,
            "because": condition.because.map(encode),
            "source": condition.source.isEmpty ? nil : strings(condition.source),
            "within": condition.within.map { .integer($0.count) },
            "every": condition.every.map { .integer($0.count) },
            "evidence": condition.needsEvidenceOfRun ? .string("run") : nil,
        ])
    }

    /// A service model, without what only people read of it.
    public static func encode(_ service: ServiceModel) -> JSONValue {
        compact([
            // Whom an operator calls is part of what was reviewed. A service without contacts keeps its fingerprint.
            "contacts": service.contacts.isEmpty ? nil : .array(service.contacts.map(encode)),
            "name": .string(service.name),
            "variables": .object(
                Dictionary(
                    service.variables.map { variable in
                        (
                            variable.name.value,
                            compact([
                                "values": strings(variable.values.map(\.name)),
                                "start": variable.start.map { .string($0) },
                            ])
                        )
                    }, uniquingKeysWith: { first, _ in first })),
            "transitions": .array(
                service.transitions.map { transition in
                    .object([
                        "id": .string(transition.id.value), "when": encode(transition.when),
                        "then": .object(
                            Dictionary(
                                transition.then.map { ($0.variable.value, $0.value.map { .string($0) } ?? .null) },
                                uniquingKeysWith: { first, _ in first })),
                        "takes": .integer(transition.takes.count),
                    ])
                }),
            "exclusive": strings(service.exclusive),
            "invariants": .array(service.invariants.map(encode)),
        ])
    }

    static func encode(_ contact: ServiceModel.Contact) -> JSONValue {
        compact([
            "id": .string(contact.id.value),
            "title": encode(contact.title),
            "for": contact.purpose.map(encode),
            "telephone": contact.telephone.map { .string($0) },
            "mail": contact.mail.map { .string($0) },
            "url": contact.url.map { .string($0) },
            "hours": contact.hours.map(encode),
            "steps": contact.steps.isEmpty ? nil : .array(contact.steps.map(encode)),
        ])
    }

    static func encode(_ invariant: ServiceModel.Invariant) -> JSONValue {
        let kind: [String: JSONValue] =
            switch invariant.kind {
            case .always(let condition): ["always": encode(condition)]
            case .outageAllowed(let condition, let longest):
                ["always": encode(condition), "allowed-outage": .integer(longest.count)]
            case .atEnd(let condition): ["at-end": encode(condition)]
            case .before(let before, let requires): ["before": encode(before), "requires": encode(requires)]
            }
        return .object(kind.merging(["id": .string(invariant.id.value)]) { first, _ in first })
    }
}
