import KirikaeConsolePrograms
import KirikaeService
import KirikaeSimulator
import Testing

extension SimulatorTests {
    /// PowerShell of 3.1.2 as a real process on a real pseudo-terminal.
    @Suite struct PowerShellTests {
        private static let prompt = #"PS C:\WINDOWS\system32> "#
        private static let trust = #"Set-Item WSMan:\localhost\Client\TrustedHosts -Value "#
        private static let correct = #""j1-mmf01-0,j2-mmf01-0,j1-dbs02-0,j2-dbs02-0""#
        private static let old = #""j1-mmf01-0,j2-mmf01-0,j1-dbs01-0,j2-dbs01-0""#

        private func sit(_ simulator: Simulator, _ lines: [(line: String, then: String)]) async throws -> String {
            let steps: [ConsolePerson.Step] =
                [.expect(Self.prompt)] + lines.flatMap { [.line($0.line), .expect($0.then)] } + [.line("exit")]
            let end = try await ConsolePerson.sit(
                at: "\(simulator.addresses.pcs)/batch-pc/powershell", control: simulator.addresses.control, steps)
            #expect(end.code == 0)
            return end.text
        }

        @Test func remotingIsSwitchedOnOnce() async throws {
            let model = try SimulatorRun.shippedModel()
            try await SimulatorRun.with(start: ["batch-pc.remoting": "off"], model: model) { simulator, _ in
                let text = try await sit(
                    simulator, [("Enable-PSRemoting -Force", Self.prompt), ("enable-psremoting -force", Self.prompt)])
                #expect(
                    text == """
                        Windows PowerShell
                        Copyright (C) Microsoft Corporation. All rights reserved.

                        PS C:\\WINDOWS\\system32> Enable-PSRemoting -Force
                        WinRM は要求を受信するように更新されました。
                        WinRM サービスの種類を正しく変更できました。
                        WinRM サービスが開始されました。

                        WinRM はリモート管理用に更新されました。
                        WinRM ファイアウォールの例外を有効にしました。
                        ローカル ユーザーにリモートで管理権限を付与するよう LocalAccountTokenFilterPolicy を構成しました。
                        PS C:\\WINDOWS\\system32> enable-psremoting -force
                        WinRM は既にこのコンピューター上で要求を受信するように設定されています。
                        このコンピューター上でのリモート管理には、WinRM が既に選択されています。
                        PS C:\\WINDOWS\\system32> exit

                        """)
                #expect(try await simulator.service.state["batch-pc.remoting"] == "on")
            }
        }

        /// What is typed, what is answered, and what the model says then.
        static let trusts: [(start: String, lines: [(line: String, then: String)], value: String)] = [
            ("wrong", [(trust + correct, "(既定値は \"Y\"): "), ("Y", prompt)], "correct"),
            ("wrong", [(trust + correct, "(既定値は \"Y\"): "), ("", prompt)], "correct"),
            ("wrong", [(trust + correct, "(既定値は \"Y\"): "), ("N", prompt)], "wrong"),
            ("wrong", [(trust + correct, "(既定値は \"Y\"): "), ("x", "(既定値は \"Y\"): "), ("S", prompt)], "wrong"),
            ("correct", [(trust + old, "(既定値は \"Y\"): "), ("Y", prompt)], "wrong"),
            ("correct", [(trust + "\"\"", "(既定値は \"Y\"): "), ("Y", prompt)], "wrong"),
            ("wrong", [(trust + correct + " -Force", prompt)], "correct"),
            ("wrong", [(trust + "\"*\"", "(既定値は \"Y\"): "), ("Y", prompt)], "correct"),
        ]

        @Test(arguments: trusts.indices) func trustedHostsAreWhatWasAnswered(index: Int) async throws {
            let course = Self.trusts[index]
            let model = try SimulatorRun.shippedModel()
            try await SimulatorRun.with(
                start: ["batch-pc.trusted-hosts": course.start], model: model
            ) { simulator, _ in
                let text = try await sit(simulator, course.lines)
                if course.lines.count > 1 { #expect(text.contains("\nWinRM セキュリティの構成。\n")) }
                #expect(try await simulator.service.state["batch-pc.trusted-hosts"] == course.value)
            }
        }

        @Test func theValueIsShown() async throws {
            let model = try SimulatorRun.shippedModel()
            try await SimulatorRun.with(start: ["batch-pc.trusted-hosts": "wrong"], model: model) { simulator, _ in
                let text = try await sit(simulator, [(#"Get-Item WSMan:\localhost\Client\TrustedHosts"#, Self.prompt)])
                #expect(
                    text.contains(
                        "TrustedHosts                                   j1-mmf01-0,j2-mmf01-0,j1-dbs01-0,j2-dbs01-0\n"))
            }
        }

        /// What is typed, and what the answer has to hold.
        static let errors: [(start: [String: String?], line: String, words: String)] = [
            ([:], "Enable-PSRemoting \u{2013}Force", "引数 '?Force' を受け入れる位置指定パラメーターが見つかりません。"),
            ([:], "Enable-PSRemoting -Forse", "パラメーター名 'Forse' に一致するパラメーターが見つかりません。"),
            ([:], "Enable-PSRemote", "用語 'Enable-PSRemote' は、コマンドレット、関数、"),
            ([:], #"Get-Item WSMan:\localhost\Client\TrustedHost"#, "が存在しないため検出できません。"),
            ([:], #"Set-Item WSMan:\localhost\Client\TrustedHosts"#, "引数が不足しています。"),
            (["batch-pc.profile": "public"], "Enable-PSRemoting -Force", "Public に設定されているため"),
            ([:], "Resolve-DnsName j1-dbs01-0", "DNS 名がありません。"),
            (["batch-pc.names": "missing"], "Resolve-DnsName j1-dbs02-0", "DNS 名がありません。"),
            ([:], "Resolve-DnsName j1-dbs02-0", "A      3600  Answer"),
            (["batch-pc.hosts": "silent"], "Test-WSMan j1-dbs02-0", "WinRM は操作を完了できません。"),
            ([:], "Test-WSMan j1-dbs02-0", "wsmanidentity.xsd"),
        ]

        @Test(arguments: errors.indices) func theRestIsAnsweredAsByTheRealOne(index: Int) async throws {
            let course = Self.errors[index]
            let model = try SimulatorRun.shippedModel()
            try await SimulatorRun.with(start: course.start, model: model) { simulator, _ in
                let text = try await sit(simulator, [(course.line, course.words), ("", Self.prompt)])
                #expect(text.contains(course.words))
            }
        }
    }
}
