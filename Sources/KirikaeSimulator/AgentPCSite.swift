import KirikaeConsolePrograms
import KirikaeService

/// The PCs of the agents, one page each: the folders on the desktop, the batches of 3.5.2 and WDE itself.
///
/// The files behind a page are real files in the PC's folder: what is moved or deleted there is moved or deleted here.
struct AgentPCSite: Site {
    var useOfPCs: UseOfPCs { .changes }

    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        let parts = request.components
        guard let pcs = service.pcs else { return .notFound }
        guard let name = parts.first else { return .page(list(of: pcs)) }
        guard let pc = pcs.agent(name), let desk = pcs.desks[name] else { return .notFound }
        switch request.method {
        case "GET": return parts.count == 1 ? .page(try page(of: pc, in: service)) : .notFound
        default:
            let act = Array(parts.dropFirst())
            guard let next = try changed(desk, by: act, on: pc, in: service) else {
                // Another window is in front meanwhile: it is shown instead of doing anything.
                return .page(try page(of: pc, in: service))
            }
            service.record(.press, subject: name, value: act.joined(separator: "/"))
            service.pcs?.desks[name] = next
            return .page(try page(of: pc, in: service))
        }
    }

    private func list(of pcs: SimulatedPCs) -> Page {
        Page(
            title: "エージェントの PC", texts: ["操作する PC を選択します。"],
            controls: pcs.agents.map { .link($0.name, to: "/\($0.name)") }, address: "/")
    }

    private func page(of pc: SimulatedPC, in service: isolated SimulatedService) throws -> Page {
        guard let pcs = service.pcs, let desk = pcs.desks[pc.name] else { return Page(title: "", address: "/") }
        return try AgentPCPages(pc: pc, site: pcs.logins.site(of: pc.name)).page(of: desk)
    }

    /// The desk after an act; nil if what is in front does not offer it.
    private func changed(
        _ desk: AgentDesk, by act: [String], on pc: SimulatedPC, in service: isolated SimulatedService
    ) throws -> AgentDesk? {
        switch desk.window {
        case .desktop: return try onDesktop(act, on: pc, in: service)
        case .menu(let batch, let folder):
            switch act {
            case ["run-as-administrator"]: return AgentDesk(window: .accountControl(batch: batch, folder: folder))
            case ["open"]: return try start(batch, in: folder, on: pc, isElevated: false)
            case ["cancel"]: return AgentDesk()
            default: return nil
            }
        case .archive(let edition):
            switch act {
            case ["extract"]:
                try SimulatedPC.extract(edition, below: pc.desktop, program: service.pcs?.program ?? "")
                return AgentDesk(notice: "\(edition.folder) に展開しました。")
            case ["cancel"]: return AgentDesk()
            default: return nil
            }
        case .accountControl(let batch, let folder):
            switch act {
            case ["yes"]: return try start(batch, in: folder, on: pc, isElevated: true)
            case ["no"]: return AgentDesk(notice: "\(batch) は実行されませんでした。")
            default: return nil
            }
        case .console(let console): return try typed(act, in: console)
        case .login:
            switch act {
            case ["log-in"]: return AgentDesk(notice: Self.words(of: try service.logIn(on: pc)))
            case ["cancel"]: return AgentDesk()
            default: return nil
            }
        }
    }

    private func onDesktop(
        _ act: [String], on pc: SimulatedPC, in service: isolated SimulatedService
    ) throws -> AgentDesk? {
        switch (act.first, act.count) {
        case ("wde", 1):
            guard try pc.configuration?.edition == pc.system.fitting else {
                return AgentDesk(notice: Self.words(of: .noSetting))
            }
            return AgentDesk(window: .login)
        case ("log-out", 1):
            service.pcs?.logins.logOut(pc)
            return AgentDesk(notice: "WDE からログアウトし、終了しました。")
        case ("archive", 2):
            return SwitchFileEdition(rawValue: act[1]).map { AgentDesk(window: .archive($0)) }
        case ("folder", 3):
            let folders = try pc.switchFolders
            guard let index = Int(act[1]), folders.indices.contains(index),
                folders[index].batches.contains(act[2])
            else { return nil }
            return AgentDesk(window: .menu(batch: act[2], folder: folders[index].folder))
        case ("delete", 2):
            let folders = try pc.switchFolders
            guard let index = Int(act[1]), folders.indices.contains(index), folders[index].folder != pc.desktop else {
                return nil
            }
            try FileSystem.removeTree(folders[index].folder)
            return AgentDesk(notice: "フォルダを削除しました。")
        default: return nil
        }
    }

    private func typed(_ act: [String], in console: ConsoleWindow) throws -> AgentDesk? {
        var console = console
        switch (act.first, console.wait) {
        case ("close", _): return AgentDesk(notice: "コマンドプロンプトを閉じました。")
        case ("key", .key): try console.type("")
        case ("line", .line) where act.count == 2: try console.type(act[1])
        default: return nil
        }
        if case .ended = console.wait { return AgentDesk(notice: console.lines.last { !$0.isEmpty }) }
        return AgentDesk(window: .console(console))
    }

    private func start(
        _ batch: String, in folder: String, on pc: SimulatedPC, isElevated: Bool
    ) throws -> AgentDesk? {
        guard let name = SwitchFileName(batch) else { return nil }
        return AgentDesk(
            window: .console(try ConsoleWindow(WDEConfigBatch(name, in: folder, on: pc, isElevated: isElevated))))
    }

    private static func words(of outcome: AgentLogins.Outcome) -> String {
        switch outcome {
        case .site("main"): "ログインする拠点：メイン拠点"
        case .site: "ログインする拠点：DR 拠点"
        case .refused: "ログインできません。どちらの拠点にも接続できませんでした。"
        case .noSetting: "WDE を起動できません。設定ファイルがないか、この Windows に合いません。"
        }
    }
}
