import FoundationEssentials
import JSON
import NodeHome
import Store

/// A copy of a node while it runs: its store as of one moment, what the node is, and its roster. No keys.
struct NodeBackup: Sendable {
    let home: NodeHome
    let store: Store

    /// Writes the copy into a directory that holds none yet; its layout is that of a data directory.
    @concurrent
    func write(to directory: String) async throws -> JSONValue {
        guard directory.hasPrefix("/") else {
            throw ServiceError(.usage, "the directory of a backup is named from the root: /…")
        }
        let target = NodeHome(directory: directory)
        try SecureFile.makeDirectory(directory)
        do throws(StoreError) {
            try store.copy(to: target.storePath)
        } catch {
            throw ServiceError(.failure, "the store was not copied: \(error). Nothing of the node was changed")
        }
        for (source, copy) in [
            (home.configurationPath, target.configurationPath), (home.rosterPath, target.rosterPath),
        ] where FileManager.default.fileExists(atPath: source) {
            try SecureFile.write(try SecureFile.read(source, limit: Self.largestFile), to: copy, mode: 0o644)
        }
        return ["directory": JSONValue(directory), "bytes": JSONValue.count(Self.size(of: target.storePath))]
    }

    private static let largestFile = 64 << 20

    private static func size(of directory: String) -> UInt64 {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return files.reduce(0) { total, file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(file)")
            return total + ((attributes?[.size] as? UInt64) ?? 0)
        }
    }
}
