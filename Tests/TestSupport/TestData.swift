public import Foundation
public import JSON

/// A folder of test data beside the checkout, absent on most machines. Tests that need it are skipped without it.
public struct TestData: Sendable {
    /// Where the data lies, whether it is there or not.
    public let root: URL
    /// The environment variable that names another place.
    public let variable: String

    init(variable: String, sibling: String) {
        self.variable = variable
        if let path = ProcessInfo.processInfo.environment[variable], !path.isEmpty {
            root = URL(fileURLWithPath: path, isDirectory: true)
        } else {
            let parent = TestData.packageRoot.deletingLastPathComponent()
            root = parent.appending(path: sibling, directoryHint: .isDirectory)
        }
    }

    /// The folder of Package.swift.
    public static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// True if the folder is there.
    public var available: Bool { (try? root.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true }

    /// Why tests are skipped when it is not.
    public var absence: String { "\(root.path) is not there; \(variable) names another folder" }

    /// The bytes of the file at `path`, relative to the folder.
    public func bytes(_ path: String) throws -> [UInt8] {
        try readFile(root.appending(path: path))
    }

    /// The file at `path` as JSON.
    public func json(_ path: String) throws -> JSONValue {
        try JSONValue(parsing: bytes(path), limits: .testTables)
    }

    /// True if there is a file or folder at `path`.
    public func contains(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }
}

/// The bytes of a file. `Data(contentsOf:)` leaks its buffer when the file is empty, which the address sanitizer reports.
func readFile(_ url: URL) throws -> [UInt8] {
    let file = try FileHandle(forReadingFrom: url)
    defer { try? file.close() }
    return [UInt8](try file.readToEnd() ?? Data())
}

extension JSONLimits {
    /// For tables of test cases, which are larger than anything a node accepts.
    public static let testTables = JSONLimits(bytes: 256 << 20, members: 10_000_000)
}

/// Published samples, contexts and schemas: `CHIROGRAPH_STANDARDS`, or `../shared/standards` beside the checkout.
public enum Standards {
    public static let data = TestData(variable: "CHIROGRAPH_STANDARDS", sibling: "shared/standards")

    public static var available: Bool { data.available }

    public static func bytes(_ path: String) throws -> [UInt8] { try data.bytes(path) }

    public static func json(_ path: String) throws -> JSONValue { try data.json(path) }
}

/// Test vectors, one folder a suite: `CHIROGRAPH_VECTORS`, or `../shared/vectors` beside the checkout.
public enum Vectors {
    public static let data = TestData(variable: "CHIROGRAPH_VECTORS", sibling: "shared/vectors")

    public static var available: Bool { data.available }

    /// The folder of the suite `name`, or nil if it has no `cases.json`.
    public static func suite(_ name: String) -> SuiteFolder? {
        guard data.contains("\(name)/cases.json") else { return nil }
        return SuiteFolder(name: name, root: data.root.appending(path: name, directoryHint: .isDirectory))
    }
}
