import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// A rehearsal with `--probe` looks at the real world and leaves nothing behind: no byte, no time of a file, no process.
@Suite(.serialized) struct RehearseProbeTests {
    /// A project whose four variables are looked at by four kinds of probe; one of them hangs.
    private func project(_ server: LoopbackWebServer, hanging: Bool) throws -> SmallProject {
        let project = try SmallProject()
        let folder = project.folder
        let values = "values: {shut: {ja: 閉, en: shut}, open: {ja: 開, en: open}}, start: shut"
        let service = try folder.read("Runbooks/service.yaml")
        let names = ["by.http", "by.tls", "by.tcp", "by.program", "by.file"]
        let variables = names.map { "\n  \($0): {title: {ja: 項目, en: Item}, \(values), external: true}" }.joined()
        try folder.write(service + variables, to: "Runbooks/service.yaml")
        let authorities = try String(contentsOfFile: server.certificates.authorities, encoding: .utf8)
        try folder.write(authorities, to: "Runbooks/environments/lab.authorities.pem")
        let secure = "https://portal.invalid:\(server.port(.good))/plain"
        try folder.write(
            try folder.read("Runbooks/environments/here.yaml") + """

                  by.http: {http: {url: 'http://127.0.0.1:\(server.port)/plain'}}
                  by.tls: {http: {url: '\(secure)', resolve: 127.0.0.1, tls: {ca: environments/lab.authorities.pem}}}
                  by.tcp: {tcp: {address: '127.0.0.1:\(server.port)', answers: open, silent: shut}}
                  by.program: {command: {run: [look], on: pc, values: {open: open, shut: shut}}, timeout: 1s}
                  by.file: {file: {path: '\(folder.path)/bin/effect', present: open, absent: shut}}
                """, to: "Runbooks/environments/here.yaml")
        let file = try folder.write(
            "#!/bin/sh\necho $$ >> /dev/null\n\(hanging ? "sleep 300" : "echo open")\n", to: "bin/look")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file)
        return project
    }

    /// Every file and folder with its content, and when it was last changed and looked into.
    private func everything(below path: String) throws -> [String: String] {
        var found: [String: String] = [:]
        let manager = FileManager.default
        for name in try manager.subpathsOfDirectory(atPath: path) + [""] {
            var status = stat()
            try #require(lstat("\(path)/\(name)", &status) == 0)
            let bytes = manager.contents(atPath: "\(path)/\(name)").map { $0.base64EncodedString() } ?? "-"
            found[name] =
                "\(status.st_mode) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) "
                + "\(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec) \(status.st_ino) \(bytes)"
        }
        return found
    }

    /// The processes whose command line names the folder.
    private func processes(of path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).filter { Int($0) != nil }.compactMap {
            pid in
            guard let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return nil }
            let text = String(decoding: line, as: UTF8.self)
            return text.contains(path) ? text.replacingOccurrences(of: "\0", with: " ") : nil
        }
    }

    @Test(arguments: [false, true]) func nothingIsLeftBehind(hanging: Bool) async throws {
        try await LoopbackWebServer.with { server in
            let project = try project(server, hanging: hanging)
            let path = project.folder.path
            // There is a record already, so that a change to it would be seen too.
            try project.folder.write("kept", to: "state/kept")
            let before = try everything(below: path)
            let ending = try await BuiltProgram.run(
                ["rehearse", "small.steps", "-e", "here", "--probe", "--runbooks", "\(path)/Runbooks", "--lang", "en"],
                environment: ["KIRIKAE_STATE": project.state])
            #expect(ending.status == 0, "\(ending.error)\(ending.output)")
            #expect(try everything(below: path) == before)
            #expect(processes(of: path).isEmpty)
            // The looks did happen.
            #expect(try server.requests().count == 2)
        }
    }

    /// The control: a run is seen by all that looks for traces.
    @Test func aRunLeavesTraces() async throws {
        try await LoopbackWebServer.with { server in
            let project = try project(server, hanging: false)
            let path = project.folder.path
            let before = try everything(below: path)
            var seen: [String] = []
            let ending = try await BuiltProgram.run(
                ["run", "small.steps", "-e", "here", "--operator", "sato"] + project.common, limitSeconds: 30,
                killedOnce: {
                    // Its second step waits for a file; until then it can be seen.
                    let running = processes(of: path).filter { $0.contains("wait-for-go") }
                    if seen.isEmpty { seen = running }
                    if !running.isEmpty { _ = try? project.go() }
                    return false
                })
            #expect(ending.signal == 0, "\(ending.error)\(ending.output)")
            #expect(!seen.isEmpty)
            #expect(try everything(below: path) != before)
        }
    }
}
