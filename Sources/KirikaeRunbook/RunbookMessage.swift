import KirikaeDiagnostics
import KirikaeSyntax

/// What can be wrong with a runbook, an environment or the way they fit together: KRK03xx.
public enum RunbookMessage: DiagnosticMessage, Equatable {
    case undefinedParameter(String, suggestion: String?)
    case parameterWithoutValue(String, owner: String, whereFound: LocalizedText? = nil)
    case referenceNotClosed
    case lookupIncomplete(String, value: String)
    case undefinedRunbook(String, suggestion: String?)
    case undefinedStep(String, runbook: String, suggestion: String?)
    case includeCycle([String])
    case changeWithoutVerification
    case changeWithoutReverse
    case invisibleCharacter(String)
    case undefinedPlace(String, environment: String, suggestion: String?)
    case undefinedHost(String, environment: String, suggestion: String?)
    case unobservable(String, environment: String)
    case noServiceModel
    case answerNotOfVariable(String, variable: String)
    case answerCannotFail
    case answerNeverAccepted
    case wavesDoNotGrow
    case variableNameRefused(String)
    case typedOutputHasPlace
    case argumentReadAgain(String, program: String)
    case lookAlike(String, code: String, plain: String)
    case notOfType(String, type: ValueType)
    case valuesWithoutVariable
    case notAnAddress(String)
    case undefinedOutput(String, suggestion: String?)
    case unused(Definition, String)
    case unreachableStep
    case verificationCannotFail
    case fixedWait
    case missingSource
    case wrongDirection(String, direction: Runbook.Direction)
    case preconditionNeverHolds
    case parallelConflict(String, other: String)
    case exclusiveShared(String, other: String)
    case undefinedName(EnvironmentSection, String, environment: String, suggestion: String?)
    case boundWithoutDifference(String)
    case notEnoughApprovers(Int, of: Int, environment: String)
    case variableLacksValue(String, value: String)
    case inputWithoutOutput(String, suggestion: String?)
    case placeWithoutAddress(String, environment: String)
    case timeoutBelowTypical(Milliseconds, typical: Milliseconds)
    case nestedParallel
    case undefinedVariable(String, suggestion: String?)

    /// Something that is defined.
    public enum Definition: Sendable, Equatable, CaseIterable {
        case parameter, place, host, group, inventory, secret, action, output, variable, procedure
    }

    static let directionWordHere = LocalizedText(ja: "この語の向きはここで定められています", en: "the word is given its direction here")
    static let otherMemberHere = LocalizedText(ja: "もう一方のステップはここです", en: "the other step")
    static let runbookStandsHere = LocalizedText(ja: "この手順書の定義はここです", en: "the runbook is defined here")
    static let parameterStandsHere = LocalizedText(ja: "パラメータの定義はここです", en: "the parameter is defined here")

    static func knownSince(_ variable: String, _ value: String) -> LocalizedText {
        .init(ja: "ここから先、\(variable) は \(value) です", en: "from here on \(variable) is \(value)")
    }
    // The project file.
    case unknownCode(String, suggestion: String?)
    case severityLowered(String)
    case limitOutOfBounds(String, lowest: String, highest: String)
    case projectElsewhere
    case notAProject
    case severityWithoutEffect(String, severity: Severity)

    static let includedHere = LocalizedText(ja: "ここから読み込まれています", en: "included here")

    /// Whether it keeps a plan from being made.
    public var severity: Severity {
        switch self {
        case .unused, .unreachableStep, .fixedWait, .missingSource, .boundWithoutDifference,
            .severityWithoutEffect:
            .warning
        default: .error
        }
    }

    /// Whether the line of the file may be shown.
    public var showsSource: Bool {
        if case .notOfType(_, .secret) = self { false } else { true }
    }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .undefinedParameter: "KRK0301"
        case .parameterWithoutValue: "KRK0302"
        case .referenceNotClosed: "KRK0303"
        case .lookupIncomplete: "KRK0304"
        case .undefinedRunbook: "KRK0305"
        case .undefinedStep: "KRK0306"
        case .includeCycle: "KRK0307"
        case .changeWithoutVerification: "KRK0308"
        case .changeWithoutReverse: "KRK0309"
        case .invisibleCharacter: "KRK0310"
        case .undefinedPlace: "KRK0311"
        case .undefinedHost: "KRK0312"
        case .unobservable: "KRK0313"
        case .noServiceModel: "KRK0314"
        case .answerNotOfVariable: "KRK0315"
        case .answerCannotFail: "KRK0316"
        case .answerNeverAccepted: "KRK0317"
        case .wavesDoNotGrow: "KRK0318"
        case .variableNameRefused: "KRK0319"
        case .typedOutputHasPlace: "KRK0320"
        case .argumentReadAgain: "KRK0321"
        case .lookAlike: "KRK0322"
        case .notOfType: "KRK0323"
        case .valuesWithoutVariable: "KRK0324"
        case .notAnAddress: "KRK0325"
        case .undefinedOutput: "KRK0326"
        case .unused: "KRK0327"
        case .unreachableStep: "KRK0328"
        case .verificationCannotFail: "KRK0329"
        case .fixedWait: "KRK0330"
        case .missingSource: "KRK0331"
        case .wrongDirection: "KRK0332"
        case .preconditionNeverHolds: "KRK0333"
        case .parallelConflict: "KRK0334"
        case .exclusiveShared: "KRK0335"
        case .undefinedName: "KRK0336"
        case .boundWithoutDifference: "KRK0337"
        case .notEnoughApprovers: "KRK0338"
        case .variableLacksValue: "KRK0339"
        case .inputWithoutOutput: "KRK0350"
        case .placeWithoutAddress: "KRK0351"
        case .timeoutBelowTypical: "KRK0352"
        case .nestedParallel: "KRK0353"
        case .undefinedVariable: "KRK0354"
        case .unknownCode: "KRK0340"
        case .severityLowered: "KRK0341"
        case .limitOutOfBounds: "KRK0342"
        case .projectElsewhere: "KRK0343"
        case .notAProject: "KRK0344"
        case .severityWithoutEffect: "KRK0345"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String {
        localized[language]
    }

    /// What to do next.
    public func advice(in language: Language) -> String? {
        localizedAdvice?[language]
    }

    private var localized: LocalizedText {
        switch self {
        case .undefinedParameter(let name, _):
            .init(ja: "パラメータ「\(name)」は定義されていません", en: "there is no parameter ‘\(name)’")
        case .parameterWithoutValue(let name, let owner, _):
            .init(ja: "「\(owner)」のパラメータ「\(name)」に値がありません", en: "the parameter ‘\(name)’ of ‘\(owner)’ has no value")
        case .referenceNotClosed:
            .init(ja: "「${」に対応する「}」がありません", en: "‘${’ is not closed by ‘}’")
        case .lookupIncomplete(let name, let value):
            .init(ja: "「\(name)」に値「\(value)」の語がありません", en: "‘\(name)’ has no words for ‘\(value)’")
        case .undefinedRunbook(let id, _):
            .init(ja: "手順書「\(id)」がありません", en: "there is no runbook ‘\(id)’")
        case .undefinedStep(let step, let runbook, _):
            .init(ja: "手順書「\(runbook)」にステップ「\(step)」がありません", en: "the runbook ‘\(runbook)’ has no step ‘\(step)’")
        case .includeCycle(let path):
            .init(
                ja: "手順書が自分自身を読み込んでいます（\(path.joined(separator: " → "))）",
                en: "runbooks include each other: \(path.joined(separator: " → "))")
        case .changeWithoutVerification:
            .init(ja: "状態を変えるステップに verifications がありません", en: "a step that changes something has no verification")
        case .changeWithoutReverse:
            .init(ja: "状態を変えるステップに reverse がありません", en: "a step that changes something has no reverse")
        case .invisibleCharacter(let text):
            .init(ja: "見えない文字または文字の向きを変える文字があります：\(text)", en: "an invisible or reordering character: \(text)")
        case .undefinedPlace(let name, let environment, _):
            .init(
                ja: "環境「\(environment)」に場所「\(name)」がありません",
                en: "the environment ‘\(environment)’ has no place ‘\(name)’")
        case .undefinedHost(let name, let environment, _):
            .init(
                ja: "環境「\(environment)」にホスト「\(name)」がありません",
                en: "the environment ‘\(environment)’ has no host ‘\(name)’")
        case .unobservable(let variable, let environment):
            .init(
                ja: "環境「\(environment)」は変数「\(variable)」の観測方法を定めていません",
                en: "the environment ‘\(environment)’ does not say how to observe ‘\(variable)’")
        case .noServiceModel:
            .init(ja: "サービスモデル（service: のファイル）がありません", en: "there is no service model (a file with ‘service:’)")
        case .answerNotOfVariable(let value, let variable):
            .init(
                ja: "選択肢「\(value)」は変数「\(variable)」の値ではありません", en: "the choice ‘\(value)’ is no value of ‘\(variable)’")
        case .unknownCode(let code, _):
            .init(ja: "コード「\(code)」はありません", en: "there is no code ‘\(code)’")
        case .severityLowered(let code):
            .init(ja: "\(code) はエラーです。警告に下げることはできません", en: "\(code) is an error and cannot be made a warning")
        case .limitOutOfBounds(let name, let lowest, let highest):
            .init(
                ja: "「\(name)」は \(lowest) から \(highest) までです", en: "‘\(name)’ must be from \(lowest) to \(highest)")
        case .projectElsewhere:
            .init(
                ja: "プロジェクトのファイルは、フォルダの一番上の project.yaml だけです",
                en: "a project stands only in project.yaml at the top of the folder")
        case .notAProject:
            .init(ja: "project.yaml に project: がありません", en: "project.yaml does not hold a project")
        case .severityWithoutEffect(let code, .error):
            .init(ja: "\(code) はもともとエラーです。この行は何も変えません", en: "\(code) is an error already; this changes nothing")
        case .severityWithoutEffect(let code, .warning):
            .init(ja: "\(code) はもともと警告です。この行は何も変えません", en: "\(code) is a warning already; this changes nothing")
        default: checks
        }
    }

    private var localizedAdvice: LocalizedText? {
        switch self {
        case .undefinedParameter(_, let suggestion?), .undefinedRunbook(_, let suggestion?),
            .undefinedStep(_, _, let suggestion?), .undefinedPlace(_, _, let suggestion?),
            .undefinedHost(_, _, let suggestion?), .unknownCode(_, let suggestion?):
            .init(ja: "「\(suggestion)」のことですか。", en: "Did you mean ‘\(suggestion)’?")
        case .undefinedParameter(_, nil):
            .init(ja: "parameters か lookups に定義してください。", en: "Define it under ‘parameters’ or ‘lookups’.")
        case .parameterWithoutValue(let name, _, let whereFound):
            .init(
                ja: (whereFound.map { "値のある場所：\($0.ja) " } ?? "") + "with: か --set \(name)=… で値を渡してください。",
                en: (whereFound.map { "Where to find it: \($0.en) " } ?? "")
                    + "Give it under ‘with:’ or by --set \(name)=….")
        case .changeWithoutVerification:
            .init(ja: "できたことを確かめる条件を書いてください。", en: "Write a condition that shows it worked.")
        case .changeWithoutReverse:
            .init(ja: "「手順書/ステップ」か {none: 理由} を書いてください。", en: "Write ‘runbook/step’, or {none: reason}.")
        case .invisibleCharacter:
            .init(ja: "その文字を消してください。", en: "Remove the character.")
        case .undefinedPlace(let name, _, nil):
            .init(ja: "places に「\(name)」を定義してください。", en: "Define ‘\(name)’ under ‘places’.")
        case .undefinedHost(let name, _, nil):
            .init(ja: "hosts に「\(name)」を定義してください。", en: "Define ‘\(name)’ under ‘hosts’.")
        case .unobservable(let variable, _):
            .init(
                ja: "observe に「\(variable): ask」などを書いてください。",
                en: "Write for example ‘\(variable): ask’ under ‘observe’.")
        case .lookupIncomplete(_, let value):
            .init(ja: "values に「\(value):」を書いてください。", en: "Write ‘\(value):’ under ‘values’.")
        case .answerNotOfVariable(_, let variable):
            .init(ja: "「\(variable)」の値だけを選択肢にしてください。", en: "Offer only values of ‘\(variable)’.")
        case .unknownCode(_, nil):
            .init(ja: "「kirikae explain」で全コードを確認できます。", en: "‘kirikae explain’ lists all codes.")
        case .severityLowered, .severityWithoutEffect:
            .init(ja: "この行を消してください。", en: "Remove the line.")
        case .projectElsewhere:
            .init(
                ja: "内容を一番上の project.yaml へ移すか、このファイルを消してください。",
                en: "Move what it says to that file, or remove this one.")
        case .notAProject:
            .init(
                ja: "「project: 名前」を書くか、ファイルの名前を変えてください。",
                en: "Write ‘project: NAME’, or rename the file.")
        case .limitOutOfBounds, .undefinedRunbook(_, nil), .undefinedStep(_, _, nil), .referenceNotClosed,
            .includeCycle, .noServiceModel:
            nil
        default: checksAdvice
        }
    }
}
