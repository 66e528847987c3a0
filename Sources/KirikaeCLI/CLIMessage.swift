import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal

/// What can keep a command from doing its work, apart from what is wrong in files: KRK07xx.
enum CLIMessage: DiagnosticMessage, Equatable {
    case folderUnreadable(String, reason: String)
    case malformedAssignment(String)
    case unknownParameter(String, suggestion: String?, known: [String])
    case noStateDirectory(LocalizedText)
    case journalLost(LocalizedText)
    case journalDamaged(LocalizedText)
    /// The name of the run is for the advice.
    case runOwned(pid: Int32?, RunHolder.Condition?, run: String)
    case takenAway
    case takeOverUnfinished(String)
    /// The lock file of this run does not say any more who owns it.
    case ownerUnknown(String)
    case noSuchRun(String, known: [String])
    case runClosed(String)
    case runExists(String)
    case filesChanged([String])
    case childStillRuns(pids: [Int32], step: String)
    case recordOfAnotherPlan(String)
    case simulatorFailed(String)
    case noAnswerSheet(String)
    /// An answer that was written beforehand cannot be taken.
    case answerRefused(AnswerProblem)
    case unknownVariable(String, suggestion: String?)
    case unknownValue(String, variable: String, allowed: [String])
    case unknownScenario(String, suggestion: String?, known: [String])
    case scenarioOfAnother(String, runbook: String)
    case unknownCode(String, suggestion: String?)
    case resuming(ResumingMessage)
    case checkpoint(CheckpointMessage)
    case trace(TraceMessage)
    case noInquiryForm(String)
    case doctor(DoctorMessage)
    case review(ReviewMessage)
    case explore(ExploreMessage)

    var severity: Severity { .error }

    var code: String {
        switch self {
        case .folderUnreadable: "KRK0701"
        case .malformedAssignment: "KRK0702"
        case .unknownParameter: "KRK0703"
        case .noStateDirectory: "KRK0704"
        case .journalLost: "KRK0705"
        case .journalDamaged: "KRK0706"
        case .runOwned(_, .stopped, _): "KRK0740"
        case .runOwned(_, .elsewhere, _): "KRK0741"
        case .runOwned: "KRK0707"
        case .takenAway: "KRK0742"
        case .takeOverUnfinished: "KRK0743"
        case .ownerUnknown: "KRK0744"
        case .noSuchRun: "KRK0708"
        case .runClosed: "KRK0709"
        case .filesChanged: "KRK0710"
        case .childStillRuns: "KRK0711"
        case .recordOfAnotherPlan: "KRK0712"
        case .simulatorFailed: "KRK0713"
        case .noAnswerSheet: "KRK0714"
        case .unknownVariable: "KRK0715"
        case .unknownValue: "KRK0716"
        case .runExists: "KRK0717"
        case .unknownScenario: "KRK0719"
        case .scenarioOfAnother: "KRK0720"
        case .unknownCode: "KRK0718"
        case .answerRefused: "KRK0721"
        case .resuming(let message): message.code
        case .checkpoint(let message): message.code
        case .trace(let message): message.code
        case .noInquiryForm: "KRK0775"
        case .doctor(let message): message.code
        case .review(let message): message.code
        case .explore(let message): message.code
        }
    }

    /// The status with which the program ends.
    var status: ExitStatus {
        switch self {
        case .folderUnreadable, .unknownParameter, .noAnswerSheet, .unknownVariable, .unknownValue, .unknownScenario,
            .scenarioOfAnother, .noInquiryForm:
            .diagnostics
        case .malformedAssignment, .unknownCode: .usage
        case .answerRefused: .needsPerson
        case .noStateDirectory, .journalLost: .journalLost
        case .journalDamaged, .recordOfAnotherPlan: .journalDamaged
        case .runOwned, .takenAway, .takeOverUnfinished, .ownerUnknown: .owned
        case .noSuchRun, .runClosed, .runExists: .noSuchRun
        case .filesChanged: .filesChanged
        case .childStillRuns: .childStillRuns
        case .simulatorFailed: .simulatorFailed
        case .resuming(let message): message.status
        case .checkpoint(let message): message.status
        case .trace(let message): message.status
        case .doctor(let message): message.status
        case .review(let message): message.status
        case .explore(let message): message.status
        }
    }

    func text(in language: Language) -> String { localized[language] }

    func advice(in language: Language) -> String? { localizedAdvice?[language] }

    private var localized: LocalizedText {
        switch self {
        case .folderUnreadable(let path, let reason):
            .init(ja: "フォルダ「\(path)」を読めません（\(reason)）", en: "the folder ‘\(path)’ cannot be read: \(reason)")
        case .malformedAssignment(let text):
            .init(ja: "「\(text)」は 名前=値 の形ではありません", en: "‘\(text)’ is not of the form NAME=VALUE")
        case .unknownParameter(let name, _, _):
            .init(
                ja: "手順書にも環境にもパラメータ「\(name)」がありません",
                en: "neither the runbook nor the environment has a parameter ‘\(name)’")
        case .noStateDirectory(let reason):
            .init(ja: "記録を置くフォルダを使えません（\(reason.ja)）", en: "the state directory cannot be used: \(reason.en)")
        case .journalLost(let reason):
            .init(
                ja: "記録を書けなくなったため、実行をただちに中止しました（\(reason.ja)）",
                en: "the record can no longer be written; the run was ended at once: \(reason.en)")
        case .journalDamaged(let reason):
            .init(ja: "記録が壊れています（\(reason.ja)）", en: "the record is damaged: \(reason.en)")
        case .runOwned(let pid, .stopped, _):
            .init(
                ja: "この実行を進めているプロセス\(Self.inBrackets(pid, .ja))は一時停止しています",
                en: "the process\(Self.inBrackets(pid, .en)) that owns this run is suspended")
        case .runOwned(let pid, .elsewhere, _):
            .init(
                ja: "この実行は別のマシンのプロセス\(Self.inBrackets(pid, .ja))が進めています",
                en: "a process\(Self.inBrackets(pid, .en)) of another machine owns this run")
        case .takenAway:
            .init(
                ja: "この実行は別のプロセスに引き継がれました。このプロセスは何も記録せずに終わります",
                en: "another process has taken this run over; this one ends and records nothing more")
        case .takeOverUnfinished(let run):
            .init(ja: "実行「\(run)」の引き継ぎが途中で終わっています", en: "a take-over of the run ‘\(run)’ was not finished")
        case .ownerUnknown(let run):
            .init(
                ja: "実行「\(run)」の owner.lock が壊れていて、誰が進めているか分かりません",
                en: "owner.lock of the run ‘\(run)’ is damaged, so it is not known who carries it on")
        case .runOwned(let pid, _, _):
            .init(
                ja: "この実行は別のプロセス\(Self.inBrackets(pid, .ja))が進めています",
                en: "another process\(Self.inBrackets(pid, .en)) owns this run")
        case .noSuchRun(let run, _):
            .init(ja: "実行「\(run)」はありません", en: "there is no run ‘\(run)’")
        case .runClosed(let run):
            .init(ja: "実行「\(run)」はすでに終了しています", en: "the run ‘\(run)’ has ended")
        case .runExists(let run):
            .init(ja: "実行「\(run)」はすでにあります", en: "there is a run ‘\(run)’ already")
        case .filesChanged(let files):
            .init(
                ja: "開始後に変わったファイルがあります：\(files.joined(separator: "、"))",
                en: "files have changed since the run began: \(files.joined(separator: ", "))")
        case .childStillRuns(let pids, let step):
            .init(
                ja: "前に起動したプログラム（PID \(pids.map(String.init).joined(separator: "、"))）がまだ動いています：\(step)",
                en:
                    "a program started before still runs (pid \(pids.map(String.init).joined(separator: ", "))): \(step)"
            )
        case .recordOfAnotherPlan(let detail):
            .init(ja: "記録がこの計画のものではありません（\(detail)）", en: "the record is not of this plan: \(detail)")
        case .simulatorFailed(let reason):
            .init(ja: "シミュレータを起動できません（\(reason)）", en: "the simulator did not start: \(reason)")
        case .answerRefused(let problem):
            .init(
                ja: "回答ファイルの回答を使えません：\(ScreenWording(language: .ja).answerProblem(problem))",
                en:
                    "an answer of the answers file cannot be taken: \(ScreenWording(language: .en).answerProblem(problem))"
            )
        case .noAnswerSheet(let name):
            .init(ja: "回答ファイル「\(name)」がありません", en: "there is no answers file ‘\(name)’")
        case .scenarioOfAnother(let name, let runbook):
            .init(
                ja: "シナリオ「\(name)」は手順書「\(runbook)」のものです", en: "the scenario ‘\(name)’ is of the runbook ‘\(runbook)’")
        case .unknownScenario(let name, _, _):
            .init(ja: "シナリオ「\(name)」がありません", en: "there is no scenario ‘\(name)’")
        case .unknownVariable(let name, _):
            .init(ja: "変数「\(name)」はサービスモデルにありません", en: "the service model has no variable ‘\(name)’")
        case .unknownValue(let value, let variable, _):
            .init(ja: "変数「\(variable)」に値「\(value)」はありません", en: "‘\(variable)’ has no value ‘\(value)’")
        case .unknownCode(let code, _):
            .init(ja: "コード「\(code)」はありません", en: "there is no code ‘\(code)’")
        case .resuming(let message): .init(ja: message.text(in: .ja), en: message.text(in: .en))
        case .checkpoint(let message): message.localized
        case .trace(let message): message.localized
        case .doctor(let message): message.localized
        case .review(let message): message.localized
        case .explore(let message): message.localized
        case .noInquiryForm(let run):
            .init(
                ja: "実行「\(run)」のサービスに問い合わせ票がありません", en: "the service of the run ‘\(run)’ has no inquiry form")
        }
    }

    private var localizedAdvice: LocalizedText? {
        switch self {
        case .folderUnreadable:
            .init(ja: "--runbooks でフォルダを指定してください。", en: "Name the folder with --runbooks.")
        case .unknownParameter(_, let suggestion?, _), .unknownVariable(_, let suggestion?),
            .unknownScenario(_, let suggestion?, _), .unknownCode(_, let suggestion?):
            .init(ja: "「\(suggestion)」のことですか。", en: "Did you mean ‘\(suggestion)’?")
        case .unknownParameter(_, nil, let known), .unknownScenario(_, nil, let known):
            .init(ja: "使える名前：\(known.joined(separator: "、"))", en: "Known: \(known.joined(separator: ", ")).")
        case .unknownCode(_, nil):
            .init(ja: "「kirikae explain」で全コードを確認できます。", en: "‘kirikae explain’ lists all codes.")
        case .scenarioOfAnother(_, let runbook):
            .init(ja: "「\(runbook)」を予行してください。", en: "Rehearse ‘\(runbook)’.")
        case .unknownValue(_, _, let allowed):
            .init(ja: "使える値：\(allowed.joined(separator: "、"))", en: "Values: \(allowed.joined(separator: ", ")).")
        case .journalLost:
            .init(
                ja: "ディスクを確認し、別のプロセスで「kirikae resume」を実行してください。",
                en: "See to the disk, then run ‘kirikae resume’ in a new process.")
        case .journalDamaged:
            .init(
                ja: "書き込まずに保管し、「kirikae audit verify」で場所を確認してください。",
                en: "Keep it as it is, and see where with ‘kirikae audit verify’.")
        case .runOwned(let pid?, .stopped, let run):
            .init(
                ja: "再開させるには「kill -CONT \(pid)」。戻せないときは「kirikae resume \(run) --take-over 理由」で引き継いでください。",
                en:
                    "Let it go on with ‘kill -CONT \(pid)’; if that is not possible, take the run over: ‘kirikae resume \(run) --take-over REASON’."
            )
        case .runOwned(_, .elsewhere, let run):
            .init(
                ja: "そのマシンの画面で続けてください。マシンが応答しないと確かめたときは「kirikae resume \(run) --take-over 理由」で引き継いでください。",
                en:
                    "Go on at the screen of that machine. Once you are sure that it does not answer, take the run over: ‘kirikae resume \(run) --take-over REASON’."
            )
        case .runOwned(_, _, let run):
            .init(
                ja: "そのプロセスの画面で続けてください。応答しないときは「kirikae resume \(run) --take-over 理由」で引き継いでください。",
                en:
                    "Go on at the screen of that process. If it does not answer, take the run over: ‘kirikae resume \(run) --take-over REASON’."
            )
        case .takenAway:
            .init(ja: "引き継いだ画面で続けてください。", en: "Go on at the screen of that process.")
        case .takeOverUnfinished(let run):
            .init(
                ja: "もう一度「kirikae resume \(run) --take-over 理由」を実行してください。",
                en: "Run ‘kirikae resume \(run) --take-over REASON’ again.")
        case .ownerUnknown(let run):
            .init(
                ja: "誰も進めていないと確かめてから「kirikae resume \(run) --take-over 理由」で引き継いでください。",
                en: "Once you are sure that nobody does, take the run over: ‘kirikae resume \(run) --take-over REASON’."
            )
        case .noSuchRun(_, let known):
            .init(
                ja: known.isEmpty ? "実行はまだありません。" : "ある実行：\(known.joined(separator: "、"))",
                en: known.isEmpty ? "There are no runs yet." : "Runs: \(known.joined(separator: ", ")).")
        case .runClosed:
            .init(ja: "もう一度行うには「kirikae run」で新しく始めてください。", en: "To do it again, begin anew with ‘kirikae run’.")
        case .runExists(let run):
            .init(
                ja: "続けるには「kirikae resume \(run)」、新しく始めるには別の --run-id を使ってください。",
                en: "To go on with it: ‘kirikae resume \(run)’; to begin another: a different --run-id.")
        case .filesChanged:
            .init(
                ja: "開始時の内容で続けるには --keep-pinned、今の内容で続けるには --accept-changes に理由を添えてください。",
                en:
                    "To go on with the content it began with, give --keep-pinned and a reason; with the content as it is now, --accept-changes."
            )
        case .childStillRuns:
            .init(
                ja: "終わるのを待ち、もう一度「kirikae resume」を実行してください。",
                en: "Wait until it has ended, then run ‘kirikae resume’ again.")
        case .resuming(let message):
            .init(ja: message.advice(in: .ja) ?? "", en: message.advice(in: .en) ?? "")
        case .checkpoint(let message): message.advice
        case .trace(let message): message.advice
        case .doctor(let message): message.advice
        case .review(let message): message.advice
        case .explore(let message): message.advice
        case .noInquiryForm:
            .init(
                ja: "service.yaml に「inquiry」を書いてください。内容は「kirikae log」で確認できます。",
                en: "Write ‘inquiry’ in service.yaml. What happened is shown by ‘kirikae log’.")
        case .answerRefused:
            .init(
                ja: "回答ファイルを直し、「kirikae resume」で再開してください。",
                en: "Put the answers file right, then go on with ‘kirikae resume’.")
        case .malformedAssignment, .noStateDirectory, .recordOfAnotherPlan, .simulatorFailed, .noAnswerSheet,
            .unknownVariable:
            nil
        }
    }
}

extension CLIMessage {
    /// The number of a process in brackets, or nothing.
    fileprivate static func inBrackets(_ pid: Int32?, _ language: Language) -> String {
        pid.map { language == .ja ? "（PID \($0)）" : " (pid \($0))" } ?? ""
    }
}

/// A failure of a command, already worded.
struct CommandFailure: Error {
    var message: CLIMessage
}
