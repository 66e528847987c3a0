import KirikaeDiagnostics

/// What `kirikae doctor` ends with where an environment is not ready: KRK0780.
enum DoctorMessage: Equatable {
    case notReady(String, failing: Int, warnings: Int, of: Int)

    var code: String { "KRK0780" }

    var status: ExitStatus { .notReady }

    var localized: LocalizedText {
        switch self {
        case .notReady(let name, let failing, let warnings, let count):
            .init(
                ja: "環境「\(name)」の準備ができていません（点検 \(count) 件のうち不良 \(failing) 件、警告 \(warnings) 件）",
                en: "the environment ‘\(name)’ is not ready: of \(count) checks \(failing) failed, \(warnings) warned")
        }
    }

    var advice: LocalizedText {
        .init(
            ja: "各行の「次に」に従って直し、もう一度「kirikae doctor」を実行してください。",
            en: "Do what each line says under ‘next’, then run ‘kirikae doctor’ again.")
    }
}
