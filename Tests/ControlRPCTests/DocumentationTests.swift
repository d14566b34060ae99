import ControlClient
import Foundation
import JSON
import TestSupport
import Testing

@testable import ControlRPC

/// docs/formats/control-rpc.md says what the code does.
struct DocumentationTests {
    private static func page() throws -> String {
        let file = TestData.packageRoot.appending(path: "docs/formats/control-rpc.md")
        return try String(contentsOf: file, encoding: .utf8)
    }

    private static func between(_ start: String, _ end: String, in text: String) throws -> String {
        let from = try #require(text.range(of: start))
        let to = try #require(text[from.upperBound...].range(of: end))
        return String(text[from.upperBound..<to.lowerBound])
    }

    /// The section on methods, as the catalogue has it.
    static var methods: String {
        ControlCatalogue.rows.map { row in
            var lines = ["### \(row.name)", "", "\(row.summary) On \(row.nodes.rawValue).", ""]
            if !row.parameters.isEmpty {
                lines += ["| parameter | type | |", "|---|---|---|"]
                lines += row.parameters.map { parameter in
                    let type = parameter.typeText.split(separator: " ").filter { !["a", "an"].contains($0) }
                    let kind = (parameter.isRequired ? [] : ["optional"]) + [type.joined(separator: " ")]
                    return "| `\(parameter.name)` | \(kind.joined(separator: ", ")) | \(parameter.summary) |"
                }
                lines.append("")
            }
            if row.result.isEmpty { lines += ["Result: \(row.resultText ?? "an object").", ""] }
            if !row.result.isEmpty {
                lines += ["| result | type | |", "|---|---|---|"]
                lines += row.result.map { "| `\($0.name)` | \($0.type.rawValue) | \($0.summary) |" }
                lines.append("")
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    @Test func theMethodsOfThePageAreThoseOfTheCatalogue() throws {
        let text = try Self.between("<!-- methods -->\n", "<!-- end of methods -->", in: Self.page())
        let expected = Self.methods
        if text != expected, let path = ProcessInfo.processInfo.environment["CHIROGRAPH_WRITE_METHODS"] {
            try expected.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(text == expected, "CHIROGRAPH_WRITE_METHODS=<file> writes what should stand there")
    }

    @Test func theSessionsOfThePageAreWhatTheDispatcherAnswers() async throws {
        let dispatcher = JSONRPCDispatcher([
            ControlCatalogue.method("status.set") { params in
                guard params["credential"] == "urn:uuid:1" else {
                    throw JSONRPCError(
                        code: 1,
                        message: "no credential with the id urn:uuid:9 was issued here; see: clr credential list")
                }
                return ["origin": "midwest.example/state-college", "index": 7]
            },
            ControlCatalogue.method("learner.wallet") { _ in [:] },
            ControlCatalogue.method("offer.list") { _ in ["offers": []] },
        ])
        var rest = try Self.page()[...]
        var calls = 0
        while let start = rest.range(of: "```text session\n") {
            rest = rest[start.upperBound...]
            let end = try #require(rest.range(of: "```"))
            let lines = rest[..<end.lowerBound].split(separator: "\n")
            rest = rest[end.upperBound...]
            try #require(lines.count % 2 == 0)
            for index in stride(from: 0, to: lines.count, by: 2) {
                try #require(lines[index].hasPrefix("> ") && lines[index + 1].hasPrefix("< "))
                let answer = await dispatcher.handle(Array(lines[index].dropFirst(2).utf8))
                #expect(String(decoding: answer ?? [], as: UTF8.self) == lines[index + 1].dropFirst(2))
                calls += 1
            }
        }
        #expect(calls == 7)
    }

    @Test func theLimitsOfThePageAreTheDefaults() throws {
        let page = try Self.page()
        let limits = ControlServer.Limits()
        #expect(limits.messageBytes == 16 << 20 && page.contains("without its LF | 16 MiB |"))
        #expect(ControlClient.maximumMessageBytes == limits.messageBytes)
        #expect(JSONLimits.default.depth == 64 && page.contains("| depth of a text | 64 |"))
        #expect(JSONLimits.default.members == 100_000 && page.contains("| values in a text | 100,000 |"))
        #expect(JSONRPCDispatcher.maximumBatch == 100 && page.contains("| calls in a batch | 100 |"))
        #expect(limits.connections == 64 && page.contains("| connections | 64 |"))
        #expect(limits.callsPerConnection == 8 && limits.callBytesPerConnection == 32 << 20)
        #expect(page.contains("| 8, and 32 MiB of texts |"))
        #expect(limits.write == .seconds(30) && page.contains("leaves an answer lying | 30 s |"))
        #expect(limits.shutdown == .milliseconds(1500) && page.contains("have 1.5 s to finish"))
        #expect(UnixSocket.maximumPathBytes == 107 && page.contains("at most 107 bytes"))
        for code in [
            JSONRPCError.parseErrorCode, JSONRPCError.invalidRequestCode, JSONRPCError.methodNotFoundCode,
            JSONRPCError.invalidParamsCode, JSONRPCError.internalErrorCode, JSONRPCError.notPermittedCode,
            JSONRPCError.busyCode, JSONRPCError.cancelledCode,
        ] {
            #expect(page.contains("| \(code) |"))
        }
    }
}
