public import Foundation
public import JSON

/// One suite of test vectors: a folder with `cases.json`, which names the cases; nothing else in it is a list to go by.
public struct SuiteFolder: Sendable {
    public let name: String
    public let root: URL

    public init(name: String, root: URL) {
        self.name = name
        self.root = root
    }

    /// A folder beside this one.
    public func sibling(_ name: String) -> SuiteFolder {
        SuiteFolder(
            name: name, root: root.deletingLastPathComponent().appending(path: name, directoryHint: .isDirectory))
    }

    /// A folder inside this one.
    public func subfolder(_ name: String) -> SuiteFolder {
        SuiteFolder(name: name, root: root.appending(path: name, directoryHint: .isDirectory))
    }

    /// The bytes of the file at `path`, relative to the folder.
    public func bytes(_ path: String) throws -> [UInt8] {
        try readFile(root.appending(path: path))
    }

    /// The file at `path` as text; invalid UTF-8 is replaced.
    public func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    /// The file at `path` as JSON.
    public func json(_ path: String) throws -> JSONValue {
        try JSONValue(parsing: bytes(path), limits: .testTables)
    }

    /// True if there is a file or folder at `path`.
    public func contains(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    /// `cases.json`.
    public func manifest() throws -> JSONValue { try json("cases.json") }

    /// The cases listed in `cases.json`; empty where they sit in tables.
    public func cases() throws -> [JSONValue] { try manifest()["cases"]?.array ?? [] }

    /// The tables named in `cases.json` that are there, in its order.
    public func tables() throws -> [String] {
        (try manifest()["files"]?.object?.keys ?? []).map(\.string).filter(contains)
    }

    /// The names of all files in the folder itself, sorted.
    public func fileNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
    }
}
