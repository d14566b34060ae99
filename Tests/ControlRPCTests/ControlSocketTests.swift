import ControlClient
import Foundation
import JSON
import TestSupport
import Testing

@testable import ControlRPC

/// The socket's name in the file system, and how a server ends.
struct ControlSocketTests {
    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    private func kind(_ path: String) -> FileAttributeType? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
    }

    private func error(_ server: TestServer) async -> ControlServerError? {
        await #expect(throws: ControlServerError.self) { try await server.server.run() }
    }

    @Test func theSocketIsForItsOwnerAloneAndGoneAfterwards() async throws {
        let server = try TestServer(.testing)
        try await serving(server) { server async throws in
            #expect(kind(server.path) == .typeSocket)
            #expect(try mode(server.path) == 0o600)
        }
        #expect(kind(server.path) == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: server.directory.path).isEmpty)
    }

    @Test func aPathOf107BytesIsServedAndALongerOneIsASentence() async throws {
        let directory = try TemporaryDirectory()
        let room = UnixSocket.maximumPathBytes - directory.path("s").utf8.count + 1
        try #require(room > 1)
        let longest = directory.path(String(repeating: "s", count: room))
        #expect(longest.utf8.count == UnixSocket.maximumPathBytes)
        try await serving(TestServer(.testing, path: longest)) { server async throws in
            #expect(try await server.client().ask(call("echo", "[1]"))["result"] == [1])
        }
        let tooLong = await error(try TestServer(.testing, path: longest + "s"))
        #expect(tooLong == .pathTooLong(path: longest + "s", bytes: 108, limit: 107))
        let text = tooLong?.description ?? ""
        #expect(text.contains("107") && text.contains("Choose a shorter directory."))
        for path in ["", "a\0b"] {
            guard case .pathTooLong = await error(try TestServer(.testing, path: path)) else {
                Issue.record("'\(path)' was taken for a path")
                continue
            }
        }
    }

    @Test func aSocketWithALivingServerIsRefusedAndLeftAlone() async throws {
        try await serving(.testing) { first async throws in
            let second = try TestServer(.testing, path: first.path)
            let refusal = await error(second)
            #expect(refusal == .inUse(path: first.path, pid: getpid()))
            #expect(refusal?.description.contains("Stop that node") == true)
            #expect(try await first.client().ask(call("echo", "[1]"))["result"] == [1])
        }
    }

    @Test func aServerThatListensButAcceptsNobodyIsNotReplaced() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        let stuck = try UnixSocket()
        try stuck.bind(to: path)
        try stuck.listen(backlog: 0)
        // A backlog of 0 has room for one.
        let waiting = try RawClient(path)
        #expect(await error(try TestServer(.testing, path: path)) == .inUse(path: path, pid: nil))
        #expect(kind(path) == .typeSocket)
        waiting.close()
    }

    @Test func aSocketThatNobodyListensOnIsReplaced() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        do {
            let dead = try UnixSocket()
            try dead.bind(to: path)
            try dead.listen(backlog: 1)
        }
        #expect(kind(path) == .typeSocket)
        try await serving(TestServer(.testing, path: path)) { server async throws in
            #expect(try await server.client().ask(call("echo", "[1]"))["result"] == [1])
        }
        #expect(kind(path) == nil)
    }

    @Test func aFileOfAnotherKindIsLeftAlone() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Array("precious".utf8), to: "s")
        #expect(await error(try TestServer(.testing, path: path)) == .notASocket(path: path))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
        let link = directory.path("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere")
        #expect(await error(try TestServer(.testing, path: link)) == .notASocket(path: link))
        #expect(kind(link) == .typeSymbolicLink)
        let absent = await error(try TestServer(.testing, path: directory.path("no/s")))
        guard case .cannotBind = absent else {
            Issue.record("\(String(describing: absent))")
            return
        }
    }

    @Test func aNameThatIsSomebodyElsesByTheEndIsNotRemoved() async throws {
        let server = try TestServer(.testing)
        try await serving(server) { server async throws in
            try FileManager.default.removeItem(atPath: server.path)
            try server.directory.write([1], to: "s")
        }
        #expect(kind(server.path) == .typeRegular)
    }

    @Test func aServerRunsOnce() async throws {
        let server = try TestServer(.testing)
        try await serving(server) { _ in }
        #expect(await error(server) == .stopped)
    }

    // MARK: Shutting down

    @Test func aCallInWorkAtAGracefulShutdownIsAnswered() async throws {
        let state = Shared((isBegun: false, isOpen: false))
        let dispatcher = JSONRPCDispatcher([
            JSONRPCMethod("work") { _, _ in
                state.change { $0.isBegun = true }
                try await condition("the gate opens") { state.value.isOpen }
                return "done"
            }
        ])
        var limits = ControlServer.Limits()
        limits.shutdown = .seconds(RawClient.patience)
        let server = try TestServer(dispatcher, limits: limits)
        try await servingInGroup(server) { shutDown async throws in
            let client = try server.client()
            let idle = try server.client()
            try await client.send(call("work"))
            try await condition("the call begins") { state.value.isBegun }
            await shutDown()
            // Who is not waiting for anything is let go at once.
            #expect(try await idle.line() == nil)
            state.change { $0.isOpen = true }
            #expect(try await client.answer()["result"] == "done")
            #expect(try await client.line() == nil)
        }
        #expect(kind(server.path) == nil)
    }

    @Test func aClientThatReadsNothingDoesNotHoldUpAShutdown() async throws {
        var limits = ControlServer.Limits()
        limits.shutdown = .milliseconds(50)
        limits.write = .seconds(600)
        let asked = Shared(0)
        let dispatcher = JSONRPCDispatcher([
            JSONRPCMethod("large") { _, _ in
                asked.change { $0 += 1 }
                return JSONValue(String(repeating: "x", count: 4_000_000))
            }
        ])
        let started = ContinuousClock.now
        let server = try TestServer(dispatcher, limits: limits)
        try await servingInGroup(server) { shutDown async throws in
            let client = try server.client()
            try await client.send(call("large"))
            try await condition("the call is made") { asked.value == 1 }
            await shutDown()
        }
        #expect(ContinuousClock.now - started < .seconds(300))
    }

    @Test func aCallThatTakesLongerThanAShutdownWaitsIsCancelled() async throws {
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
        var limits = ControlServer.Limits()
        limits.shutdown = .milliseconds(50)
        let server = try TestServer(dispatcher, limits: limits)
        try await servingInGroup(server) { shutDown async throws in
            let client = try server.client()
            try await client.send(call("endless"))
            try await condition("the call begins") { state.value == ["begun"] }
            await shutDown()
            // Either the answer that it was given up still gets out, or the connection ends.
            if let line = try await client.line() {
                #expect(try JSONValue(parsing: line).errorCode == JSONRPCError.cancelledCode)
            }
        }
        #expect(state.value == ["begun", "cancelled"])
        #expect(kind(server.path) == nil)
    }
}
