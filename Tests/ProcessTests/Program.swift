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
final class Child: Sendable {
    let command: String
    private let process: Process
    private let exit = Mutex<Exit>(.running([]))

    private enum Exit {
        case running([CheckedContinuation<Int, Never>])
        case ended(Int)
    }

    /// Output goes to files: a pipe that nobody reads would stop the process.
    init(_ program: Program, _ arguments: [String], input: String? = nil, output: String, errors: String) throws {
        command = ([program.rawValue] + arguments).joined(separator: " ")
        process = Process()
        process.executableURL = try program.url
        process.arguments = arguments
        process.standardOutput = try Self.file(output)
        process.standardError = try Self.file(errors)
        if let input {
            let pipe = Pipe()
            process.standardInput = pipe
            // A passphrase fits into the pipe's buffer.
            try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        process.terminationHandler = { [weak self] process in
            let signalled = process.terminationReason == .uncaughtSignal
            self?.ended(Int(process.terminationStatus) + (signalled ? 128 : 0))
        }
        try process.run()
    }

    private static func file(_ path: String) throws -> FileHandle {
        if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        return handle
    }

    private func ended(_ code: Int) {
        let waiting = exit.withLock { exit -> [CheckedContinuation<Int, Never>] in
            guard case .running(let waiting) = exit else { return [] }
            exit = .ended(code)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: code) }
    }

    /// The exit code, once the process has ended.
    func end() async -> Int {
        await withCheckedContinuation { continuation in
            let code = exit.withLock { exit -> Int? in
                switch exit {
                case .ended(let code): return code
                case .running(let waiting):
                    exit = .running(waiting + [continuation])
                    return nil
                }
            }
            if let code { continuation.resume(returning: code) }
        }
    }

    var isRunning: Bool { process.isRunning }

    func signal(_ number: Int32) {
        if process.isRunning { kill(process.processIdentifier, number) }
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
