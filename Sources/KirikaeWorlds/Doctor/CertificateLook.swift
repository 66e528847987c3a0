import KirikaeDiagnostics
import KirikaeRunbook

/// Certificates are looked at once the HTTP client can show them; until then nobody is told that one is good.
struct CertificateLook {
    let wanted: ReadinessCheck.Certificate

    init(_ wanted: ReadinessCheck.Certificate) { self.wanted = wanted }

    func look(_ name: String) -> ReadinessLook {
        ReadinessLook(.certificate, name, expected: .connects(wanted.address.written)) { _ in
            .notLookedAt(.init(ja: "未対応です", en: "it cannot be read yet"))
        }
    }
}

/// The same for hashes of files.
struct FileLook {
    let file: ReadinessCheck.File
    let environment: Environment

    func look(_ name: String) -> ReadinessLook {
        ReadinessLook(.file, name, expected: .file(file, path: file.path)) { _ in
            .notLookedAt(.init(ja: "未対応です", en: "it cannot be read yet"))
        }
    }
}
