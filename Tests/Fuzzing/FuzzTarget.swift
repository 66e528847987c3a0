import Glibc
import KirikaeDiagnostics
import KirikaeRunbook

/// Any bytes, read as one file of a folder of runbooks: text, nodes, model, findings, screen.
enum FuzzTarget {
    /// What a runbook needs around it.
    private static let service = RunbookLibrary.SourceFile(
        path: "service.yaml",
        bytes: Array(
            """
            kirikae: 1
            service: fuzzed
            title: {ja: 装置, en: Switch}
            variables:
              switch.position:
                title: {ja: 装置の位置, en: Position of the switch}
                values: {main: {ja: メイン拠点, en: main site}, dr: {ja: DR 拠点, en: DR site}}
                start: main
                source: [M1-01]
            """.utf8))

    /// Reads the bytes; ends the program if what comes of them is wrong.
    static func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        let name = "fuzzed.yaml"
        let library = RunbookLibrary(files: [service, .init(path: name, bytes: Array(bytes))])
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.unicodeScalars.count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) } + 1
        for finding in library.diagnostics.all where finding.location?.file == name {
            let line = finding.location?.start.line ?? 0
            let column = finding.location?.start.column ?? 0
            require((1...lines + 1).contains(line), "\(finding.message.code) in line \(line) of \(lines)")
            require((1...text.unicodeScalars.count + 1).contains(column), "\(finding.message.code) in column \(column)")
        }
        for language in Language.allCases {
            let screen = DiagnosticRenderer(language: language, sources: [name: text]).render(library.diagnostics)
            require(screen.isEmpty == library.diagnostics.all.isEmpty, "findings without a text")
            require(
                screen.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control },
                "a control character on the screen")
        }
    }

    private static func require(_ condition: Bool, _ problem: @autoclosure () -> String) {
        if condition { return }
        let line = "kirikae-fuzz: \(problem())\n"
        _ = line.utf8.withContiguousStorageIfAvailable { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        abort()
    }
}

/// What libFuzzer calls.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    FuzzTarget.run(UnsafeBufferPointer(start: data, count: size))
    return 0
}
