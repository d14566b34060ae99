import ControlClient
import JSON
import NIOCore

/// One connection: reads lines, has a bounded number of them worked on, writes the answers as they come.
struct ControlSession: Sendable {
    let server: ControlServer
    let channel: any Channel
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    let context: CallContext

    /// Serves until the client stops sending and everything is answered, or the connection is gone.
    func run(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws {
        // A stream and not the future itself: waiting for a future does not end with cancellation, and the channel is
        // closed only after this.
        let (closing, closed) = AsyncStream.makeStream(of: Void.self)
        channel.closeFuture.whenComplete { _ in closed.finish() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.answerLines(of: inbound) }
            // Closing both directions is the client's way of giving up: its calls are cancelled.
            group.addTask { for await _ in closing {} }
            try await group.next()
            group.cancelAll()
        }
    }

    func refuse(_ error: JSONRPCError) async throws {
        try await write(JSONRPCResponse(id: .null, outcome: .failure(error)).json.serialized())
    }

    private func answerLines(of inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws {
        var reader = LineReader(limit: server.limits.messageBytes)
        try await withThrowingTaskGroup(of: Int.self) { calls in
            var running = 0
            var bytes = 0
            func begin(_ line: [UInt8]) async throws {
                // Nothing more is read while there is too much to do: the socket's buffer holds the client back.
                while running > 0,
                    running >= server.limits.callsPerConnection
                        || bytes + line.count > server.limits.callBytesPerConnection
                {
                    guard let done = try await calls.next() else { break }
                    running -= 1
                    bytes -= done
                }
                running += 1
                bytes += line.count
                calls.addTask { try await self.answer(line) }
            }
            do {
                for try await buffer in inbound {
                    reader.append(buffer)
                    while let line = try reader.next() { try await begin(line) }
                }
                if let line = reader.last() { try await begin(line) }
            } catch is LineReader.TooLong {
                try await refuse(.invalidRequest("a message has at most \(server.limits.messageBytes) bytes"))
            }
            try await calls.waitForAll()
        }
    }

    /// Works on one line; returns its length.
    private func answer(_ line: [UInt8]) async throws -> Int {
        if let answer = await server.dispatcher.handle(line, context: context) {
            if answer.count <= server.limits.messageBytes {
                try await write(answer)
            } else {
                try await write(tooLong(line, answer.count))
            }
        }
        return line.count
    }

    /// The answer is larger than a message may be; who asked a single question gets an error for it.
    private func tooLong(_ line: [UInt8], _ count: Int) -> [UInt8] {
        let id = (try? JSONValue(parsing: line))?["id"].flatMap(JSONRPCID.init) ?? .null
        let error = JSONRPCError.internalError(
            "the answer has \(count) bytes where \(server.limits.messageBytes) are allowed; ask for less at once")
        return JSONRPCResponse(id: id, outcome: .failure(error)).json.serialized()
    }

    /// Waits until the client takes the line; a client that takes nothing for too long loses its connection.
    private func write(_ line: [UInt8]) async throws {
        var buffer = channel.allocator.buffer(capacity: line.count + 1)
        buffer.writeBytes(line)
        buffer.writeInteger(UInt8(ascii: "\n"))
        let timer = channel.eventLoop.scheduleTask(in: .nanoseconds(Int64(limitNanoseconds))) {
            channel.close(promise: nil)
        }
        defer { timer.cancel() }
        try await outbound.write(buffer)
    }

    private var limitNanoseconds: Double { server.limits.write / .nanoseconds(1) }
}
