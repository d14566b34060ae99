import ControlClient
public import ControlRPC
import Dispatch
import Foundation
public import JSON
import Synchronization
public import TestSupport

/// The examples of the JSON-RPC 2.0 specification (section 7), put to the dispatcher of the control socket.
func jsonRPCSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    let dispatcher = JSONRPCExamples.dispatcher
    for example in try JSONRPCExamples.all(in: folder) {
        let answer = waiting { await dispatcher.handle(example.request) }
        result.record(example.id, failure: example.failure(answer))
    }
    return result
}

/// The specification's example calls and the server that it imagines for them.
public enum JSONRPCExamples {
    /// One text and what comes back for it.
    public struct Example: Sendable {
        public let id: String
        /// What is sent.
        public let request: [UInt8]
        /// The answer; nil where there is none.
        public let response: JSONValue?

        /// What is wrong with an answer: the order within a batch is free, error messages and data are not compared.
        public func failure(_ answer: [UInt8]?) -> String? {
            guard let answer else { return response == nil ? nil : "no answer" }
            let text = String(decoding: answer, as: UTF8.self)
            guard let response else { return "answered \(text)" }
            guard let value = try? JSONValue(parsing: answer) else { return "the answer is not JSON: \(text)" }
            return JSONRPCExamples.comparable(value) == JSONRPCExamples.comparable(response) ? nil : "got \(text)"
        }
    }

    /// The cases of all tables in the folder.
    public static func all(in folder: SuiteFolder) throws -> [Example] {
        try folder.tables().flatMap { table in
            try (folder.json(table)["cases"]?.array ?? []).map { item in
                guard let id = item["id"]?.string, let request = item["request"]?.string,
                    let response = item["response"]
                else { throw Unreadable() }
                return Example(
                    id: id, request: Array(request.utf8), response: response.isNull ? .none : .some(response))
            }
        }
    }

    private struct Unreadable: Error, CustomStringConvertible {
        let description = "a case without id, request or response"
    }

    private static func comparable(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let answers):
            return .array(answers.map(comparable).sorted { canonical($0).lexicographicallyPrecedes(canonical($1)) })
        case .object(var answer):
            if let code = answer["error"]?["code"] { answer["error"] = ["code": code] }
            return .object(answer)
        default: return value
        }
    }

    private static func canonical(_ value: JSONValue) -> [UInt8] { (try? value.canonicalized()) ?? [] }

    /// The server of the examples.
    public static var dispatcher: JSONRPCDispatcher {
        let numbers: [JSONRPCMethod.Parameter] = [
            .init("minuend", ["type": "integer"]), .init("subtrahend", ["type": "integer"]),
        ]
        let nothing: JSONRPCMethod.Handler = { _, _ in .null }
        return JSONRPCDispatcher([
            JSONRPCMethod("subtract", parameters: numbers) { params, _ in
                JSONValue(try params.int("minuend") - params.int("subtrahend"))
            },
            JSONRPCMethod("sum") { params, _ in JSONValue((params?.array ?? []).compactMap(\.int).reduce(0, +)) },
            JSONRPCMethod("get_data") { _, _ in ["hello", 5] },
            JSONRPCMethod("update", handler: nothing), JSONRPCMethod("notify_hello", handler: nothing),
            JSONRPCMethod("notify_sum", handler: nothing),
        ])
    }
}

/// Waits for asynchronous work in a function that is not: on threads of its own, so that no thread of the shared pool is
/// needed while one of them waits.
private func waiting<Value: Sendable>(_ work: @escaping @Sendable () async -> Value?) -> Value? {
    let box = Box<Value>()
    let done = DispatchSemaphore(value: 0)
    Task(executorPreference: ThreadExecutor()) {
        let result = await work()
        box.value.withLock { $0 = result }
        done.signal()
    }
    done.wait()
    return box.value.withLock { $0 }
}

private final class Box<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}

/// Every piece of work on a thread of its own.
private final class ThreadExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = unsafe asUnownedTaskExecutor()
        Thread.detachNewThread { unsafe job.runSynchronously(on: executor) }
    }
}
