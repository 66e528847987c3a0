import Foundation
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// An environment that is looked at, and a folder with one of everything that can be right or wrong on a disk.
///
/// `DIR` in its text stands for the folder.
struct DoctorFixture {
    let folder: TemporaryFolder

    /// A secret, which must never be seen.
    static let secret = "S3cr3t-w0rd"

    init() throws {
        folder = try TemporaryFolder()
        try write("#!/bin/sh\necho ready\n", to: "bin/good", mode: 0o755)
        try write("#!/bin/sh\nprintf '\\033[2Jbad %s\\n' \(Self.secret); exit 3\n", to: "bin/bad", mode: 0o755)
        try write("#!/bin/sh\nexec sleep 30\n", to: "bin/slow", mode: 0o755)
        try write("text\n", to: "bin/plain", mode: 0o644)
        try write("text\n", to: "bin/sub/file", mode: 0o644)
        try write("\(Self.secret)\n", to: "secret", mode: 0o600)
        try write("\(Self.secret)\n", to: "open-secret", mode: 0o644)
        try write("short\n", to: "short-secret", mode: 0o600)
        try FileManager.default.createDirectory(
            atPath: folder.path + "/state", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    func write(_ text: String, to name: String, mode: Int) throws {
        let path = try folder.write(text, to: name)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    static let service = """
        kirikae: 1
        service: small
        title: {ja: 小, en: Small}
        variables:
          valve.state: {title: {ja: 弁, en: Valve}, values: {shut: {ja: 閉, en: shut}, open: {ja: 開, en: open}}, start: shut}
        """

    /// The environment of a text, among other files of its folder.
    func environment(_ text: String, files: [String: String] = [:]) throws -> (Environment, ServiceModel) {
        let observe = text.contains("observe:") ? "" : "observe: {valve.state: ask}\n"
        let whole = """
            kirikae: 1
            environment: here
            title: {ja: ここ, en: Here}
            \(observe)\(text.replacingOccurrences(of: "DIR", with: folder.path))
            """
        let all = ["service.yaml": Self.service, "here.yaml": whole].merging(files) { $1 }
        let library = RunbookLibrary(files: all.map { .init(path: $0.key, bytes: Array($0.value.utf8)) })
        let found = library.diagnostics.all.map {
            "\($0.message.code) \($0.text(in: .en)) \($0.location.map { "\($0)" } ?? "")"
        }
        try #require(found == [])
        let context = DecodingContext()
        let template = try #require(library.environments["here"])
        let environment = try #require(template.decode(arguments: [:], in: context))
        return (environment, try #require(library.service))
    }

    /// What looking comes to, for things of one kind.
    func look(
        _ kind: ReadinessFinding.Kind, _ text: String, files: [String: String] = [:],
        programs: [String: Set<String>] = [:], state: String? = nil, timeoutMilliseconds: Int = 20_000
    ) async throws -> [ReadinessFinding] {
        let (environment, service) = try environment(text, files: files)
        let doctor = Doctor(
            .init(
                environment: environment, service: service, programs: programs,
                stateFolder: state ?? folder.path + "/state", kinds: [kind], timeoutMilliseconds: timeoutMilliseconds))
        return await doctor.findings()
    }

    /// Expects one thing to be well in one environment, and not in another that differs in one point.
    ///
    /// - Parameters:
    ///   - kind: what kind of thing.
    ///   - subject: which.
    ///   - word: what is said of it in the second environment.
    ///   - standing: how bad that is.
    ///   - well: the first environment.
    ///   - broken: the second.
    func expect(
        _ kind: ReadinessFinding.Kind, _ subject: String, _ word: ReadinessProblem.Word,
        _ standing: ReadinessFinding.Standing = .failing, well: String, broken: String,
        files: (well: [String: String], broken: [String: String]) = ([:], [:]),
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws {
        let good = try await look(kind, well, files: files.well).first { $0.subject == subject }
        #expect(good?.standing == .well, "\(String(describing: good))", sourceLocation: sourceLocation)
        let bad = try await look(kind, broken, files: files.broken).first { $0.subject == subject }
        #expect(bad?.problem?.word == word, "\(String(describing: bad))", sourceLocation: sourceLocation)
        #expect(bad?.standing == standing, "\(String(describing: bad))", sourceLocation: sourceLocation)
        for language in Language.allCases {
            #expect(bad?.problem?.seen[language].isEmpty == false, sourceLocation: sourceLocation)
            #expect(bad?.problem?.next[language].isEmpty == false, sourceLocation: sourceLocation)
        }
    }
}
