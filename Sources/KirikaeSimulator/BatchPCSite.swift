import KirikaeConsolePrograms
import KirikaeService

/// The PC that runs the batches of the portal switch: its network profile, PowerShell and the folder of the batches (manual, 3.1).
struct BatchPCSite: Site {
    private static let profile = "batch-pc.profile"

    var useOfPCs: UseOfPCs { .changes }

    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        guard let pcs = service.pcs else { return .notFound }
        let parts = request.components
        switch (request.method, parts.first) {
        case ("GET", nil): break
        case ("POST", let act?):
            let pressed = parts.count == 2 ? parts[1] : request.form[act == "profile" ? "profile" : "command"]
            if let desk = try changed(pcs.batchDesk, by: act, pressed, on: pcs, in: service) {
                service.record(.press, subject: "batch-pc", value: pressed ?? act)
                service.pcs?.batchDesk = desk
            }
        default: return .notFound
        }
        return .page(try page(in: service))
    }

    private func page(in service: isolated SimulatedService) throws -> Page {
        guard let pcs = service.pcs else { return Page(title: "", address: "/") }
        return try BatchPCPages(pcs: pcs, surroundings: Self.surroundings(in: try service.state)).page
    }

    /// The desk after an act; nil if what is in front does not offer it.
    private func changed(
        _ desk: BatchDesk, by act: String, _ pressed: String?, on pcs: SimulatedPCs,
        in service: isolated SimulatedService
    ) throws -> BatchDesk? {
        // The start menu and the task bar are there whatever is in front.
        switch act {
        case "settings": return BatchDesk(window: .settings)
        case "menu": return BatchDesk(window: .menu)
        case "close": return BatchDesk()
        default: break
        }
        switch (desk.window, act) {
        case (.desktop, "extract"):
            try BatchFiles.extract(into: pcs.batches, program: pcs.program)
            return BatchDesk(notice: "\(BatchFiles.archive) を展開しました。")
        case (.settings, "network"): return BatchDesk(window: .network)
        case (.network, "profile"):
            guard let pressed, ["private", "public"].contains(pressed) else { return nil }
            if service.model.variable(Self.profile) != nil { try service.change([Self.profile: pressed]) }
            return BatchDesk(window: .network)
        case (.menu, "run-as-administrator"): return BatchDesk(window: .prompt(isElevated: true))
        case (.menu, "open"): return BatchDesk(window: .prompt(isElevated: false))
        case (.prompt(let isElevated), "shell"): return try atPrompt(BatchPCPages.shell, isElevated, on: pcs)
        case (.prompt(let isElevated), "type"): return try atPrompt(pressed ?? "", isElevated, on: pcs)
        case (.powerShell(let console), "type"): return try inPowerShell(pressed ?? "", console, in: service)
        case (.powerShell(let console), "offered"):
            let offered = BatchPCPages.offered(in: console)
            guard let index = pressed.flatMap({ Int($0) }), offered.indices.contains(index) else { return nil }
            return try inPowerShell(offered[index], console, in: service)
        default: return nil
        }
    }

    private func atPrompt(_ line: String, _ isElevated: Bool, on pcs: SimulatedPCs) throws -> BatchDesk {
        switch line.lowercased() {
        case BatchPCPages.shell:
            let console = try ConsoleWindow(PowerShellConsole(on: pcs.batch, isElevated: isElevated))
            return BatchDesk(window: .powerShell(console))
        case "exit": return BatchDesk()
        default:
            return BatchDesk(
                window: .prompt(isElevated: isElevated),
                notice: "'\(line)' は、内部コマンドまたは外部コマンド、操作可能なプログラムまたはバッチ ファイルとして認識されていません。")
        }
    }

    private func inPowerShell(
        _ line: String, _ console: ConsoleWindow, in service: isolated SimulatedService
    ) throws -> BatchDesk {
        var console = console
        let surroundings = Self.surroundings(in: try service.state)
        try console.type(line) { program in
            guard var shell = program as? PowerShellConsole else { return }
            shell.surroundings = surroundings
            program = shell
        }
        // The command prompt below it stays open; it was elevated only if PowerShell was.
        if case .ended = console.wait { return BatchDesk() }
        return BatchDesk(window: .powerShell(console))
    }

    /// What the model says about the network of the PC; a variable that it lacks stands for nothing wrong.
    private static func surroundings(in state: ServiceState) -> PowerShellConsole.Surroundings {
        PowerShellConsole.Surroundings(
            isPublic: state[profile] == "public", namesResolve: state["batch-pc.names"] ?? "resolve" == "resolve",
            hostsAnswer: state["batch-pc.hosts"] ?? "answer" == "answer")
    }
}
