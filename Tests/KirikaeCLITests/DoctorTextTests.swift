import KirikaeDiagnostics
import KirikaeEngine
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI
@testable import KirikaeWorlds

/// The report of `kirikae doctor`: 80 columns, both languages, nothing that moves.
@Suite struct DoctorTextTests {
    private static func finding(
        _ kind: ReadinessFinding.Kind, _ subject: String, _ expected: LocalizedText, _ problem: ReadinessProblem? = nil,
        title: LocalizedText? = nil
    ) -> ReadinessFinding {
        var finding = ReadinessFinding(kind: kind, subject: subject, title: title, expected: expected)
        finding.problem = problem
        return finding
    }

    private static let report = DoctorReport(
        environment: "production", title: .init(ja: "本番環境", en: "Production"),
        findings: [
            finding(
                .host, "operations-pc", .directoryEntered("/opt/batches"), title: .init(ja: "バッチ用 PC", en: "Batch PC")),
            finding(
                .program, "operations-pc/DB_ClusterFailover_To_Backup.exe",
                .executed("/opt/batches/DB_ClusterFailover_To_Backup.exe"), .missing()),
            finding(.program, "operations-pc/MMF_Failover.exe", .executed("/opt/batches/MMF_Failover.exe")),
            finding(
                .place, "gax-j1", .answers("https://j1.example/gax"), .noAnswer(.connection("timed-out")),
                title: .init(ja: "メイン拠点の GAX", en: "GAX of the main site")),
            finding(.certificate, "gax-j2", .certified("j2.example:443", days: 30), .expiring(12, isWarning: true)),
            finding(.observation, "number.destination", .observed, .notSeen("\u{1B}[2Jevil")),
            finding(.state, "folder", .stateFolder("/var/lib/kirikae")),
            finding(.clock, "this-machine", .synchronised, .notSynchronised),
        ], isStrict: false)

    @Test(arguments: Language.allCases)
    func screen(language: Language) {
        let text = DoctorText(
            report: Self.report, wording: ScreenWording(language: language), style: Style(isColoured: false))
        for line in text.full.split(separator: "\n") {
            #expect(DisplayWidth.cells(of: String(line)) <= 80, "\(line)")
            #expect(!line.hasSuffix(" "), "\(line)")
        }
        #expect(!text.full.contains("\u{1B}"))
        assertSnapshot(text.full, named: "doctor.\(language.rawValue)")
        assertSnapshot(text.trouble, named: "doctor-quiet.\(language.rawValue)")
    }

    @Test func colourAddsNothing() {
        let coloured = DoctorText(
            report: Self.report, wording: ScreenWording(language: .ja), style: Style(isColoured: true))
        let plain = DoctorText(
            report: Self.report, wording: ScreenWording(language: .ja), style: Style(isColoured: false))
        #expect(Style.plain(coloured.full) == plain.full)
        #expect(coloured.full != plain.full)
    }

    @Test func quietIsSilentWhereAllIsWell() {
        var report = Self.report
        report.findings.removeAll { $0.standing != .well }
        let text = DoctorText(report: report, wording: ScreenWording(language: .en), style: Style(isColoured: false))
        #expect(text.trouble == "")
        #expect(report.isReady)
    }

    @Test func warningsCountWhereAskedFor() {
        var report = Self.report
        report.findings.removeAll { $0.standing == .failing }
        #expect(report.isReady)
        report.isStrict = true
        #expect(!report.isReady)
    }

    /// Every word is on the page that explains them, and no other.
    @Test func everyWordIsExplained() throws {
        let page = try ProjectFolder.text(of: "Docs/Doctor.md")
        let words = page.matches(of: /\n\| `([a-z0-9][a-z0-9-]*)` \|/).map { String($0.1) }
        let kinds = ReadinessFinding.Kind.allCases.map(\.rawValue)
        #expect(words.filter(kinds.contains) == kinds)
        #expect(
            words.filter { !kinds.contains($0) }.sorted() == ReadinessProblem.Word.allCases.map(\.rawValue).sorted())
    }

    /// The words of remote hosts are those that the record has.
    @Test func hostsHaveTheWordsOfTheRecord() {
        let known = Set(ReadinessProblem.Word.allCases.map(\.rawValue))
        for failure in KirikaeEngine.ConnectionFailure.allCases { #expect(known.contains(failure.rawValue)) }
    }
}
