import Cryptography
import DID
import DataIntegrity
import Foundation
import JSON
import Testing

/// `Tests/interop/data_integrity.py`, which needs PyNaCl and rfc8785. `Tests/interop/prepare.sh` makes an interpreter that
/// has them, named by CHIROGRAPH_PYTHON.
enum PythonScript {
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../interop/data_integrity.py").standardizedFileURL.path

    static let linkedData = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../interop/linked_data.py").standardizedFileURL.path

    private static let interpreter = ProcessInfo.processInfo.environment["CHIROGRAPH_PYTHON"] ?? "python3"

    static let isUsable = (try? run(["-c", "import nacl.signing, rfc8785"])) == 0
    static let hasLinkedData =
        isUsable && (try? run(["-c", "import pyld, nacl.signing, cryptography.hazmat.primitives"])) == 0

    static func run(_ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [interpreter] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// Against another implementation.
@Suite(.enabled(if: PythonScript.isUsable, "python3 with PyNaCl and rfc8785 is not on this machine"))
struct InteropTests {
    /// Runs `body` with the paths of two files, the first of which holds `document`.
    private func withFiles<R>(_ document: JSONObject, _ body: (URL, URL) throws -> R) throws -> R {
        let files = (0..<2).map { _ in FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).json") }
        defer { for file in files { try? FileManager.default.removeItem(at: file) } }
        try Data(JSONValue.object(document).serialized(pretty: true)).write(to: files[0])
        return try body(files[0], files[1])
    }

    private func accepts(_ document: JSONObject, _ key: Ed25519.PublicKey) throws -> Bool {
        try withFiles(document) { file, _ in
            let status = try PythonScript.run([PythonScript.path, "verify", file.path, key.rawBytes.hex])
            #expect(status == 0 || status == 1)
            return status == 0
        }
    }

    @Test func theOtherSideVerifiesOurProofs() throws {
        var document = try DataIntegrity.addProof(to: unsecured, options: options(id: "urn:uuid:one"), key: signer)
        #expect(try accepts(document, signer.publicKey))
        document = try DataIntegrity.addProof(to: document, options: options(previous: ["urn:uuid:one"]), key: signer)
        #expect(try accepts(document, signer.publicKey))
        #expect(try !accepts(document, Ed25519.PrivateKey(generating: ()).publicKey))
        document["validFrom"] = "2026-01-16T00:00:00Z"
        #expect(try !accepts(document, signer.publicKey))
    }

    @Test func weVerifyTheOtherSidesProofs() throws {
        let seed = SecureRandom.digest()
        let key = try Ed25519.PrivateKey(seed: SecretBytes(copying: seed.bytes)).publicKey
        let signed = try withFiles(unsecured) { source, target in
            #expect(try PythonScript.run([PythonScript.path, "sign", seed.hex, source.path, target.path]) == 0)
            return try JSONValue(parsing: [UInt8](Data(contentsOf: target))).object
        }
        var document = try #require(signed)
        #expect(verify(document).map(\.outcome) == [.pass])
        #expect(verify(document).first?.key == .ed25519(key))
        document["id"] = "urn:uuid:other"
        #expect(verify(document).map(\.outcome) == [.fail])
    }
}
