import Glibc
import KirikaeAudit

/// Checks the record of a run, and nothing else: no runbooks, no network, no writing.
@main struct AuditProgram {
    static func main() {
        let report = AuditVerifier.verify(runDirectoryAt: CommandLine.arguments.last ?? "")
        exit(report.isVerified ? 0 : 33)
    }
}
