import ControlClient
import JSON
import NIOCore
import TestSupport
import Testing

@testable import ControlRPC

/// The dispatcher without a transport, and the cutting into lines.
struct DispatcherTests {
    private func ask(_ text: String, _ dispatcher: JSONRPCDispatcher = .testing) async throws -> JSONValue? {
        try await dispatcher.handle(Array(text.utf8)).map { try JSONValue(parsing: $0) }
    }

    // MARK: Batches

    @Test func theCallsOfABatchRunOneAfterTheOtherAndAreAnsweredInOrder() async throws {
        let order = Shared<[Int]>([])
        let dispatcher = JSONRPCDispatcher([
            JSONRPCMethod("slow") { params, _ in
                let number = params?[0]?.int ?? -1
                for _ in 0..<(10 - number) { await Task.yield() }
                order.change { $0.append(number) }
                return JSONValue(number)
            }
        ])
        let calls = (0..<10).map { call("slow", "[\($0)]", id: "\($0)") }
        let answers = try #require(try await ask("[\(calls.joined(separator: ","))]", dispatcher)?.array)
        #expect(answers.map { $0["id"]?.int } == Array(0..<10))
        #expect(order.value == Array(0..<10))
    }

    @Test func aBatchMixesAnswersErrorsAndNotifications() async throws {
        let batch = """
            [\(call("echo", "[1]", id: "1")), {"jsonrpc":"2.0","method":"echo"}, 7, \(call("none", id: #""x""#)), []]
            """
        let answers = try #require(try await ask(batch)?.array)
        #expect(answers.map { $0["id"] } == [1, .null, "x", .null])
        #expect(answers.map(\.errorCode) == [nil, -32600, -32601, -32600])
    }

    @Test func aBatchIsNeitherEmptyNorLargerThanTheLimit() async throws {
        let limit = JSONRPCDispatcher.maximumBatch
        func batch(_ count: Int) -> String {
            "[" + repeatElement(call("echo"), count: count).joined(separator: ",") + "]"
        }
        #expect(try await ask(batch(limit))?.array?.count == limit)
        let refused = try #require(try await ask(batch(limit + 1)))
        #expect(refused.errorCode == JSONRPCError.invalidRequestCode)
        #expect(refused["error"]?["data"]?.string?.contains("\(limit)") == true)
        #expect(try await ask("[]")?.errorCode == JSONRPCError.invalidRequestCode)
    }

    // MARK: Parameters

    private static let method = JSONRPCMethod(
        "take",
        parameters: [
            .init("text", ["type": "string"]), .init("count", ["type": "integer"], isRequired: false),
            .init("flag", ["type": "boolean"], isRequired: false),
            .init("any", ["type": ["object", "null"]], isRequired: false),
        ]
    ) { params, _ in
        [
            JSONValue(try params.string("text")), JSONValue(try params.optionalInt("count") ?? 7),
            JSONValue(try params.bool("flag", default: false)), params["any"] ?? "absent",
        ]
    }

    @Test(arguments: [
        (#"{"text":"a"}"#, #"["a",7,false,"absent"]"#), (#"["a"]"#, #"["a",7,false,"absent"]"#),
        (#"{"flag":true,"text":"a","count":1e1}"#, #"["a",10,true,"absent"]"#),
        (#"["a",-3,true,{"b":1}]"#, #"["a",-3,true,{"b":1}]"#), (#"["a",null,null,null]"#, #"["a",7,false,"absent"]"#),
    ])
    func parametersAreTakenByNameAndByPosition(_ params: String, _ result: String) async throws {
        let answer = try #require(try await ask(call("take", params), JSONRPCDispatcher([Self.method])))
        #expect(answer["result"] == (try JSONValue(parsing: result)))
    }

    @Test(arguments: [
        (#"{}"#, "text is missing"), (#"[]"#, "text is missing"), (#"{"text":null}"#, "text must be a string"),
        (#"{"text":5}"#, "text must be a string"), (#"{"text":"a","count":"5"}"#, "count must be an integer"),
        (#"{"text":"a","count":1.5}"#, "count must be an integer"), (#"["a",1,"true"]"#, "flag must be true or false"),
        (#"{"text":"a","any":[]}"#, "any must be an object or null"),
        (#"{"text":"a","Flag":true}"#, "no parameter Flag"),
        (#"["a",1,true,{},5]"#, "at most 4"),
    ])
    func wrongParametersAreRefusedByName(_ params: String, _ reason: String) async throws {
        let answer = try #require(try await ask(call("take", params), JSONRPCDispatcher([Self.method])))
        #expect(answer.errorCode == JSONRPCError.invalidParamsCode)
        #expect(answer["error"]?["data"]?.string?.contains(reason) == true, "\(answer)")
    }

    // MARK: Errors

    @Test func errorsOfOtherKindsGoThroughTheMap() async throws {
        let dispatcher = JSONRPCDispatcher(
            [JSONRPCMethod("fail") { _, _ in throw Overdue(description: "x") }],
            mapError: { error, method in JSONRPCError(code: 1, message: "\(method): \(error)") })
        #expect(try await ask(call("fail"), dispatcher)?["error"] == ["code": 1, "message": "fail: x"])
    }

    @Test func errorsReadBackFromTheirJSON() throws {
        let errors = [
            JSONRPCError(code: 5, message: "m"), .invalidParams("d"), .methodNotFound("é"), .internalError(),
            JSONRPCError(code: -32003, message: "", data: ["a": .null]),
        ]
        for error in errors { #expect(JSONRPCError(error.json) == error) }
        for text in ["{}", #"{"code":1}"#, #"{"code":"1","message":"m"}"#, "null", "[]"] {
            #expect(JSONRPCError(try JSONValue(parsing: text)) == nil)
        }
    }

    // MARK: rpc.discover

    @Test func rpcDiscoverListsTheMethodsAsAnOpenRPCDocument() async throws {
        var dispatcher = JSONRPCDispatcher(.init([Self.method]), title: "a node", version: "3")
        dispatcher.register(ControlCatalogue.method("node.status") { _ in [:] })
        let answer = try #require(try await ask(call("rpc.discover"), dispatcher)?["result"])
        #expect(answer["openrpc"] == "1.2.6")
        #expect(answer["info"] == ["title": "a node", "version": "3"])
        let methods = try #require(answer["methods"]?.array)
        #expect(methods.map { $0["name"] } == ["node.status", "take"])
        let take = try #require(methods.last)
        #expect(take["params"]?.array?.map { $0["name"] } == ["text", "count", "flag", "any"])
        #expect(take["params"]?.array?.map { $0["required"] } == [true, false, false, false])
        #expect(take["params"]?[1]?["schema"] == ["type": "integer"])
        let status = try #require(methods.first)
        #expect(status["summary"]?.string?.isEmpty == false)
        #expect(status["result"]?["schema"]?["properties"]?["role"]?["type"] == "string")
        #expect(status["result"]?["schema"]?["required"]?.array?.contains("logs") == true)
    }

    @Test func aMethodOfTheCatalogueChecksItsParametersAndAnUnknownOneDoesNot() async throws {
        let dispatcher = JSONRPCDispatcher([
            ControlCatalogue.method("issue.batch") { $0 }, ControlCatalogue.method("not.listed") { $0 },
        ])
        #expect(
            try await ask(call("issue.batch", #"["/a.csv",true]"#), dispatcher)?["result"]
                == ["path": "/a.csv", "dryRun": true])
        // A slip of the pen must not issue for real what was to be tried.
        for params in [#"{"path":"/a.csv","dryrun":true}"#, #"{"path":"/a.csv","dryRun":"true"}"#] {
            #expect(try await ask(call("issue.batch", params), dispatcher)?.errorCode == JSONRPCError.invalidParamsCode)
        }
        #expect(try await ask(call("not.listed", #"{"x":[1]}"#), dispatcher)?["result"] == ["x": [1]])
    }

    // MARK: Anything at all

    @Test func noTextMakesTheDispatcherFail() async throws {
        let seed: UInt64 = 20_260_801
        var random = SplitMix64(seed: seed)
        let texts = [
            call("echo", #"{"a":[1,2.5,"é",null,true]}"#), call("blob", "[3]", id: #""x""#),
            "[\(call("echo")),\(call("fail"))]", call("rpc.discover"),
        ].map { Array($0.utf8) }
        for turn in 0..<20_000 {
            var bytes = texts[random.int(in: 0..<texts.count)]
            for _ in 0...random.int(in: 0..<3) {
                let place = random.int(in: 0..<bytes.count)
                switch random.int(in: 0..<3) {
                case 0: bytes[place] = random.bytes(1)[0]
                case 1 where bytes.count > 1: bytes.remove(at: place)
                default: bytes.insert(Array("{}[]\",:0".utf8)[random.int(in: 0..<8)], at: place)
                }
            }
            guard let answer = await JSONRPCDispatcher.testing.handle(bytes) else { continue }
            let value = try JSONValue(parsing: answer)
            let answers = value.array ?? [value]
            #expect(answers.allSatisfy { JSONRPCResponse($0) != nil }, "seed \(seed), turn \(turn)")
        }
    }
}

struct LineReaderTests {
    @Test func linesAreTheSameHoweverTheStreamIsCut() throws {
        let seed: UInt64 = 7
        var random = SplitMix64(seed: seed)
        for turn in 0..<500 {
            let stream = (0..<random.int(in: 0..<60)).map { _ in Array("ab \n\n\r".utf8)[random.int(in: 0..<6)] }
            let expected = stream.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).map(Array.init)
                .filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x0D } }
            var reader = LineReader(limit: 100)
            var lines: [[UInt8]] = []
            var rest = stream[...]
            while !rest.isEmpty {
                let piece = rest.prefix(1 + random.int(in: 0..<7))
                rest = rest.dropFirst(piece.count)
                reader.append(ByteBuffer(bytes: piece))
                while let line = try reader.next() { lines.append(line) }
            }
            if let line = reader.last() { lines.append(line) }
            #expect(lines == expected, "seed \(seed), turn \(turn)")
        }
    }

    @Test func aLineOfTheLimitIsTakenAndALongerOneIsNot() throws {
        let line = [UInt8](repeating: 0x61, count: 5)
        var reader = LineReader(limit: 5)
        reader.append(ByteBuffer(bytes: line + [0x0A]))
        #expect(try reader.next() == line)
        reader.append(ByteBuffer(bytes: line))
        #expect(try reader.next() == nil)
        #expect(reader.last() == line)
        for tail in [[0x61], [0x61, 0x0A]] as [[UInt8]] {
            var reader = LineReader(limit: 5)
            reader.append(ByteBuffer(bytes: line))
            #expect(try reader.next() == nil)
            reader.append(ByteBuffer(bytes: tail))
            #expect(throws: LineReader.TooLong.self) { try reader.next() }
        }
    }
}
