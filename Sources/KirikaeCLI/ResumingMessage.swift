import KirikaeDiagnostics

/// Why a run cannot go on the way somebody asked for: KRK0750 to KRK0754.
enum ResumingMessage: DiagnosticMessage, Equatable {
    /// Changed files touch steps that were started.
    case changesNotAcceptable([LocalizedText])
    /// The run cannot leave out everything before a step.
    case jumpRefused(String, reason: LocalizedText)
    /// The run cannot be begun anew from a step.
    case restartRefused(String, reason: LocalizedText)
    /// Another run goes on in its place.
    case superseded(String, by: String)
    /// A run that was begun anew does not know yet what the run before it had finished.
    case restartUnfinished(String, of: String, from: String)

    var severity: Severity { .error }

    var code: String {
        switch self {
        case .changesNotAcceptable: "KRK0750"
        case .jumpRefused: "KRK0751"
        case .restartRefused: "KRK0752"
        case .superseded: "KRK0753"
        case .restartUnfinished: "KRK0754"
        }
    }

    /// The status with which the program ends.
    var status: ExitStatus {
        switch self {
        case .changesNotAcceptable, .jumpRefused, .restartRefused: .notAllowed
        case .superseded, .restartUnfinished: .noSuchRun
        }
    }

    func text(in language: Language) -> String { localized[language] }

    func advice(in language: Language) -> String? { localizedAdvice[language] }

    private var localized: LocalizedText {
        switch self {
        case .changesNotAcceptable(let obstacles):
            .init(
                ja: "変更を受け入れられません。着手済みのステップに関わります：\(obstacles.map(\.ja).joined(separator: "。"))",
                en: "the changes cannot be accepted: \(obstacles.map(\.en).joined(separator: "; "))")
        case .jumpRefused(let step, let reason):
            .init(ja: "「\(step)」へは進めません。\(reason.ja)", en: "the run cannot jump to ‘\(step)’: \(reason.en)")
        case .restartRefused(let step, let reason):
            .init(
                ja: "「\(step)」からやり直せません。\(reason.ja)", en: "the run cannot be begun anew from ‘\(step)’: \(reason.en)")
        case .superseded(let run, let successor):
            .init(
                ja: "実行「\(run)」は終わり、実行「\(successor)」が引き継いでいます",
                en: "the run ‘\(run)’ has ended; the run ‘\(successor)’ goes on in its place")
        case .restartUnfinished(let run, let old, _):
            .init(
                ja: "実行「\(run)」は「\(old)」からの引き継ぎが終わっていません",
                en: "the run ‘\(run)’ has not yet taken over what ‘\(old)’ had finished")
        }
    }

    private var localizedAdvice: LocalizedText {
        switch self {
        case .changesNotAcceptable:
            .init(
                ja: "開始時の内容で続けるには --keep-pinned に理由を添えてください。新しい内容ではじめから行うには、新しく始めてください。",
                en:
                    "To go on with the content it began with, give --keep-pinned and a reason; to do it all by the new content, begin a new run."
            )
        case .jumpRefused:
            .init(
                ja: "前のステップからやり直すには「kirikae restart」を、そのまま続けるには --jump-to を付けずに「kirikae resume」を使ってください。",
                en:
                    "To begin anew from an earlier step use ‘kirikae restart’; to go on as planned, ‘kirikae resume’ without --jump-to."
            )
        case .restartRefused:
            .init(
                ja: "「kirikae resume」で続け、必要なら途中で止めてから、もう一度やり直してください。",
                en: "Go on with ‘kirikae resume’, settle it there, stop, and try again.")
        case .superseded(_, let successor):
            .init(ja: "続けるには：kirikae resume \(successor)", en: "Go on with: kirikae resume \(successor)")
        case .restartUnfinished(let run, let old, let step):
            .init(
                ja: "理由を添えて、もう一度：kirikae restart \(old) --from \(step) --run-id \(run) --reason …",
                en: "Again, with the reason: kirikae restart \(old) --from \(step) --run-id \(run) --reason …")
        }
    }
}
