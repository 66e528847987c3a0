import Foundation
import JournalTestSupport
import KirikaeCheckpoint
import Testing

/// A key pair made by the system's `ssh-keygen`.
struct TemporaryKeys {
    let folder: TemporaryDirectory
    let publicLine: String

    var keyPath: String { folder.path + "/key" }

    init(type: String, passphrase: String = "") async throws {
        folder = try TemporaryDirectory()
        let bits = type == "rsa" ? ["-b", "2048"] : []
        let ending = try await ProgramRun.run(
            "/usr/bin/ssh-keygen",
            ["-q", "-t", type] + bits + ["-N", passphrase, "-C", "test", "-f", folder.path + "/key"])
        try #require(ending.status == 0, "\(ending.output)")
        let line = String(decoding: try folder.contents("key.pub"), as: UTF8.self)
        publicLine = line.split(separator: " ").prefix(2).joined(separator: " ")
    }
}

/// Keys of OpenSSH are read and written here as they are there.
@Suite struct SSHKeyFileTests {
    @Test func aKeyMadeByOpenSSHSignsHere() async throws {
        let keys = try await TemporaryKeys(type: "ed25519")
        let key = try SSHPrivateKey(parsing: try keys.folder.contents("key"))
        #expect(key.publicKey.line == keys.publicLine)
        let note = try key.sign("text\n", as: "name")
        let trusted = try #require(NoteKey(name: "name", publicKey: key.publicKey, algorithm: .ed25519))
        #expect(trusted.isNamed(by: note) && trusted.isEd25519Signature(note.bytes, of: "text\n"))
        #expect(!trusted.isEd25519Signature(note.bytes, of: "text"))
    }

    @Test func aKeyMadeHereIsReadByOpenSSH() async throws {
        let folder = try TemporaryDirectory()
        let key = SSHPrivateKey()
        try folder.write(Array(key.encoded(comment: "kirikae@j1").utf8), to: "key")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path + "/key")
        let ending = try await ProgramRun.run("/usr/bin/ssh-keygen", ["-y", "-f", folder.path + "/key"])
        #expect(ending.status == 0 && ending.output.hasPrefix(key.publicKey.line), "\(ending.output)")
        #expect(try SSHPrivateKey(parsing: try folder.contents("key")).publicKey == key.publicKey)
    }

    @Test func otherKeysAreToldApart() async throws {
        let encrypted = try await TemporaryKeys(type: "ed25519", passphrase: "correct horse")
        #expect(throws: SSHPrivateKey.Defect.encrypted) {
            try SSHPrivateKey(parsing: try encrypted.folder.contents("key"))
        }
        let ecdsa = try await TemporaryKeys(type: "ecdsa")
        #expect(throws: SSHPrivateKey.Defect.otherType("ecdsa-sha2-nistp256")) {
            try SSHPrivateKey(parsing: try ecdsa.folder.contents("key"))
        }
        #expect(throws: SSHPrivateKey.Defect.notPrivateKey) {
            try SSHPrivateKey(parsing: try ecdsa.folder.contents("key.pub"))
        }
    }
}
