import Glibc
import KirikaeCheckpoint
import KirikaeDiagnostics
import KirikaeJournal
import KirikaeSignatures

/// The key that signs the checkpoints of this installation, and whose signatures it trusts.
enum CheckpointKeys {
    /// The folder of the state directory.
    static let folderName = "keys"
    /// The private key, unencrypted: a run signs when nobody is there to type a passphrase.
    static let keyName = "checkpoint"
    /// The keys that an audit of runs of this state directory trusts.
    static let signersName = "allowed_signers"

    /// Reads the key of the state directory; makes one, with its list of trusted keys, at the first run.
    static func own(in state: StateDirectory) throws(JournalError) -> Result<KeyFileSigner, SSHPrivateKey.Defect> {
        let folder = try state.folder(folderName)
        return try folder.locked { () throws(JournalError) -> Result<KeyFileSigner, SSHPrivateKey.Defect> in
            if let bytes = try folder.contents(of: keyName) { return read(bytes) }
            let key = SSHPrivateKey()
            let principal = "kirikae@" + hostName()
            // The private key comes last: a crash before it leaves nothing that somebody might trust and nobody has.
            try folder.replace("\(keyName).pub", with: Array("\(key.publicKey.line) \(principal)\n".utf8))
            let known = try folder.contents(of: signersName) ?? []
            let line = AllowedSigners.checkpointLine(principal: principal, key: key.publicKey)
            try folder.replace(signersName, with: known + Array(line.utf8))
            try folder.replace(keyName, with: Array(key.encoded(comment: principal).utf8))
            return .success(KeyFileSigner(key))
        }
    }

    private static func read(_ bytes: [UInt8]) -> Result<KeyFileSigner, SSHPrivateKey.Defect> {
        do throws(SSHPrivateKey.Defect) {
            return .success(KeyFileSigner(try SSHPrivateKey(parsing: bytes)))
        } catch {
            return .failure(error)
        }
    }

    /// What signs with the key at a path: in this process if it can be read here, else through `ssh-keygen`.
    static func signer(at path: String) throws(CommandFailure) -> any CheckpointSigner {
        let bytes: [UInt8]
        do {
            bytes = try SourceFolder.bytes(of: path)
        } catch {
            throw CommandFailure(checkpoint: .noKey(path, reason: .init(ja: "読めません", en: "cannot be read")))
        }
        switch read(bytes) {
        case .success(let signer): return signer
        case .failure(.damaged):
            throw CommandFailure(checkpoint: .noKey(path, reason: .init(ja: "壊れています", en: "it is damaged")))
        case .failure: break
        }
        guard let publicKey = publicKey(beside: path, bytes) else {
            throw CommandFailure(
                checkpoint: .noKey(
                    path, reason: .init(ja: "\(path).pub に公開鍵がありません", en: "there is no public key in \(path).pub")))
        }
        return SSHCheckpointSigner(keyPath: path, publicKey: publicKey)
    }

    /// A public key is itself what names a key of the agent; beside a private key it has `.pub` at its end.
    private static func publicKey(beside path: String, _ bytes: [UInt8]) -> SSHPublicKey? {
        if let key = SSHPublicKey(line: String(decoding: bytes, as: UTF8.self)) { return key }
        guard let bytes = try? SourceFolder.bytes(of: path + ".pub") else { return nil }
        return SSHPublicKey(line: String(decoding: bytes, as: UTF8.self))
    }

    private static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // It becomes a word of a list of names, in which other characters mean something.
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy {
                ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || (0x2D...0x39).contains($0) && $0 != 0x2F
            }
        return isPlain ? text : "localhost"
    }
}
