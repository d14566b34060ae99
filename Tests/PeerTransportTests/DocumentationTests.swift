import FoundationEssentials
import Testing

@testable import PeerTransport

/// docs/formats/transport.md says what the code does.
struct DocumentationTests {
    private static let page: String? = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return try? String(contentsOf: URL(filePath: "/\(root)/docs/formats/transport.md"), encoding: .utf8)
    }()

    private func examples(_ name: String) throws -> [String: [UInt8]] {
        let page = try #require(DocumentationTests.page)
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "```example \(name)"))
        var examples: [String: [UInt8]] = [:]
        for line in lines[(start + 1)...].prefix(while: { $0 != "```" }) {
            let parts = line.split(separator: " ")
            let digits = Array(try #require(parts.last))
            examples[String(try #require(parts.first))] = stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(digits[$0..<$0 + 2]), radix: 16)
            }
        }
        return examples
    }

    @Test func theFramesOfThePageAreTheFramesOnTheWire() throws {
        let examples = try examples("frames")
        #expect(examples["hello-control"] == Frame.hello(.control).bytes)
        #expect(examples["hello-client"] == Frame.hello(.client).bytes)
        #expect(examples["ack-bulk"] == Frame.ack(.bulk).bytes)
        #expect(examples["ping"] == Frame(type: 3, payload: [0, 0, 0, 0, 0, 0, 0, 1]).bytes)
        #expect(examples["close"] == Frame(type: 5, payload: [4] + Array("stop".utf8)).bytes)
        #expect(examples["message"] == Frame(type: 0x20, payload: Array("hi.".utf8)).bytes)
        #expect(examples.count == 6)
    }

    @Test func theChunksOfThePageAreTheChunksOnTheWire() throws {
        let examples = try examples("chunks")
        let one = MessageChunk.frames(type: 8, id: 1, code: 7, payload: Array("hi!!!".utf8))
        #expect(examples["request-only"] == one.flatMap(\.bytes))
        var assembler = MessageAssembler(limit: 100)
        let bytes = try ["request-first", "request-last"].flatMap { try #require(examples[$0]) }
        let messages = try RawPeer.frames([.bytes(bytes)]).map {
            try assembler.add(try #require(MessageChunk(parsing: $0.payload)))
        }
        #expect(messages == [nil, .init(id: 2, code: 7, payload: Array("hi".utf8))])
        let refused = MessageChunk.frames(type: 9, id: 1, code: 3, payload: Array("no ok".utf8))
        #expect(examples["response-refused"] == refused.flatMap(\.bytes))
        #expect(examples.count == 4)
    }

    @Test func theLimitsOfThePageAreTheDefaults() throws {
        let page = try #require(DocumentationTests.page)
        let (timing, limits) = (TransportTiming(), TransportLimits())
        #expect(timing.handshake == .seconds(5) && timing.hello == .seconds(5) && page.contains("| 5 s each |"))
        #expect(timing.ping == .seconds(10) && timing.dead == .seconds(30) && page.contains("ping every 10 s"))
        #expect(limits.queuedBytes == 16 << 20 && page.contains("| waiting for sending, one connection | 16 MiB |"))
        #expect(limits.unreadBytes == 2 << 20 && limits.unreadFrames == 1024 && page.contains("2 MiB or 1,024 frames"))
        #expect(limits.connections == 1024 && limits.strangers == 768 && limits.strangersPerAddress == 16)
        #expect(page.contains("1,024; 768 of strangers; 16 of strangers from one address"))
        #expect(limits.halfOpen == 256 && limits.halfOpenPerAddress == 64 && page.contains("256; 64 from one address"))
        #expect(
            limits.requestsPerSecond == 50 && limits.requestBurst == 100 && page.contains("50 a second, 100 at once"))
        #expect(timing.request == .seconds(30) && page.contains("| one request | 30 s |"))
        for status in [
            ClientResponse.busy, ClientResponse.rateLimited, ClientResponse.timeout, ClientResponse.tooLarge,
        ] {
            #expect(page.contains("| 0x\(String(status, radix: 16)) |"))
        }
    }
}
