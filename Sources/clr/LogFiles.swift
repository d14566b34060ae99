import Cryptography
import FoundationEssentials
import JSON
import Ledger
import Multiformats
import NodeHome
import TransparencyLog

/// Where the files of a log are read, by their C2SP paths.
protocol LogFiles {
    func file(_ path: String) async throws -> [UInt8]
}

/// Files that are at hand at once, for proofs.
protocol LocalLogFiles: LogFiles {
    func file(_ path: String) throws -> [UInt8]
}

/// A node's own copy.
struct NodeLog: LocalLogFiles {
    let origin: String
    let node: NodeOptions

    func file(_ path: String) throws -> [UInt8] {
        let answer = try node.call("ledger.file", ["origin": JSONValue(origin), "path": JSONValue(path)])
        guard let text = answer["bytes"]?.string, let bytes = try? Base64URL.decode(text) else {
            throw Failure(.failure, "the node answered without the bytes of \(path); is it of another version?")
        }
        return bytes
    }
}

/// A folder, as `clr ledger export` writes it.
struct LogFolder: LocalLogFiles {
    let directory: String

    static func exists(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
    }

    func file(_ path: String) throws -> [UInt8] { try Documents.bytes("\(directory)/\(path)") }
}

/// A web server or object store.
struct LogSite: LogFiles {
    let address: String
    let reader: WebReader

    func file(_ path: String) async throws -> [UInt8] {
        let base = address.hasSuffix("/") ? String(address.dropLast()) : address
        return try await reader.read("\(base)/\(path)", types: ["*/*"], isSilent: true)
    }
}

/// The tiles of a log of one size.
struct LogTiles: TileReader {
    let files: any LocalLogFiles
    let size: UInt64

    func tile(level: Int, index: UInt64, width: Int) throws -> [Digest] {
        let path = try TilePath.tile(level: level, index: index, size: size)
        guard let tile = HashTile(parsing: try files.file(path.text)), tile.width >= width else {
            throw Failure(.altered, "\(path.text) is not a tile of the width that its path says")
        }
        return Array(tile.hashes.prefix(width))
    }
}
