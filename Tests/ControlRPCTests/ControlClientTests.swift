import ControlClient
import ControlRPC
import Foundation
import JSON
import TestSupport
import Testing

/// A server of one connection that does what a test says, on a thread of its own.
private final class ScriptedServer: Sendable {
    let directory: TemporaryDirectory
    let path: String

    /// Listens, then hands the first connection to `script`; it is closed when that returns.
    init(_ script: @escaping @Sendable (RawClient) throws -> Void) throws {
        directory = try TemporaryDirectory()
        path = directory.path("s")
        var socket = try UnixSocket()
        try socket.bind(to: path)
        try socket.listen(backlog: 1)
        let listener = socket.release()
        Thread.detachNewThread {
            let connection = accept(listener, nil, nil)
            close(listener)
            guard connection >= 0 else { return }
            let client = RawClient(owning: connection)
            try? script(client)
            client.close()
        }
    }

    /// What a call through a new client comes to.
    func call(
        _ timeout: Duration = .seconds(RawClient.patience)
    ) async throws -> (value: JSONValue?, error: ControlClientError?) {
        let path = path
        return try await onThread {
            do throws(ControlClientError) {
                return (try ControlClient(path: path).call("m", timeout: timeout), nil)
            } catch {
                return (nil, error)
            }
        }
    }
}

struct ControlClientTests {
    private func answering(_ text: String) throws -> ScriptedServer {
        try ScriptedServer { client in
            guard try client.lineNow() != nil else { return }
            try client.sendNow(Array(text.utf8))
        }
    }

    @Test func aClientAndAServerUnderstandEachOther() async throws {
        try await serving(.testing) { server async throws in
            let path = server.path
            let results = try await onThread {
                let client = try ControlClient(path: path)
                var results = [try client.call("echo", ["é\n"]), try client.call("blob", ["bytes": 3_000_000])]
                do throws(ControlClientError) { _ = try client.call("refuse") } catch {
                    results.append(JSONValue("\(error)"))
                }
                // An error of the call leaves the connection as it is.
                results.append(try client.call("echo", [2]))
                return results
            }
            #expect(results.count == 4)
            #expect(results[0] == ["é\n"])
            #expect(results[1].string?.utf8.count == 3_000_000)
            #expect(results[2].string == "It was revoked.")
            #expect(results[3] == [2])
        }
    }

    @Test func whatAServerRefusesForTheConnectionIsTheErrorOfTheCall() async throws {
        try await serving(.testing, caller: { _ in CallContext(pid: 1, uid: .max) }) { server async throws in
            let path = server.path
            let code = try await onThread { () -> Int? in
                do throws(ControlClientError) {
                    _ = try ControlClient(path: path).call("echo")
                } catch {
                    if case .remote(let error) = error { return error.code }
                }
                return nil
            }
            #expect(code == JSONRPCError.notPermittedCode)
        }
    }

    @Test func aSilentServerIsWaitedForNoLongerThanAsked() async throws {
        let server = try ScriptedServer { client in
            // Until the client gives up.
            while try client.lineNow() != nil {}
        }
        let started = ContinuousClock.now
        let result = try await server.call(.milliseconds(150))
        #expect(result.error == .timeout(.milliseconds(150)))
        #expect(ContinuousClock.now - started >= .milliseconds(150))
    }

    @Test func aServerThatSendsDropsIsNotWaitedForLonger() async throws {
        let server = try ScriptedServer { client in
            guard try client.lineNow() != nil else { return }
            while true {
                try client.sendNow([0x20])
                usleep(5_000)
            }
        }
        #expect(try await server.call(.milliseconds(150)).error == .timeout(.milliseconds(150)))
    }

    @Test func aServerThatAcceptsNobodyIsNotReachable() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        let stuck = try UnixSocket()
        try stuck.bind(to: path)
        try stuck.listen(backlog: 0)
        let waiting = try RawClient(path)
        let error = try await onThread { () -> ControlClientError? in
            do throws(ControlClientError) { _ = try ControlClient(path: path, timeout: .milliseconds(100)) } catch {
                return error
            }
            return nil
        }
        #expect(error == .notReachable(path: path, reason: "the program behind it does not answer"))
        waiting.close()
    }

    @Test(arguments: ["", #"{"jsonrpc":"2.0","result":"#])
    func aServerThatGoesInTheMiddleIsAnError(_ part: String) async throws {
        let server = try answering(part)
        let error = try #require(try await server.call().error)
        #expect(error == .closed(path: server.path))
        #expect(error.description.contains("Look into its log"))
    }

    @Test(arguments: [
        #"{"jsonrpc":"2.0","result":1,"id":2}"#, #"{"jsonrpc":"2.0","result":1,"id":"1"}"#,
        #"{"jsonrpc":"2.0","result":1,"id":1.0}"#, #"{"jsonrpc":"2.0","result":1,"id":null}"#,
        #"{"jsonrpc":"2.0","result":1}"#, #"{"jsonrpc":"2.0","id":1}"#, #"{"result":1,"id":1}"#,
        #"{"jsonrpc":"2.0","result":1,"error":{"code":1,"message":"m"},"id":1}"#,
        #"{"jsonrpc":"2.0","error":{"code":"1","message":"m"},"id":1}"#, "[]", "SSH-2.0-OpenSSH_9.6", "{",
        #"{"jsonrpc":"2.0","result":1,"result":2,"id":1}"#,
    ])
    func whatIsNoAnswerToTheCallIsRefused(_ text: String) async throws {
        let server = try answering(text + "\n")
        let error = try await server.call().error
        guard case .malformedAnswer(let path, _) = error else {
            Issue.record("\(text) gave \(String(describing: error))")
            return
        }
        #expect(path == server.path)
    }

    @Test func anAnswerBeyondTheLimitIsRefused() async throws {
        let server = try ScriptedServer { client in
            guard try client.lineNow() != nil else { return }
            let piece = [UInt8](repeating: 0x20, count: 1 << 20)
            // The client hangs up at some point, which ends this.
            for _ in 0..<64 { try client.sendNow(piece) }
        }
        guard case .tooLarge(let bytes, let limit) = try await server.call().error else {
            Issue.record("not refused")
            return
        }
        #expect(limit == 16 << 20)
        #expect(bytes > limit && bytes <= limit + (64 << 10))
    }

    @Test func aCallBeyondTheLimitIsNotSent() async throws {
        try await serving(.testing) { server async throws in
            let path = server.path
            let error = try await onThread { () -> ControlClientError? in
                let params: JSONValue = [JSONValue(String(repeating: "x", count: ControlClient.maximumMessageBytes))]
                do throws(ControlClientError) { _ = try ControlClient(path: path).call("echo", params) } catch {
                    return error
                }
                return nil
            }
            guard case .tooLarge = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func aConnectionThatFailedIsNotUsedAgain() async throws {
        let server = try ScriptedServer { client in while try client.lineNow() != nil {} }
        let path = server.path
        let errors = try await onThread { () -> [ControlClientError] in
            let client = try ControlClient(path: path)
            return (0..<2).compactMap { _ in
                do throws(ControlClientError) { _ = try client.call("m", timeout: .milliseconds(50)) } catch {
                    return error
                }
                return nil
            }
        }
        #expect(errors == [.timeout(.milliseconds(50)), .closed(path: path)])
    }

    @Test func placesWithoutAServerAreNamedWithTheReasonAndTheNextStep() throws {
        let directory = try TemporaryDirectory()
        try directory.write([1], to: "file")
        do {
            let dead = try UnixSocket()
            try dead.bind(to: directory.path("dead"))
        }
        for (name, reason) in [
            ("none", "there is no such socket"), ("dead", "no program listens on it"),
            ("file", "no program listens on it"),
        ] {
            let path = directory.path(name)
            let error = #expect(throws: ControlClientError.self) { try ControlClient(path: path) }
            #expect(error == .notReachable(path: path, reason: reason))
            #expect(error?.description.contains("Start it with clrd") == true)
        }
        let long = directory.path(String(repeating: "s", count: 108))
        let error = #expect(throws: ControlClientError.self) { try ControlClient(path: long) }
        #expect(error?.description.contains("Choose a shorter directory.") == true)
    }
}
