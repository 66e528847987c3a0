import KirikaeService

/// GAX of one site: the web pages on which a person stops or starts the SIPServer processes (manual, 3.5.1).
///
/// Either site's GAX can act on either site's processes, and it does what is pressed, right or wrong.
struct GAXSite: Site {
    /// The variable that says whether this GAX can be reached: `gax.j1` or `gax.j2`.
    let variable: String

    /// How often the portal's error page is shown before the page is right again (manual, 3.6: "several times").
    static let errorPageLimit = 3

    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        let state = try service.state
        guard state[variable] != "unreachable" else { return .silence }
        guard request.components.first == "gax" else { return .notFound }
        let isRead = request.method == "GET"
        let rest = request.components.dropFirst().joined(separator: "/")
        if isRead, rest.isEmpty || rest == "home", try showsPortalError(in: service) {
            return .page(GAXPages.portalError)
        }
        let cookie = request.cookie(Self.cookieName(request))
        guard let session = service.administration.session, session.token == cookie, session.site == variable,
            state["gax.session"] != "free"
        else {
            if !isRead, rest == "login" { return try logIn(request, in: service) }
            return .page(GAXPages.login(alert: rest.isEmpty ? nil : "ログインしてください。"))
        }
        switch (rest, isRead) {
        case ("", _) where session.wizard == nil, ("home", true), ("login", false): return .page(GAXPages.home)
        case ("wizards", true): return .page(GAXPages.wizards)
        case ("wizards/sipserver", true): return .page(GAXPages.profile())
        case ("wizards/sipserver/addresses", true): return .page(GAXPages.addressCheck)
        case ("logout", false): return try logOut(in: service, saying: "ログアウトしました。")
        case ("wizard/open", false): return try openWizard(request, in: service)
        default:
            guard rest.isEmpty || rest.hasPrefix("wizard") else { return .notFound }
            return try wizard(Array(request.components.dropFirst(2)), request: request, in: service)
        }
    }

    /// Cookies are shared by all ports of a host, so each site has a name of its own.
    private static func cookieName(_ request: SiteRequest) -> String { "gax-session-\(request.port)" }

    private func showsPortalError(in service: isolated SimulatedService) throws -> Bool {
        guard try service.state["portal.pages"] == "error" else {
            service.administration.errorPagesShown = 0
            return false
        }
        if service.administration.errorPagesShown >= Self.errorPageLimit {
            service.administration.errorPagesShown = 0
            try service.change(["portal.pages": "normal"])
            return false
        }
        service.administration.errorPagesShown += 1
        return true
    }

    private func logIn(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        guard try service.state["gax.session"] == "free" else {
            return .page(GAXPages.login(alert: "構築用管理者アカウントはすでに使用中のため、ログインできません。"))
        }
        var generator = SystemRandomNumberGenerator()
        let token = String(generator.next(), radix: 16) + String(generator.next(), radix: 16)
        service.administration.session = .init(token: token, site: variable)
        service.record(.press, subject: variable, value: "ログイン")
        try service.change(["gax.session": "in-use", "wizard.site": "none", "wizard.operation": "none"])
        let cookie = "\(Self.cookieName(request))=\(token); Path=/gax; HttpOnly; SameSite=Strict"
        return .page(GAXPages.home, cookie: cookie)
    }

    /// Ends the login; a deploy under way goes on, and the account is free again when it has ended.
    private func logOut(in service: isolated SimulatedService, saying text: String) throws -> SiteAnswer {
        let isDeploying = try service.state["gax.session"] == "deploying"
        service.administration.session = nil
        service.administration.hasLeftDuringDeploy = isDeploying
        var changes: [String: String?] = ["wizard.site": "none", "wizard.operation": "none"]
        if !isDeploying { changes["gax.session"] = "free" }
        try service.change(changes)
        return .page(GAXPages.login(notice: text))
    }

    private func openWizard(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        guard request.form["deployable"] != "no" else { return .page(GAXPages.profile(isDeployable: false)) }
        if try service.state["gax.session"] != "deploying" {
            service.administration.session?.wizard = .init(position: .start)
            try service.change(["wizard.site": "none", "wizard.operation": "none"])
        }
        return try show(in: service)
    }

    /// A press in the wizard, at `wizard/POSITION/ACT`.
    ///
    /// One from a page that has been left does nothing but show the current one.
    private func wizard(
        _ parts: [String], request: SiteRequest, in service: isolated SimulatedService
    ) throws -> SiteAnswer {
        guard let position = try currentPosition(in: service) else { return .page(GAXPages.wizards) }
        guard request.method == "POST", parts.count == 2, let act = WizardPages.Act(rawValue: parts[1]) else {
            return try show(in: service)
        }
        guard parts[0] == position.rawValue else {
            return try show(alert: "操作した画面はすでに終わっています。現在の画面を表示します。", in: service)
        }
        service.record(.press, subject: "\(variable) wizard \(position.rawValue)", value: act.rawValue)
        switch (act, position) {
        case (.cancel, _) where position != .deploying && position != .finished:
            return try logOut(in: service, saying: "設定ウィザードをキャンセルし、ログアウトしました。デプロイは行っていません。")
        case (.close, .finished):
            return try logOut(in: service, saying: "設定ウィザードを閉じ、ログアウトしました。")
        case (.choose, .site), (.choose, .operation):
            try choose(request.form, at: position, in: service)
        case (.next, _):
            try choose(request.form, at: position, in: service)
            if let alert = try goOn(from: position, in: service) { return try show(alert: alert, in: service) }
        default: return .notFound
        }
        return try show(in: service)
    }

    private func choose(
        _ form: [String: String], at position: WizardPosition, in service: isolated SimulatedService
    ) throws {
        if position == .site, let site = form["site"], ["main", "dr"].contains(site) {
            try service.change(["wizard.site": site])
        }
        if position == .operation, let operation = form["operation"], ["stop", "start"].contains(operation) {
            try service.change(["wizard.operation": operation])
        }
    }

    /// Goes on to the next page.
    ///
    /// - Returns: why it does not; nil when it does.
    private func goOn(from position: WizardPosition, in service: isolated SimulatedService) throws -> String? {
        let state = try service.state
        let site = state["wizard.site"] ?? "none"
        let operation = state["wizard.operation"] ?? "none"
        var next: WizardPosition?
        switch position {
        case .start: next = .caution
        case .caution: next = .site
        case .site:
            guard site != "none" else { return "設定を変更する拠点を選択してください。" }
            // Read first: reading applies what is due, which may touch the administration itself.
            let checkedAt = try service.simulatedMilliseconds + WizardPages.checkMilliseconds
            service.administration.session?.wizard?.checkedAt = checkedAt
            next = .checking
        case .status: next = .operation
        case .operation:
            guard operation != "none" else { return "停止か起動を選択してください。" }
            next = .confirmation
        case .confirmation:
            try deploy(operation, at: site, in: service)
            next = .deploying
        case .checking, .deploying, .finished: return "処理が終わるまでお待ちください。"
        }
        if let next { service.administration.session?.wizard?.position = next }
        return nil
    }

    private func deploy(_ operation: String, at site: String, in service: isolated SimulatedService) throws {
        let processes = "call.\(site).processes"
        let (arrived, changing) = operation == "stop" ? ("stopped", "stopping") : ("running", "starting")
        var changes: [String: String?] = ["gax.session": "deploying"]
        // Processes that are all there already are left alone; the deploy then has nothing to wait for.
        if try service.state[processes] != arrived { changes[processes] = changing }
        try service.change(changes)
    }

    /// Where the wizard is, the end of a check or of a deploy taken into account; nil when none is open.
    private func currentPosition(in service: isolated SimulatedService) throws -> WizardPosition? {
        guard var wizard = service.administration.session?.wizard else { return nil }
        if wizard.position == .checking, try service.simulatedMilliseconds >= wizard.checkedAt {
            wizard.position = .status
        }
        if wizard.position == .deploying, try service.state["gax.session"] != "deploying" {
            wizard.position = .finished
        }
        service.administration.session?.wizard = wizard
        return wizard.position
    }

    private func show(alert: String? = nil, in service: isolated SimulatedService) throws -> SiteAnswer {
        guard let position = try currentPosition(in: service) else { return .page(GAXPages.wizards) }
        var page = WizardPages(state: try service.state).page(position)
        page.alerts = [alert].compactMap { $0 }
        return .page(page)
    }
}
