public import Foundation

/// A new empty directory, removed with all it holds when the value goes away.
public final class TemporaryDirectory: Sendable {
    public let url: URL

    /// Makes `<temporary directory>/chirograph-<random>`, readable by the owner only.
    public init() throws {
        url = FileManager.default.temporaryDirectory.appending(
            path: "chirograph-\(String(UInt64.random(in: .min ... .max), radix: 36))", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// The path of the directory.
    public var path: String { url.path }

    /// The path of `name` inside it.
    public func path(_ name: String) -> String { url.appending(path: name).path }

    /// Writes a file and returns its path.
    @discardableResult
    public func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = url.appending(path: name)
        try Data(bytes).write(to: file)
        return file.path
    }
}
