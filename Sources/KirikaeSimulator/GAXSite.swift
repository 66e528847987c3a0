import KirikaeService

/// GAX of one site: the web pages with the wizards for the SIPServer processes (manual, 3.5.1) and the recordings (3.4).
///
/// Either site's GAX can act on either site, and it does what is pressed, right or wrong.
struct GAXSite: Site {
    /// The variable that says whether this GAX can be reached: `gax.j1` or `gax.j2`.
    let variable: String

    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        let state = try service.state
        guard state[variable] != "unreachable" else { return .silence }
        guard request.components.first == "gax" else { return .notFound }
        let isRead = request.method == "GET"
        let rest = request.components.dropFirst().joined(separator: "/")
        if isRead, rest.isEmpty || rest == "home", try service.showsPortalError() {
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
        case ("logout", false): return try logOut(in: service, saying: "ログアウトしました。")
        default:
            if let answer = try profile(Array(request.components.dropFirst()), request: request, in: service) {
                return answer
            }
            guard rest.isEmpty || rest.hasPrefix("wizard") else { return .notFound }
            return try wizard(Array(request.components.dropFirst(2)), request: request, in: service)
        }
    }

    /// Cookies are shared by all ports of a host, so each site has a name of its own.
    private static func cookieName(_ request: SiteRequest) -> String { "gax-session-\(request.port)" }

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

    /// The pages before a wizard, at `wizards/WIZARD` and `wizards/WIZARD/addresses`, and its opening at `wizard/open/WIZARD`.
    private func profile(
        _ parts: [String], request: SiteRequest, in service: isolated SimulatedService
    ) throws -> SiteAnswer? {
        switch (request.method, parts.first, parts.count) {
        case ("GET", "wizards", 2): return WizardDescription.at(parts[1]).map { .page(GAXPages.profile($0)) }
        case ("GET", "wizards", 3) where parts[2] == "addresses":
            return WizardDescription.at(parts[1]).map { .page(GAXPages.addressCheck($0)) }
        case ("POST", "wizard", 3) where parts[1] == "open":
            guard let wizard = WizardDescription.at(parts[2]) else { return nil }
            return try open(wizard, form: request.form, in: service)
        default: return nil
        }
    }

    private func open(
        _ wizard: WizardDescription, form: [String: String], in service: isolated SimulatedService
    ) throws -> SiteAnswer {
        guard form["deployable"] != "no" else { return .page(GAXPages.profile(wizard, isDeployable: false)) }
        if try service.state["gax.session"] != "deploying" {
            service.administration.session?.wizard = .init(description: wizard, position: .start)
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
        guard let wizard = service.administration.session?.wizard?.description,
            let next = wizard.position(after: position)
        else { return nil }
        let state = try service.state
        switch position {
        case .site where state["wizard.site"] ?? "none" == "none": return wizard.siteMissing
        case .operation where state["wizard.operation"] ?? "none" == "none": return "停止か起動を選択してください。"
        case .checking, .deploying, .finished: return "処理が終わるまでお待ちください。"
        case .confirmation:
            // Where all is as it shall be already, the deploy has nothing to wait for.
            let changes = wizard.deploy(state["wizard.site"] ?? "none", state["wizard.operation"] ?? "none", state)
            try service.change(changes.merging(["gax.session": "deploying"]) { $1 })
        case .start, .caution, .site, .status, .operation: break
        }
        // Read first: reading applies what is due, which may touch the administration itself.
        let checkedAt = try service.simulatedMilliseconds + WizardPages.checkMilliseconds
        if next == .checking { service.administration.session?.wizard?.checkedAt = checkedAt }
        service.administration.session?.wizard?.position = next
        return nil
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
        guard let position = try currentPosition(in: service),
            let wizard = service.administration.session?.wizard?.description
        else { return .page(GAXPages.wizards) }
        var page = WizardPages(wizard: wizard, state: try service.state).page(position)
        page.alerts = [alert].compactMap { $0 }
        return .page(page)
    }
}
