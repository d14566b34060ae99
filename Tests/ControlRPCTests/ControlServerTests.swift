import ConformanceSuites
import ControlClient
import Foundation
import JSON
import TestSupport
import Testing

@testable import ControlRPC

/// The server on a real socket: framing, limits, errors.
struct ControlServerTests {
    @Test(
        .enabled(if: Vectors.available, "the test vectors are not on this machine (CHIROGRAPH_VECTORS)"))
    func theExamplesOfTheSpecificationAreAnsweredThroughTheSocket() async throws {
        let folder = try #require(Vectors.suite("json-rpc"))
        let examples = try JSONRPCExamples.all(in: folder)
        try #require(examples.count >= 10)
        try await serving(JSONRPCExamples.dispatcher) { server async throws in
            let client = try server.client()
            for example in examples {
                // One text a line: line ends inside a text are white space and become blanks.
                let text = String(decoding: example.request, as: UTF8.self).replacing("\n", with: " ")
                try await client.send(text)
                // What is sent behind it shows that a text without an answer gets none.
                try await client.send(call("get_data", id: #""behind""#))
                var lines = [try #require(try await client.line())]
                if example.response != nil { lines.append(try #require(try await client.line())) }
                let behind = try lines.firstIndex { try JSONValue(parsing: $0)["id"] == "behind" }
                lines.remove(at: try #require(behind, "\(example.id)"))
                #expect(example.failure(lines.first) == nil, "\(example.id)")
            }
        }
    }

    @Test func aNotificationIsCarriedOutAndNotAnswered() async throws {
        let seen = Shared<[JSONValue]>([])
        var dispatcher = JSONRPCDispatcher.testing
        dispatcher.register(
            JSONRPCMethod("note") { params, _ in
                seen.change { $0.append(params ?? .null) }
                return "never sent"
            })
        try await serving(dispatcher) { server async throws in
            let client = try server.client()
            try await client.send(#"{"jsonrpc":"2.0","method":"note","params":[1]}"#)
            try await client.send(#"{"jsonrpc":"2.0","method":"fail"}"#)
            try await client.send(#"{"jsonrpc":"2.0","method":"no such method"}"#)
            try await client.send(#"[{"jsonrpc":"2.0","method":"note","params":[2]}]"#)
            #expect(try await client.ask(call("echo", "[3]"))["result"] == [3])
            try await condition("both notifications arrive") { seen.value.count == 2 }
            client.endSending()
            #expect(try await client.line() == nil)
        }
        #expect(Set(seen.value) == [[1], [2]])
    }

    @Test func errorsOfMethodsReachTheCallerAndDetailsOfOthersDoNot() async throws {
        try await serving(.testing) { server async throws in
            let client = try server.client()
            let refused = try await client.ask(call("refuse"))
            #expect(refused["error"] == ["code": 11, "message": "It was revoked.", "data": ["at": 1]])
            let failed = try await client.ask(call("fail"))
            #expect(failed.errorCode == JSONRPCError.internalErrorCode)
            #expect(!failed.description.contains("secret"))
            #expect(try await client.ask(call("nothing")).errorCode == JSONRPCError.methodNotFoundCode)
            #expect(try await client.ask(call("blob", "[]")).errorCode == JSONRPCError.invalidParamsCode)
        }
    }

    @Test func everyAnswerIsOneLineHoweverTheTextArrives() async throws {
        try await serving(.testing) { server async throws in
            let client = try server.client()
            let text = call("echo", #"["a\nb\r\u2028"]"#)
            // Byte by byte, with the other line end, and between blank lines.
            for byte in Array(text.utf8) { try await client.send([byte]) }
            try await client.send(Array("\r\n \n\t\r\n\n".utf8))
            #expect(try await client.answer()["result"] == ["a\nb\r\u{2028}"])
            // Several in one piece, the last without its end.
            try await client.send(
                Array((call("echo", "[1]", id: "1") + "\n" + call("echo", "[2]", id: "2")).utf8))
            #expect(try await client.answer()["result"] == [1])
            client.endSending()
            #expect(try await client.answer()["result"] == [2])
            #expect(try await client.line() == nil)
        }
    }

    @Test func textsThatAreNoCallsAreRefusedAndTheConnectionGoesOn() async throws {
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        let broken: [(what: String, bytes: [UInt8], code: Int)] = [
            ("truncated", Array(#"{"jsonrpc":"2.0","#.utf8), JSONRPCError.parseErrorCode),
            ("not UTF-8", Array(#"{"jsonrpc":"2.0","method":""#.utf8) + [0xFF] + Array(#"","id":1}"#.utf8), -32700),
            ("zero byte", [0x7B, 0, 0x7D], -32700),
            ("byte order mark", [0xEF, 0xBB, 0xBF] + Array(call("echo").utf8), -32700),
            ("duplicate member", Array(#"{"jsonrpc":"2.0","method":"echo","method":"fail","id":1}"#.utf8), -32700),
            ("too deep", Array(call("echo", deep).utf8), -32700),
            ("two texts", Array("\(call("echo")) \(call("echo"))".utf8), -32700),
            ("a word", Array("GET / HTTP/1.1".utf8), -32700),
            ("a string", Array(#""echo""#.utf8), -32600),
            ("no version", Array(#"{"method":"echo","id":1}"#.utf8), -32600),
            ("version 1", Array(#"{"jsonrpc":"1.0","method":"echo","id":1}"#.utf8), -32600),
            ("version as number", Array(#"{"jsonrpc":2.0,"method":"echo","id":1}"#.utf8), -32600),
            ("no method", Array(#"{"jsonrpc":"2.0","id":1}"#.utf8), -32600),
            ("params as string", Array(call("echo", #""x""#).utf8), -32600),
            ("id as object", Array(call("echo", id: "{}").utf8), -32600),
            ("id as truth", Array(call("echo", id: "true").utf8), -32600),
        ]
        try await serving(.testing) { server async throws in
            let client = try server.client()
            for (what, bytes, code) in broken {
                try await client.send(bytes + [UInt8(ascii: "\n")])
                let answer = try await client.answer()
                #expect(answer.errorCode == code, "\(what)")
                #expect(answer["error"]?["data"]?.string?.isEmpty == false, "\(what): says what is wrong")
            }
            #expect(try await client.ask(call("echo", "[7]"))["result"] == [7])
        }
    }

    @Test func idsComeBackAsTheyWereWritten() async throws {
        try await serving(.testing) { server async throws in
            let client = try server.client()
            for id in ["0", "-1", "1.50", "1e2", "123456789012345678901", #""""#, #""\u00e9""#, "null"] {
                let answer = try await client.ask(call("echo", "[]", id: id))
                #expect(answer["id"] == (try JSONValue(parsing: id)), "\(id)")
                #expect(answer["result"] == [], "\(id)")
            }
        }
    }

    // MARK: Limits

    @Test func aMessageOfTheLimitIsTakenAndALongerOneClosesItsConnectionOnly() async throws {
        let limit = ControlServer.Limits().messageBytes
        #expect(limit == 16 << 20)
        let blanks =
            Array(call("echo", "[1]").utf8) + [UInt8](repeating: 0x20, count: limit - call("echo", "[1]").utf8.count)
        try await serving(.testing) { server async throws in
            let other = try server.client()
            let client = try server.client()
            try await client.send(blanks + [UInt8(ascii: "\n")])
            #expect(try await client.answer()["result"] == [1])
            // Without a line end: the server must not wait for one before it refuses.
            let tooLong = Task { try await client.send(blanks + [0x20, 0x20]) }
            let answer = try await client.answer()
            #expect(answer.errorCode == JSONRPCError.invalidRequestCode)
            #expect(answer["id"] == .null)
            #expect(answer["error"]?["data"]?.string?.contains("\(limit)") == true)
            _ = await tooLong.result
            #expect(try await client.line() == nil)
            #expect(try await other.ask(call("echo", "[2]"))["result"] == [2])
        }
    }

    @Test func anAnswerBeyondTheLimitIsAnErrorForItsCall() async throws {
        var limits = ControlServer.Limits()
        limits.messageBytes = 1_000
        try await serving(.testing, limits: limits) { server async throws in
            let client = try server.client()
            let answer = try await client.ask(call("blob", "[5000]", id: "9"))
            #expect(answer.errorCode == JSONRPCError.internalErrorCode)
            #expect(answer["id"] == 9)
            #expect(answer["error"]?["data"]?.string?.contains("1000") == true)
            #expect(try await client.ask(call("blob", "[3]"))["result"] == "xxx")
        }
    }

    @Test func connectionsBeyondTheLimitAreRefusedUntilOneGoes() async throws {
        let limit = ControlServer.Limits().connections
        try await serving(.testing) { server async throws in
            var clients: [RawClient] = []
            for number in 0..<limit {
                let client = try server.client()
                #expect(try await client.ask(call("echo", "[\(number)]"))["result"] == [JSONValue(number)])
                clients.append(client)
            }
            let refused = try server.client()
            let answer = try await refused.answer()
            #expect(answer.errorCode == JSONRPCError.busyCode)
            #expect(try await refused.line() == nil)
            clients.removeLast().close()
            try await untilServed(server)
            #expect(try await clients[0].ask(call("echo", "[0]"))["result"] == [0])
        }
    }

    /// When the server notices that a connection is gone is its own affair, so ask until there is a place.
    private func untilServed(_ server: TestServer) async throws {
        let deadline = ContinuousClock.now + .seconds(RawClient.patience)
        while true {
            let client = try server.client()
            try? await client.send(call("echo", "[]"))
            if try await client.answer()["result"] != nil { return }
            guard ContinuousClock.now < deadline else { throw Overdue(description: "a place that becomes free") }
        }
    }

    @Test func manyConnectionsAtOnceGetTheirOwnAnswers() async throws {
        try await serving(.testing) { server async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    let client = try server.client()
                    group.addTask {
                        for turn in 0..<25 {
                            let answer = try await client.ask(call("echo", "[\(number),\(turn)]", id: "\(turn)"))
                            #expect(answer["result"] == [JSONValue(number), JSONValue(turn)])
                            #expect(answer["id"] == JSONValue(turn))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aConnectionHasABoundedNumberOfCallsInWork() async throws {
        let running = Shared((now: 0, most: 0))
        let gate = Shared(false)
        let dispatcher = JSONRPCDispatcher([
            JSONRPCMethod("wait") { _, _ in
                running.change { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                try await condition("the gate opens") { gate.value }
                running.change { $0.now -= 1 }
                return .null
            }
        ])
        let limit = ControlServer.Limits().callsPerConnection
        try await serving(dispatcher) { server async throws in
            let client = try server.client()
            for id in 0..<3 * limit { try await client.send(call("wait", id: "\(id)")) }
            try await condition("as many as may be are in work") { running.value.now == limit }
            gate.change { $0 = true }
            var ids: Set<Int> = []
            for _ in 0..<3 * limit { ids.insert(try await client.answer()["id"]?.int ?? -1) }
            #expect(ids == Set(0..<3 * limit))
        }
        #expect(running.value.most == limit)
    }

    // MARK: Slow, half-closed and absent clients

    @Test func aClientThatReadsNothingHoldsUpNobodyElseAndLosesItsConnection() async throws {
        var limits = ControlServer.Limits()
        limits.write = .milliseconds(300)
        limits.connections = 2
        try await serving(.testing, limits: limits) { server async throws in
            let slow = try server.client()
            // More than the socket takes in.
            for id in 0..<8 { try? await slow.send(call("blob", "[4000000]", id: "\(id)")) }
            let quick = try server.client()
            for turn in 0..<50 {
                #expect(try await quick.ask(call("echo", "[\(turn)]"))["result"] == [JSONValue(turn)])
            }
            try await untilServed(server)
            #expect(try await quick.ask(call("echo", "[1]"))["result"] == [1])
        }
    }

    @Test func aClientThatHasClosedItsSendingHalfGetsItsAnswers() async throws {
        let gate = Shared(false)
        var dispatcher = JSONRPCDispatcher.testing
        dispatcher.register(
            JSONRPCMethod("late") { _, _ in
                try await condition("the gate opens") { gate.value }
                return "late"
            })
        try await serving(dispatcher) { server async throws in
            let client = try server.client()
            try await client.send(call("late", id: "1"))
            try await client.send(call("echo", "[2]", id: "2"))
            client.endSending()
            #expect(try await client.answer()["id"] == 2)
            gate.change { $0 = true }
            #expect(try await client.answer()["result"] == "late")
            #expect(try await client.line() == nil)
        }
    }

    @Test func aLargeAnswerIsSentToItsEndBeforeTheConnectionCloses() async throws {
        try await serving(.testing) { server async throws in
            let client = try server.client()
            // More than the socket takes in at once, and the client is in no hurry.
            try await client.send(call("blob", "[6000000]"))
            client.endSending()
            let other = try server.client()
            for turn in 0..<20 { _ = try await other.ask(call("echo", "[\(turn)]")) }
            #expect(try await client.answer()["result"]?.string?.utf8.count == 6_000_000)
            #expect(try await client.line() == nil)
        }
    }

    @Test func theCallsOfAClientThatIsGoneAreCancelled() async throws {
        let state = Shared<[String]>([])
        let dispatcher = JSONRPCDispatcher([
            JSONRPCMethod("endless") { _, _ in
                state.change { $0.append("begun") }
                do {
                    while true { try await Task.sleep(for: .seconds(60)) }
                } catch {
                    state.change { $0.append("cancelled") }
                    throw error
                }
            }
        ])
        try await serving(dispatcher) { server async throws in
            let client = try server.client()
            try await client.send(call("endless"))
            try await condition("the call begins") { state.value == ["begun"] }
            client.close()
            try await condition("the call is cancelled") { state.value == ["begun", "cancelled"] }
        }
    }

    // MARK: Who may call

    @Test func aCallerIsWhoTheKernelSaysItIs() async throws {
        try await serving(.testing) { server async throws in
            let answer = try await server.client().ask(call("who"))
            #expect(answer["result"] == ["pid": JSONValue(Int(getpid())), "uid": JSONValue(Int(geteuid()))])
        }
    }

    @Test(arguments: [CallContext(pid: 1, uid: geteuid() + 1), CallContext(pid: 1, uid: .max), CallContext()])
    func aCallerOfAnotherUserOrOfNoneIsRefused(_ caller: CallContext) async throws {
        let called = Shared(0)
        let dispatcher = JSONRPCDispatcher([
            JSONRPCMethod("count") { _, _ in
                called.change { $0 += 1 }
                return .null
            }
        ])
        try await serving(dispatcher, caller: { _ in caller }) { server async throws in
            let client = try server.client()
            try? await client.send(call("count"))
            let answer = try await client.answer()
            #expect(answer.errorCode == JSONRPCError.notPermittedCode)
            #expect(answer["id"] == .null)
            #expect(try await client.line() == nil)
        }
        #expect(called.value == 0)
    }

    @Test(arguments: [0, geteuid()])
    func rootAndTheNodesOwnUserAreServed(_ uid: UInt32) async throws {
        try await serving(.testing, caller: { _ in CallContext(pid: 7, uid: uid) }) { server async throws in
            let answer = try await server.client().ask(call("who"))
            #expect(answer["result"] == ["pid": 7, "uid": JSONValue(Int(uid))])
        }
    }
}
