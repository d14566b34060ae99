import Cryptography
import Foundation
import Testing

@testable import PeerTransport

/// The listener against another implementation of TLS, where this machine has one.
@Suite(.serialized, .timeLimit(.minutes(1)), .enabled(if: OpenSSLClient.path != nil, "needs the openssl command"))
struct OpenSSLClientTests {
    @Test func anIndependentClientGetsThroughThePreface() async throws {
        let network = TestNetwork(try TestNode())
        try await running([network]) {
            let client = try OpenSSLClient(network, certificate: try TestNode().certificate(), ["-tls1_3"])
            client.send(Frame.hello(.client).bytes)
            try await client.output.wait("ack") { OpenSSLClient.contains($0.joined(), Frame.ack(.client).bytes) }
            client.send(Frame.ack(.client).bytes)
            client.send(MessageChunk.frames(type: 8, id: 1, code: 5, payload: Array("hello".utf8)).flatMap(\.bytes))
            let answer = MessageChunk.frames(type: 9, id: 1, code: 0, payload: [5] + Array("hello".utf8))
            try await client.output.wait("answer") { OpenSSLClient.contains($0.joined(), answer.flatMap(\.bytes)) }
            client.stop()
        }
    }

    @Test func anIndependentClientWithTLS12OrWithoutCertificateGetsNowhere() async throws {
        let network = TestNetwork(try TestNode())
        try await running([network]) {
            let old = try OpenSSLClient(network, certificate: try TestNode().certificate(), ["-tls1_2"])
            try await old.ended.wait("end") { !$0.isEmpty }
            try await network.log.wait("refusal") { $0.contains { $0.contains("TLS 1.3") } }
            let nameless = try OpenSSLClient(network, certificate: nil, ["-tls1_3"])
            try await network.log.wait("refusal") { $0.contains { $0.contains("a certificate is required") } }
            nameless.stop()
        }
    }

    @Test func aTicketOfAnEarlierSessionDoesNotReplaceTheCertificate() async throws {
        let network = TestNetwork(try TestNode())
        let session = FileManager.default.temporaryDirectory.appending(path: "\(SecureRandom.digest().hex).sess")
        defer { try? FileManager.default.removeItem(at: session) }
        try await running([network]) {
            let first = try OpenSSLClient(
                network, certificate: try TestNode().certificate(), ["-tls1_3", "-sess_out", session.path])
            first.send(Frame.hello(.client).bytes)
            try await first.output.wait("ack") { OpenSSLClient.contains($0.joined(), Frame.ack(.client).bytes) }
            first.stop()
            try await first.ended.wait("end") { !$0.isEmpty }
            // No ticket was given: better still.
            guard FileManager.default.fileExists(atPath: session.path) else { return }
            let second = try OpenSSLClient(network, certificate: nil, ["-tls1_3", "-sess_in", session.path])
            second.send(Frame.hello(.client).bytes)
            try await network.log.wait("refusal") { $0.contains { $0.contains("a certificate is required") } }
            #expect(!OpenSSLClient.contains(second.output.values.joined(), Frame.ack(.client).bytes))
            second.stop()
        }
    }
}

/// `openssl s_client` as a child process.
final class OpenSSLClient: Sendable {
    static let path = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/bin/openssl"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    let output = Collector<[UInt8]>()
    let ended = Collector<Int32>()
    private let input = Pipe()
    private let files: URL
    private let pid: Int32

    init(_ network: TestNetwork, certificate: SelfSignedCertificate?, _ arguments: [String]) throws {
        files = FileManager.default.temporaryDirectory.appending(path: SecureRandom.digest().hex)
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(filePath: try #require(OpenSSLClient.path))
        var all = ["s_client", "-quiet", "-connect", "127.0.0.1:\(try #require(network.network.boundAddress).port)"]
        all += ["-alpn", TLSProfile.applicationProtocol] + arguments
        if let certificate {
            for (name, bytes) in [("cert", certificate.certificateDER), ("key", certificate.privateKeyDER)] {
                try Data(bytes).write(to: files.appending(path: name))
                all += ["-\(name)", files.appending(path: name).path, "-\(name)form", "DER"]
            }
        }
        process.arguments = all
        let (out, output, ended) = (Pipe(), output, ended)
        process.standardInput = input
        process.standardOutput = out
        process.standardError = FileHandle.nullDevice
        out.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil } else { output.add(Array(data)) }
        }
        process.terminationHandler = { ended.add($0.terminationStatus) }
        try process.run()
        pid = process.processIdentifier
    }

    deinit { try? FileManager.default.removeItem(at: files) }

    func send(_ bytes: [UInt8]) { try? input.fileHandleForWriting.write(contentsOf: Data(bytes)) }

    func stop() {
        try? input.fileHandleForWriting.close()
        if ended.values.isEmpty { kill(pid, SIGKILL) }
    }

    static func contains(_ bytes: some Sequence<UInt8>, _ part: [UInt8]) -> Bool {
        Data(Array(bytes)).range(of: Data(part)) != nil
    }
}
