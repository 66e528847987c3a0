import ArgumentParser
import Glibc
import KirikaeAudit
import KirikaeCheckpoint
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal

/// How the record of a run is signed, and where its signed heads are copied to.
struct CheckpointOptions: ParsableArguments {
    @Option(
        help: """
            Private key of OpenSSH that signs the record. Default: KIRIKAE_CHECKPOINT_KEY, else the key of the state folder, \
            which is made at the first run.
            """)
    var checkpointKey: String?

    @Option(
        help: """
            Second place for signed checkpoints: a folder, or ssh://[USER@]HOST[:PORT]/FOLDER. Default: \
            KIRIKAE_COPY_CHECKPOINTS.
            """)
    var copyCheckpoints: String?

    /// What they come to.
    func settings() throws(CommandFailure) -> CheckpointSettings {
        CheckpointSettings(
            keyPath: checkpointKey ?? Self.variable("KIRIKAE_CHECKPOINT_KEY"),
            place: try Self.place(copyCheckpoints ?? Self.variable("KIRIKAE_COPY_CHECKPOINTS")))
    }

    /// A place, as it is written on the command line.
    static func place(_ text: String?) throws(CommandFailure) -> CheckpointPlace? {
        guard let text else { return nil }
        guard let place = CheckpointPlace(text) else { throw CommandFailure(checkpoint: .placeMalformed(text)) }
        return place
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).flatMap { $0.pointee == 0 ? nil : String(cString: $0) }
    }
}

/// How the record of a run is signed, and where its signed heads are copied to.
struct CheckpointSettings: Sendable {
    /// The key; nil for that of the state directory.
    var keyPath: String?
    /// The second place; nil where there is none.
    var place: CheckpointPlace?

    /// What signs.
    ///
    /// A key that may need a person signs once now: better refused before anything is done than when all is done.
    func signer(in state: StateDirectory) async throws -> any CheckpointSigner {
        guard let keyPath else {
            switch try CheckpointKeys.own(in: state) {
            case .success(let signer): return signer
            case .failure:
                let path = "\(state.path)/\(CheckpointKeys.folderName)/\(CheckpointKeys.keyName)"
                throw CommandFailure(
                    checkpoint: .noKey(
                        path,
                        reason: .init(
                            ja: "パスフレーズなしの Ed25519 の秘密鍵ではありません", en: "it is no Ed25519 private key without a passphrase"
                        )))
            }
        }
        let signer = try CheckpointKeys.signer(at: keyPath)
        if !signer.signsEveryStep {
            do throws(CheckpointSigningFailure) {
                _ = try await signer.signature(of: "kirikae\n", as: "kirikae")
            } catch {
                throw CommandFailure(checkpoint: .notSigned(reason: error.reason))
            }
        }
        return signer
    }

    /// What signs the record of a run.
    func keeper(
        signer: any CheckpointSigner, run: String, in directory: RunDirectory, operatorName: String,
        tell: @escaping @Sendable (RunEvent) -> Void
    ) -> CheckpointKeeper {
        CheckpointKeeper(
            signer: signer, run: run, in: directory, operatorName: operatorName,
            copier: place.map { CheckpointCopier(place: $0, run: run, tell: tell) })
    }
}
