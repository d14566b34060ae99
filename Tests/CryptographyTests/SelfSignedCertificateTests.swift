import Cryptography
import Foundation
import Testing

@Suite struct SelfSignedCertificateTests {
    private static let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// 2026-01-01T00:00:00Z and 2060-01-01T00:00:00Z: UTCTime and GeneralizedTime.
    private let notBefore: Int64 = 1_767_225_600
    private let notAfter: Int64 = 2_840_140_800

    private func run(_ arguments: [String], input: [UInt8]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.openssl))
        process.arguments = arguments
        let (input_, output) = (Pipe(), Pipe())
        process.standardInput = input_
        process.standardOutput = output
        process.standardError = output
        try process.run()
        input_.fileHandleForWriting.write(Data(input))
        try input_.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test(.enabled(if: openssl != nil, "needs the openssl command"))
    func anotherParserReadsIt() throws {
        let key = Ed25519.PrivateKey(generating: ())
        let made = try SelfSignedCertificate.make(
            key: key, commonName: "Knoten Süd", notBefore: notBefore, notAfter: notAfter)
        let arguments = ["x509", "-inform", "DER", "-noout", "-text", "-nameopt", "utf8"]
        let (status, text) = try run(arguments, input: made.certificateDER)
        #expect(status == 0)
        for part in [
            "Version: 3", "Signature Algorithm: ED25519", "CN=Knoten Süd", "Not Before: Jan  1 00:00:00 2026 GMT",
            "Not After : Jan  1 00:00:00 2060 GMT", "CA:FALSE", "Digital Signature",
            "TLS Web Server Authentication, TLS Web Client Authentication",
        ] { #expect(text.contains(part), "no \(part) in \(text)") }
        let (_, publicKey) = try run(["x509", "-inform", "DER", "-noout", "-pubkey"], input: made.certificateDER)
        let body = publicKey.split(separator: "\n").dropFirst().dropLast().joined()
        #expect(Data(base64Encoded: body).map(Array.init) == key.publicKey.subjectPublicKeyInfo)
    }

    @Test(.enabled(if: openssl != nil, "needs the openssl command"))
    func anotherParserVerifiesItsSignatureAndKey() throws {
        let made = try SelfSignedCertificate.make(
            key: Ed25519.PrivateKey(generating: ()), commonName: "node", notBefore: notBefore, notAfter: notAfter)
        let (_, pem) = try run(["x509", "-inform", "DER"], input: made.certificateDER)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).pem")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(pem.utf8).write(to: file)
        let (status, text) = try run(
            ["verify", "-check_ss_sig", "-no_check_time", "-CAfile", file.path, file.path], input: [])
        #expect(status == 0, "\(text)")
        let (keyStatus, certified) = try run(["pkey", "-inform", "DER", "-pubout"], input: made.privateKeyDER)
        #expect(keyStatus == 0)
        #expect(try run(["x509", "-noout", "-pubkey", "-in", file.path], input: []).output == certified)
    }

    @Test func serialNumbersDiffer() throws {
        let key = Ed25519.PrivateKey(generating: ())
        let two = try (0..<2).map { _ in
            try SelfSignedCertificate.make(key: key, commonName: "node", notBefore: notBefore, notAfter: notAfter)
        }
        #expect(two[0].certificateDER != two[1].certificateDER)
        #expect(two[0].privateKeyDER == two[1].privateKeyDER)
        #expect(two[0].privateKeyDER.count == 48)
    }

    @Test func refusesWhatX509CannotExpress() {
        let key = Ed25519.PrivateKey(generating: ())
        for name in ["", String(repeating: "n", count: 65), "a\u{0}b", "line\n"] {
            #expect(throws: CryptographyError.unencodable(what: "common name")) {
                try SelfSignedCertificate.make(key: key, commonName: name, notBefore: 0, notAfter: 1)
            }
        }
        for (from, to) in [(2, 1), (.min, 0), (0, .max), (0, 253_402_300_800)] as [(Int64, Int64)] {
            #expect(throws: CryptographyError.unencodable(what: "period of validity")) {
                try SelfSignedCertificate.make(key: key, commonName: "node", notBefore: from, notAfter: to)
            }
        }
        #expect(throws: Never.self) {
            try SelfSignedCertificate.make(
                key: key, commonName: String(repeating: "é", count: 64), notBefore: -631_152_000,
                notAfter: 253_402_300_799)
        }
    }
}
