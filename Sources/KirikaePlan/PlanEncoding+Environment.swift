import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// The canonical form of an environment.
extension PlanEncoding {
    static func encode(_ environment: Environment) -> JSONValue {
        compact([
            "name": .string(environment.name.value),
            "places": .object(
                environment.places.mapValues {
                    compact([
                        "title": encode($0.title), "url": $0.url.map { .string($0) }, "pages": .bool($0.hasPages),
                        "settings": encode($0.settings),
                    ])
                }),
            "hosts": .object(
                environment.hosts.mapValues {
                    compact([
                        "title": encode($0.title), "directory": .string($0.directory), "ssh": $0.ssh.map(encode),
                        "elevation": $0.elevation == .checked ? nil : .string($0.elevation.rawValue),
                    ])
                }),
            "secrets": environment.secrets.isEmpty
                ? nil
                : .object(
                    environment.secrets.mapValues {
                        switch $0.source {
                        case .variable(let name): .object(["variable": .string(name)])
                        case .file(let path): .object(["file": .string(path)])
                        case .command(let arguments, let timeout):
                            .object(["command": strings(arguments), "timeout": .integer(timeout.count)])
                        }
                    }),
            "allowedSigners": environment.allowedSigners.map {
                .object(["file": .string($0.path), "sha256": .string(hash(ofFile: $0.bytes))])
            },
            "approvals": environment.approvals == .typed ? nil : .string(environment.approvals.rawValue),
            "planReview": environment.planReview.map { encode($0, in: environment) },
            "notify": environment.notices.isEmpty ? nil : .object(environment.notices.mapValues(encode)),
            "observe": .object(environment.observations.mapValues { encode($0.how) }),
        ])
    }

    private static func encode(_ access: SSHAccess) -> JSONValue {
        let (address, detail): (String?, String?) =
            switch access.address {
            case .text(let text): (text, nil)
            case .detail(let name): (nil, name)
            }
        return compact([
            "address": address.map { .string($0) }, "addressDetail": detail.map { .string($0) },
            "port": .integer(Int64(access.port)), "user": access.user.map { .string($0) },
            "system": .string(access.system.rawValue),
            "shell": access.system == .windows ? .string(access.shell.rawValue) : nil,
            "identity": access.identity.map { .string($0) }, "jump": access.jump.map { .string($0.value) },
            "connectTimeout": .integer(access.connectTimeout.count), "keep": access.keep.map { .integer($0.count) },
            "knownHosts": access.knownHosts.map {
                .object(["file": .string($0.path), "sha256": .string(hash(ofFile: $0.bytes))])
            },
        ])
    }

    private static func encode(_ notice: Notice) -> JSONValue {
        let way: JSONValue =
            switch notice.way {
            case .webhook(let url, let headers):
                .object(["url": .string(url), "headers": .object(headers.mapValues(encode))])
            case .mail(let mail):
                .object([
                    "to": strings(mail.to), "from": .string(mail.from), "program": .string(mail.program),
                ])
            case .command(let arguments, let host):
                .object(["command": strings(arguments), "on": .string(host.value)])
            }
        return .object([
            "when": strings(notice.occasions.map(\.rawValue)), "after": .integer(notice.after.count), "by": way,
            "mostPerHour": .integer(Int64(notice.mostPerHour)), "timeout": .integer(notice.timeout.count),
        ])
    }

    private static func encode(_ review: Environment.PlanReview, in environment: Environment) -> JSONValue {
        .object([
            "count": .integer(Int64(review.count)), "group": .string(review.group.value),
            "members": strings(environment.groups[review.group.value]?.members ?? []),
            "expires": .integer(review.expires.count),
        ])
    }

    private static func encode(_ observation: Environment.Observation) -> JSONValue {
        switch observation {
        case .ask: .string("ask")
        case .http(let probe): encode(probe)
        case .file(let probe): encode(probe)
        case .tcp(let address, let answers, let silent, let timeout):
            .object([
                "tcp": .string(address), "answers": .string(answers), "silent": .string(silent),
                "timeout": .integer(timeout.count),
            ])
        case .dns(let probe): encode(probe)
        case .sip(let probe): encode(probe)
        case .command(let arguments, let host, let values, let silent, let timeout, let secrets):
            compact([
                "run": strings(arguments), "on": .string(host), "values": .object(values.mapValues { .string($0) }),
                "silent": silent.map { .string($0) }, "timeout": .integer(timeout.count),
                "secrets": secrets.isEmpty ? nil : .object(secrets.mapValues { .string($0) }),
            ])
        case .count(let probe): encode(probe)
        }
    }

    private static func encode(_ probe: CountProbe) -> JSONValue {
        let numbers = probe.ranges.map { range in
            compact([
                "value": .string(range.value), "from": .integer(Int64(range.lower)),
                "to": range.upper.map { .integer(Int64($0)) },
            ])
        }
        return switch probe.source {
        case .address(let url):
            .object(["url": .string(url), "numbers": .array(numbers), "timeout": .integer(probe.timeout.count)])
        case .command(let arguments, let host, let secrets):
            compact([
                "run": strings(arguments), "on": .string(host), "numbers": .array(numbers),
                "timeout": .integer(probe.timeout.count),
                "secrets": secrets.isEmpty ? nil : .object(secrets.mapValues { .string($0) }),
            ])
        }
    }
}
