import KirikaeDiagnostics
import KirikaeSyntax

/// Checks that remote hosts can be reached as the environment says, and do what is asked of them.
package struct SSHCheck {
    private let context: DecodingContext

    /// Makes a check that reports to this context.
    package init(context: DecodingContext) {
        self.context = context
    }

    /// How many secrets a program of a remote host can get: a POSIX shell names the descriptors 3 to 9.
    package static let mostSecrets = 7

    /// Checks environments; of one whose parameters have other values by now it is done again.
    package func check(_ environments: [Environment]) {
        for environment in environments {
            for (name, host) in environment.hosts.sorted(by: { $0.key < $1.key }) {
                guard let access = host.ssh else { continue }
                if let missing = access.knownHostsNotFound {
                    context.report(
                        SSHMessage.knownHostsNotFound(missing.path.value, known: missing.known),
                        at: missing.path.location)
                }
                if let jump = access.jump { check(jump, from: name, environment) }
            }
            for (_, observation) in environment.observations.sorted(by: { $0.key < $1.key }) {
                guard let (host, secrets) = observation.how.program else { continue }
                check(
                    secretCount: secrets.count, hasConversation: false,
                    on: Located(host, at: observation.location), environment)
            }
        }
    }

    /// Checks what a program of a host is to get.
    func check(_ command: CommandAction, _ environments: [Environment]) {
        for environment in environments {
            check(
                secretCount: command.secrets.count, hasConversation: !command.conversation.isEmpty, on: command.host,
                environment)
        }
    }

    private func check(
        secretCount: Int, hasConversation: Bool, on name: Located<String>, _ environment: Environment
    ) {
        guard secretCount > 0, let access = environment.hosts[name.value]?.ssh else { return }
        let unsupported: SSHMessage.Unsupported? =
            if access.system == .windows {
                .secretsOnWindows
            } else if hasConversation {
                .secretsWithConversation
            } else if secretCount > Self.mostSecrets {
                .tooManySecrets
            } else {
                nil
            }
        if let unsupported {
            context.report(SSHMessage.unsupported(unsupported, host: name.value), at: name.location)
        }
    }

    private func check(_ jump: Located<String>, from start: String, _ environment: Environment) {
        NameCheck(environments: [environment], context: context).check(jump, .host)
        guard let host = environment.hosts[jump.value] else { return }
        guard let access = host.ssh else {
            context.report(SSHMessage.jump(jump.value, .notRemote), at: jump.location)
            return
        }
        if case .detail = access.address {
            context.report(SSHMessage.jump(jump.value, .manyHosts), at: jump.location)
        }
        var passed: Set<String> = []
        var next: String? = start
        while let name = next, passed.insert(name).inserted { next = environment.hosts[name]?.ssh?.jump?.value }
        // Others that only lead into the circle are left alone: it is reported where it is.
        if next == start { context.report(SSHMessage.jump(jump.value, .circle), at: jump.location) }
    }
}
