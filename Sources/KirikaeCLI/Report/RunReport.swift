import KirikaeAudit
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// Makes the report of a run or a drill: the short of it first, then everything that bears it out.
struct RunReport: Sendable {
    /// What the simulator recorded beside the run.
    enum Drill: Sendable {
        /// There is nothing, as beside a live run.
        case none
        case record(DrillRecord)
        /// There is something that cannot be used.
        case unusable(DrillRecord.Defect)

        /// Reads what stands beside the record of a run.
        init(_ run: RunDirectory, _ history: RunHistory) {
            let kept = history.attachments.last { $0.name == DrillRecord.fileName && $0.by == DrillRecord.keeper }
            do throws(DrillRecord.Defect) {
                self = try DrillRecord.read(run, kept: kept).map(Self.record) ?? .none
            } catch {
                self = .unusable(error)
            }
        }
    }

    let history: RunHistory
    /// What kept the rest of the record from being read; nil when all was read.
    let failure: CommandFailure?
    let audit: AuditReport
    let drill: Drill
    /// The runs before it; nil where there is no state folder to look in.
    let archive: StepArchive?
    let wording: ScreenWording
    /// How a moment of the wall clock is written.
    var date: @Sendable (Int64) -> String = { WallTime.dateAndTime($0) }

    var language: Language { wording.language }
    var machine: RunMachine { history.stored.machine }
    var plan: Plan { machine.plan }
    var header: RunHeader { history.stored.header }

    /// What the simulator recorded; nil where there is nothing, or nothing usable.
    var drillRecord: DrillRecord? { if case .record(let record) = drill { record } else { nil } }

    /// Whether it was for practice: there is a simulator's record, or time passed faster than it does.
    var isDrill: Bool {
        if case .none = drill { header.speed > 1 || header.arguments["cause"] == "drill" } else { true }
    }

    /// Whether nothing more will be recorded.
    var hasEnded: Bool {
        switch machine.result {
        case .completed, .refused, .superseded: true
        case .stopped, nil: false
        }
    }

    /// The document.
    var document: ReportDocument {
        var sections = [
            ReportDocument.Section(title: wording.pick("要約", "Summary"), blocks: [.facts(summary)]), timelineSection,
        ]
        sections += [callersSection].compactMap { $0 }
        sections += [incidentsSection, peopleSection, programsSection, invariantsSection, coverageSection]
        sections += [auditSection, attestationSection]
        let kind = isDrill ? wording.pick("訓練報告", "Drill report") : wording.pick("実施報告", "Run report")
        return ReportDocument(
            language: language, title: wording.pick("\(kind)：\(title)", "\(kind): \(title)"), banners: banners,
            sections: sections, footer: "\(header.run)  \(plan.fingerprint.prefix(16))")
    }

    private var title: String { plan.title[language] }

    private var banners: [ReportDocument.Banner] {
        var banners: [ReportDocument.Banner] = []
        if let failure {
            banners.append(
                .init(
                    isBad: true,
                    text: wording.pick(
                        "記録の一部しか読めません。この報告は読めたところまでです：",
                        "The record can be read in part only, and this report ends there: ")
                        + failure.message.text(in: language)))
        }
        if !audit.isVerified, !audit.isSoundSoFar {
            banners.append(
                .init(
                    isBad: true,
                    text: wording.pick(
                        "この報告のもとになった記録は検証できません：", "The record that this report is made of does NOT verify: ")
                        + audit.codes.joined(separator: ", ")))
        }
        if !hasEnded {
            banners.append(
                .init(
                    isBad: false,
                    text: wording.pick(
                        "中間報告：この実行はまだ終わっていません（\(standing)）", "Interim report: the run has not ended (\(standing))")))
        }
        if case .unusable(let defect) = drill {
            banners.append(
                .init(
                    isBad: true,
                    text: wording.pick(
                        "シミュレータの記録 \(DrillRecord.fileName) を使えません：",
                        "The simulator's record \(DrillRecord.fileName) cannot be used: "
                    ) + text(defect)))
        }
        if case .record(let record) = drill, !record.isBound {
            banners.append(
                .init(
                    isBad: false,
                    text: wording.pick(
                        "シミュレータの記録 \(DrillRecord.fileName) は、実行の記録に結び付けられていません。変えられていても分かりません",
                        "The simulator's record \(DrillRecord.fileName) is not bound by the record of the run: nobody can tell whether it was altered"
                    )))
        }
        // Whether the record is what it was comes first of all.
        return banners.filter(\.isBad) + banners.filter { !$0.isBad }
    }

    private func text(_ defect: DrillRecord.Defect) -> String {
        switch defect {
        case .syntax(let offset): wording.pick("JSON ではありません（位置 \(offset)）", "it is not JSON, at offset \(offset)")
        case .edition: wording.pick("知らない版です", "its edition is not known")
        case .member(let name): wording.pick("「\(name)」がないか、形が違います", "‘\(name)’ is missing or not of its kind")
        case .altered: wording.pick("記録にあるハッシュと違います", "its hash is not the one in the record")
        case .unreadable(let error): JournalErrorText.text(error)[language]
        }
    }

    /// Where the run stands, in words.
    var standing: String {
        if let result = machine.result { return wording.result(result) }
        return machine.stepsInDoubt.isEmpty
            ? wording.pick("進行中、または異常終了", "going on, or broken off")
            : wording.pick("実施済みか不明なステップがあります", "a step is in doubt")
    }

    // MARK: Words that all parts use

    /// A length of time; what is shorter than people count is not told to the millisecond.
    func duration(_ milliseconds: Int64) -> String {
        switch milliseconds {
        case ...0: wording.pick("0 秒", "0 s")
        case ..<1_000: wording.pick("1 秒未満", "under 1 s")
        default: wording.duration(Milliseconds(milliseconds))
        }
    }

    /// A time of the run since its start.
    func clock(_ milliseconds: Int64) -> String { PlannedClock.text(Milliseconds(milliseconds)) }

    /// The number of a step among those that people count, and what it does.
    func step(_ path: String) -> String {
        guard let index = plan.index(of: path) else {
            for earlier in history.stored.earlierPlans {
                if let index = earlier.index(of: path) { return earlier.steps[index].title[language] }
            }
            return path
        }
        let title = plan.steps[index].title[language]
        return plan.steps[index].kind == .step ? "\(ordinal(index)). \(title)" : title
    }

    func ordinal(_ index: Int) -> Int { plan.steps.prefix(index + 1).count { $0.kind == .step } }

    func variable(_ name: String) -> String { plan.service.variable(name)?.title[language] ?? name }

    var conditions: ConditionText { ConditionText(service: plan.service, wording: wording) }

    /// What stands where a table has no rows.
    var nothing: ReportDocument.Block { .text(wording.pick("ありません。", "None.")) }

    /// A table, or the word that there is nothing in it.
    func table(_ head: [String], _ rows: [[String]], rightAligned: Set<Int> = []) -> ReportDocument.Block {
        rows.isEmpty ? nothing : .table(.init(head: head, rows: rows, rightAligned: rightAligned))
    }
}
