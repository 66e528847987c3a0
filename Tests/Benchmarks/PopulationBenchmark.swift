import Glibc

/// A command on many hosts by ssh, with the key exchange curve25519: processor time of the client for each host, beside a bare `xargs -P50 ssh` and beside Ansible.
///
/// What is counted is the time of the client and of its children that it has waited for (wait4). The server is nobody's child of
/// theirs. What holds a kept connection is no child either: the time of every `ssh` that lives before and after is added.
struct PopulationBenchmark {
    let options: BenchmarkOptions

    private static let atOnce = 50
    private static let mostKept = 200

    private var hosts: Int { options.isQuick ? 200 : 2_000 }

    func run(into report: inout BenchmarkReport) async throws {
        guard let program = ProgramBenchmark.programBeside(), access("/usr/sbin/sshd", X_OK) == 0 else {
            report.remarks.append("populations: not measured; they need `kirikae` beside this program, and sshd")
            return
        }
        let server = try LoopbackServer()
        var remarks = [try ours(program, server, hosts, keep: false, into: &report)]
        remarks.append(try xargs(server))
        remarks.append(try ansible(server))
        remarks.append(try ours(program, server, min(hosts, Self.mostKept), keep: true, into: &report))
        report.remarks += remarks
    }

    private func address(_ number: Int) -> String { "127.\(number % 8).\(number / 250).\(number % 250 + 1)" }

    /// A whole run of the real program; with `keep` a second one over connections that are open by then.
    private func ours(
        _ program: String, _ server: LoopbackServer, _ count: Int, keep: Bool, into report: inout BenchmarkReport
    ) throws -> String {
        let folder = "\(server.path)/\(keep ? "kept" : "new")"
        // Beside the runbooks: copies of them that a run pins are no runbooks of the folder.
        let state = folder + "-state"
        mkdir(folder, 0o700)
        try write(server, count, keep: keep, below: folder)
        func run(_ name: String) throws(BenchmarkFailure) -> (client: Double, holders: Double) {
            let before = ProcessorTime.ofSSH(about: server.path)
            let (code, time) = try ProcessorTime.run(
                program,
                [
                    "run", "many.switchover", "-e", "here", "--run-id", name, "--runbooks", folder, "--state",
                    state, "--operator", "benchmark",
                ])
            try BenchmarkFailure.require(code == 0, "kirikae run ended with \(code)")
            let after = ProcessorTime.ofSSH(about: server.path)
            return (time, after.reduce(0) { $0 + $1.value - (before[$1.key] ?? 0) })
        }
        let earlier = server.logins
        var time = try run("first")
        let first = server.logins - earlier
        report.gates.append(Gate(name: "logins of \(count) hosts\(keep ? ", kept" : "")", found: first, wanted: count))
        guard keep else { return line("ours, a new connection each (at most 15)", time.client + time.holders, count) }
        time = try run("second")
        report.gates.append(Gate(name: "logins on kept connections", found: server.logins - earlier - first, wanted: 0))
        return line("ours, on kept connections (at most 3)", time.client, count)
            + "; what holds the connections: \(Decimal.text(time.holders / Double(count))) ms"
    }

    private func line(_ name: String, _ milliseconds: Double, _ count: Int) -> String {
        "client CPU a host, \(count) hosts, \(Self.atOnce) at once: \(name): \(Decimal.text(milliseconds / Double(count))) ms"
    }

    private func arguments(_ server: LoopbackServer) -> [String] {
        [
            "-F", "none", "-i", "\(server.path)/user", "-p", "\(server.port)", "-o",
            "UserKnownHostsFile=\(server.path)/known_hosts", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes",
        ]
    }

    private func xargs(_ server: LoopbackServer) throws -> String {
        try LoopbackServer.write(server.knownHosts, to: "\(server.path)/known_hosts")
        let list = (0..<hosts).map(address).joined(separator: "\n") + "\n"
        try LoopbackServer.write(list, to: "\(server.path)/hosts")
        let (code, time) = try ProcessorTime.run(
            "/usr/bin/xargs",
            ["-a", "\(server.path)/hosts", "-P\(Self.atOnce)", "-I{}", "/usr/bin/ssh"] + arguments(server) + [
                "{}", "/bin/true",
            ])
        try BenchmarkFailure.require(code == 0, "xargs ended with \(code)")
        return line("bare xargs -P\(Self.atOnce) ssh", time, hosts)
    }

    /// Few hosts: it needs ten times as long, and the time for each hardly depends on how many there are.
    private func ansible(_ server: LoopbackServer) throws -> String {
        let places = ["/usr/bin/ansible", "/usr/local/bin/ansible"]
        guard let path = places.first(where: { (place: String) -> Bool in access(place, X_OK) == 0 }) else {
            return "Ansible is not installed"
        }
        let count = min(hosts, 200)
        try LoopbackServer.write(
            (0..<count).map { "\(address($0)) ansible_port=\(server.port)\n" }.joined(), to: "\(server.path)/inventory")
        let options = arguments(server).dropFirst(6).joined(separator: " ")
        let (code, time) = try ProcessorTime.run(
            path,
            [
                "all", "-i", "\(server.path)/inventory", "-m", "raw", "-a", "/bin/true", "-f", "\(Self.atOnce)",
                "--private-key", "\(server.path)/user",
                "--ssh-common-args=\(options) -o ControlMaster=no -o ControlPath=none",
            ])
        return code == 0 ? line("Ansible raw", time, count) : "Ansible ended with \(code), not measured"
    }

    private func write(_ server: LoopbackServer, _ count: Int, keep: Bool, below folder: String)
        throws(BenchmarkFailure)
    {
        let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "root"
        let files = [
            "service.yaml": """
            kirikae: 1
            service: many
            title: {ja: 多数, en: Many}
            variables:
              a.x: {title: {ja: 甲, en: a}, values: {x: {ja: 甲, en: x}}, start: x}

            """,
            "here.yaml": """
            kirikae: 1
            environment: here
            title: {ja: ここ, en: Here}
            hosts:
              many:
                title: {ja: 多数, en: Many}
                directory: /bin
                ssh: {address-detail: address, port: \(server.port), user: \(user), identity: \(server.path)/user\(keep ? ", keep: 60s" : "")}
            inventories: {all: {title: {ja: 全部, en: All}, file: all.csv}}
            observe: {a.x: ask}

            """,
            "switchover.yaml": """
            kirikae: 1
            runbook: many.switchover
            function: many
            direction: switchover
            title: {ja: 多数, en: Many}
            steps:
              - id: each
                title: {ja: それぞれ, en: Each}
                source: [M1]
                action:
                  population: all
                  each: {command: ['true'], on: many}
                  at-once: \(Self.atOnce)
                typical: 1m
                timeout: 10m
                changes: {}
                verifications: []

            """,
            "known_hosts": server.knownHosts,
            "all.csv": "id,address\n" + (0..<count).map { "h-\($0),\(address($0))\n" }.joined(),
        ]
        for (name, text) in files { try LoopbackServer.write(text, to: "\(folder)/\(name)") }
    }
}
