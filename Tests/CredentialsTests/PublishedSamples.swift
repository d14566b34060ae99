import Foundation
import JSON
import TestSupport

/// The published sample credentials and schemas, where they are at hand: a folder with `samples/verdicts.json` and
/// `schemas`.
enum PublishedSamples {
    static let folder: String? = Standards.data.contains("samples/verdicts.json") ? Standards.data.root.path : nil
    static let isPresent = folder != nil

    struct Verdict: Sendable, CustomStringConvertible {
        let file: String
        let expected: String
        var description: String { "\(file): \(expected)" }
    }

    /// What is said about the CLR 2.0 and Open Badges 3.0 samples.
    static let verdicts: [Verdict] = {
        guard let folder, let bytes = FileManager.default.contents(atPath: folder + "/samples/verdicts.json"),
            let list = (try? JSONValue(parsing: [UInt8](bytes)))?.array
        else { return [] }
        return list.compactMap { item in
            guard let file = item["file"]?.string, let expected = item["expected"]?.string,
                ["ob3/", "clr2/", "baked/"].contains(where: file.hasPrefix)
            else { return nil }
            return Verdict(file: file, expected: expected)
        }
    }()

    static func bytes(_ file: String) -> [UInt8]? {
        folder.flatMap { FileManager.default.contents(atPath: $0 + "/samples/" + file) }.map { [UInt8]($0) }
    }

    /// Nil for what is not strict JSON, such as a JWT.
    static func credential(_ file: String) -> JSONObject? {
        bytes(file).flatMap { try? JSONValue(parsing: $0) }?.object
    }
}

/// Python's jsonschema, through `Tests/interop/schema_check.py`.
enum SchemaCheck {
    struct Verdict: Sendable {
        let isValid: Bool
        let isStrictlyValid: Bool?
        let errors: String
    }

    static let isAvailable = PublishedSamples.isPresent && (try? run([])) != nil

    enum Failure: Error { case exit(Int32), output }

    /// One verdict for each document, in order.
    static func run(_ documents: [JSONObject]) throws -> [Verdict] {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../interop/schema_check.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path, PublishedSamples.folder ?? ""]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Written by another thread: both pipes may fill up at once.
        let text = documents.map { JSONValue.object($0).description + "\n" }.joined()
        Thread.detachNewThread {
            try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
            try? input.fileHandleForWriting.close()
        }
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure.exit(process.terminationStatus) }
        return try bytes.split(separator: UInt8(ascii: "\n")).map { line in
            let json = try JSONValue(parsing: [UInt8](line))
            guard let isValid = json["valid"]?.bool else { throw Failure.output }
            return Verdict(
                isValid: isValid, isStrictlyValid: json["strict"]?.bool, errors: json["errors"]?.description ?? "")
        }
    }
}
