import ControlClient
import Foundation
import JSON
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import ControlRPC

/// Something that did not happen in time.
struct Overdue: Error, CustomStringConvertible {
    let description: String
}

/// Runs blocking code on a thread of its own, so that the threads which the server runs on stay free.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

/// Looks at a condition every few milliseconds until it holds; the deadline is generous, because machines are slow when
/// they build.
func condition(
    _ what: String, within limit: Duration = .seconds(RawClient.patience), _ holds: @escaping @Sendable () -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while !holds() {
        guard ContinuousClock.now < deadline else { throw Overdue(description: what) }
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// A value that several tasks and threads change.
final class Shared<Value: Sendable>: Sendable {
    private let storage: Mutex<Value>

    init(_ value: Value) { storage = Mutex(value) }

    var value: Value { storage.withLock { $0 } }

    func change(_ body: (inout Value) -> Void) { storage.withLock { body(&$0) } }
}

/// A log of which tests read the messages.
private struct CollectingLog: LogHandler {
    let lines: Shared<[String]>
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.change { $0.append("\(event.message)") }
    }
}

/// A server on a socket in a directory of its own.
final class TestServer: Sendable {
    let directory: TemporaryDirectory
    let path: String
    let server: ControlServer
    let log = Shared<[String]>([])

    init(
        _ dispatcher: JSONRPCDispatcher, path: String? = nil, limits: ControlServer.Limits = .init(),
        caller: ControlServer.CallerLookup? = nil
    ) throws {
        directory = try TemporaryDirectory()
        let path = path ?? directory.path("s")
        self.path = path
        let lines = log
        let logger = Logger(label: "test", factory: { _ in CollectingLog(lines: lines) })
        server =
            if let caller {
                ControlServer(path: path, dispatcher: dispatcher, logger: logger, limits: limits, caller: caller)
            } else {
                ControlServer(path: path, dispatcher: dispatcher, logger: logger, limits: limits)
            }
    }

    func waitReady() async throws {
        let log = log
        let ready = "control socket is ready"
        try await condition("the socket is ready") { log.value.contains { $0 == ready || $0.hasPrefix("failed") } }
        try #require(log.value.contains(ready), "\(log.value)")
    }

    func client() throws -> RawClient { try RawClient(path) }
}

/// Serves while `body` runs; afterwards the server is stopped, and must stop.
func serving(
    _ dispatcher: JSONRPCDispatcher, limits: ControlServer.Limits = .init(), caller: ControlServer.CallerLookup? = nil,
    _ body: (TestServer) async throws -> Void
) async throws {
    try await serving(TestServer(dispatcher, limits: limits, caller: caller), body)
}

func serving(_ server: TestServer, _ body: (TestServer) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            do { try await server.server.run() } catch {
                server.log.change { $0.append("failed: \(error)") }
                throw error
            }
        }
        do {
            try await server.waitReady()
            try await body(server)
        } catch {
            group.cancelAll()
            throw error
        }
        group.cancelAll()
        try await group.waitForAll()
    }
}

/// Serves as a service of a group that can be told to shut down gracefully.
func servingInGroup(
    _ server: TestServer, _ body: (_ shutDown: @Sendable () async -> Void) async throws -> Void
) async throws {
    let group = ServiceGroup(
        services: [server.server], logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() })
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        do {
            try await server.waitReady()
            try await body { await group.triggerGracefulShutdown() }
        } catch {
            tasks.cancelAll()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

/// A connection that sends and reads bytes as a test wants them.
final class RawClient: Sendable {
    private let descriptor: Int32
    private let received = Shared<[UInt8]>([])
    private let isClosed = Shared(false)

    /// No wait in a test is longer than this.
    static let patience = 120

    convenience init(_ path: String) throws {
        var socket = try UnixSocket()
        try socket.connect(to: path, within: .seconds(RawClient.patience))
        self.init(owning: socket.release())
    }

    init(owning descriptor: Int32) {
        self.descriptor = descriptor
        var time = timeval(tv_sec: RawClient.patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }

    deinit { close() }

    func close() {
        isClosed.change { closed in
            if !closed { _ = Glibc.close(descriptor) }
            closed = true
        }
    }

    /// Nothing more will be sent, but answers are still wanted.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Sends a line.
    func send(_ text: String) async throws { try await send(Array(text.utf8) + [UInt8(ascii: "\n")]) }

    func send(_ bytes: [UInt8]) async throws { try await onThread { try self.sendNow(bytes) } }

    func sendNow(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw UnixSocket.Failure.last }
            rest = rest.dropFirst(sent)
        }
    }

    /// The next line without its end; nil where the other side has closed before one.
    func line() async throws -> [UInt8]? { try await onThread { try self.lineNow() } }

    func lineNow() throws -> [UInt8]? {
        var line = received.value
        received.change { $0 = [] }
        var searched = 0
        while true {
            if let end = line[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let rest = Array(line[(end + 1)...])
                received.change { $0 = rest }
                return Array(line[..<end])
            }
            searched = line.count
            var chunk = [UInt8](repeating: 0, count: 256 << 10)
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            // A server that closes while bytes of ours are unread resets the connection.
            if count == 0 || (count < 0 && errno == ECONNRESET) { return nil }
            guard count > 0 else { throw Overdue(description: "no line: \(UnixSocket.Failure.last.text)") }
            line += chunk[..<count]
        }
    }

    /// The next line as JSON.
    func answer() async throws -> JSONValue {
        guard let line = try await line() else { throw Overdue(description: "the server closed the connection") }
        return try JSONValue(parsing: line)
    }

    /// Sends a line and waits for the next one.
    func ask(_ text: String) async throws -> JSONValue {
        try await send(text)
        return try await answer()
    }
}

extension JSONValue {
    var errorCode: Int? { self["error"]?["code"]?.int }
}

extension JSONRPCDispatcher {
    /// Methods that tests share.
    static var testing: JSONRPCDispatcher {
        JSONRPCDispatcher([
            JSONRPCMethod("echo") { params, _ in params ?? .null },
            JSONRPCMethod("blob", parameters: [.init("bytes", ["type": "integer"])]) { params, _ in
                JSONValue(String(repeating: "x", count: try params.int("bytes")))
            },
            JSONRPCMethod("who") { _, context in
                [
                    "pid": context.pid.map { JSONValue(Int($0)) } ?? .null,
                    "uid": context.uid.map { JSONValue(Int($0)) } ?? .null,
                ]
            },
            JSONRPCMethod("refuse") { _, _ in throw JSONRPCError(code: 11, message: "It was revoked.", data: ["at": 1])
            },
            JSONRPCMethod("fail") { _, _ in throw Overdue(description: "a secret detail") },
        ])
    }
}

func call(_ method: String, _ params: String = "[]", id: String = "1") -> String {
    #"{"jsonrpc":"2.0","method":"\#(method)","params":\#(params),"id":\#(id)}"#
}
