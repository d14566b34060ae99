import Foundation
import Glibc
import JSON
import Synchronization
import Testing

/// The built programs, beside the test bundle in the build folder.
enum Program: String {
    case clr, clrd

    struct NotBuilt: Error, CustomStringConvertible {
        let description: String
    }

    var url: URL {
        get throws {
            let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            for folder in [URL(fileURLWithPath: bundle), Bundle.main.bundleURL.appending(path: "x")] {
                let program = folder.deletingLastPathComponent().appending(path: rawValue)
                if FileManager.default.isExecutableFile(atPath: program.path) { return program }
            }
            throw NotBuilt(description: "\(rawValue) is not beside \(bundle); build it with: swift build --build-tests")
        }
    }
}

/// What a program said and how it ended.
struct Outcome: Sendable, CustomStringConvertible {
    let command: String
    /// The exit code, or 128 and the signal.
    let code: Int
    let output: String
    let errors: String

    var description: String { "\(command) ended with \(code): \(errors)\(output.prefix(500))" }

    var json: JSONValue { get throws { try JSONValue(parsing: Array(output.utf8)) } }
}

/// One process, started in a test.
///
/// Made with `posix_spawn`: Foundation's `Process` reads past the end of a buffer now and then while it starts one
/// (`findMaximumOpenFromProcSelfFD` of 6.3), which a run with many of them does not survive.
final class Child: Sendable {
    let command: String
    private let state = Mutex(State())

    private struct State {
        /// Nil once the process has ended: its number may be somebody else's then.
        var pid: pid_t?
        var code: Int?
        var waiting: [CheckedContinuation<Int, Never>] = []
    }

    struct NotStarted: Error, CustomStringConvertible {
        let description: String
    }

    /// Standard streams are files, as a pipe that nobody reads would stop the process; without `input` there is none.
    init(_ program: Program, _ arguments: [String], input: String? = nil, output: String, errors: String) throws {
        command = ([program.rawValue] + arguments).joined(separator: " ")
        let path = try program.url.path
        let pid = try Self.spawn(path, [path] + arguments, input: input ?? "/dev/null", output: output, errors: errors)
        state.withLock { $0.pid = pid }
        Thread.detachNewThread { self.wait(for: pid) }
    }

    private static func spawn(
        _ path: String, _ arguments: [String], input: String, output: String, errors: String
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        let appending = O_WRONLY | O_CREAT | O_APPEND
        unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, appending, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, appending, 0o600)
        // Threads of ours block signals that the new process has to hear.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var pid: pid_t = 0
        let texts = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe texts.forEach { unsafe free($0) } }
        let code = unsafe posix_spawn(&pid, path, &actions, &attributes, texts, environ)
        guard code == 0 else { throw NotStarted(description: "\(path) could not be started: error \(code)") }
        return pid
    }

    /// On a thread of its own, until the process ends.
    private func wait(for pid: pid_t) {
        var status: Int32 = 0
        while waitid(P_PID, id_t(pid), nil, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
        let waiting = state.withLock { state -> [CheckedContinuation<Int, Never>] in
            // Only now, under the lock, does the number become free for others.
            while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
            let signal = Int(status & 0x7f)
            state.pid = nil
            state.code = signal == 0 ? Int(status >> 8 & 0xff) : 128 + signal
            defer { state.waiting = [] }
            return state.waiting
        }
        let code = state.withLock { $0.code ?? 0 }
        for continuation in waiting { continuation.resume(returning: code) }
    }

    /// The exit code, once the process has ended.
    func end() async -> Int {
        await withCheckedContinuation { continuation in
            let code = state.withLock { state -> Int? in
                if state.code == nil { state.waiting.append(continuation) }
                return state.code
            }
            if let code { continuation.resume(returning: code) }
        }
    }

    func signal(_ number: Int32) {
        state.withLock { state in
            if let pid = state.pid { kill(pid, number) }
        }
    }

    /// The exit code; after `limit` the process is killed and the code is that of SIGKILL.
    func end(within limit: Duration) async -> Int {
        let guardian = Task {
            try await Task.sleep(for: limit)
            self.signal(SIGKILL)
        }
        defer { guardian.cancel() }
        return await end()
    }
}
