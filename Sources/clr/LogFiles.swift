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

/// Reads a whole log and checks it, with a bar for whoever waits.
struct LogAuditor {
    let source: any LogFiles
    let roster: Roster
    let isQuiet: Bool
    /// Keeps each file once it is checked.
    var keep: ((_ path: String, _ bytes: [UInt8]) throws -> Void)?

    init(
        source: any LogFiles, roster: Roster, isQuiet: Bool,
        keep: ((_ path: String, _ bytes: [UInt8]) throws -> Void)? = nil
    ) {
        self.source = source
        self.roster = roster
        self.isQuiet = isQuiet
        self.keep = keep
    }

    func run() async throws -> LogAuditResult {
        let checkpoint = try await source.file(LogAudit.checkpointPath)
        var audit = try judging { () throws(LogAuditFault) in
            try LogAudit(checkpoint: checkpoint, roster: roster, verifying: .ed25519)
        }
        var progress = ProgressBar("entries", of: audit.size, isQuiet: isQuiet)
        var done: UInt64 = 0
        while let path = audit.nextBundle {
            let bytes = try await source.file(path.text)
            let tiles = try judging { () throws(LogAuditFault) in try audit.add(bundle: bytes) }
            try keep?(path.text, bytes)
            for tile in tiles { try await check(tile) }
            done += UInt64(path.width)
            progress.show(done)
        }
        progress.end()
        let (summary, tiles) = try judging { () throws(LogAuditFault) in try audit.finish() }
        for tile in tiles { try await check(tile) }
        try keep?(LogAudit.checkpointPath, checkpoint)
        return LogAuditResult(audit, summary)
    }

    private func check(_ tile: LogAudit.Tile) async throws {
        let bytes = try await source.file(tile.path.text)
        try judging { () throws(LogAuditFault) in try LogAudit.compare(bytes, with: tile) }
        try keep?(tile.path.text, bytes)
    }

    private func judging<R>(_ body: () throws(LogAuditFault) -> R) throws -> R {
        do throws(LogAuditFault) { return try body() } catch { throw Failure(.altered, "\(error)") }
    }
}

/// What an audit has found.
struct LogAuditResult {
    let origin: String
    let size: UInt64
    let root: String
    let cosigners: [String]
    let quorum: Int
    let summary: LogAuditSummary

    init(_ audit: LogAudit, _ summary: LogAuditSummary) {
        origin = audit.origin.text
        size = audit.size
        root = audit.head.root.hex
        cosigners = audit.cosigners
        quorum = audit.quorum
        self.summary = summary
    }

    var hasQuorum: Bool { cosigners.count >= quorum }

    var attested: String {
        quorum == 0
            ? "the log alone: its roster asks for no cosigners"
            : "\(cosigners.count) operators, \(quorum) are needed"
                + (cosigners.isEmpty ? "" : ": \(cosigners.joined(separator: ", "))")
    }

    private var rows: [(String, String)] {
        let kinds = EntryKind.allCases.compactMap { kind in
            summary.kinds[kind].map { ("  \(kind)", String($0)) }
        }
        return [("log", origin), ("entries", String(size))] + kinds + [
            ("  void", String(summary.voidCount)), ("exceptions", String(summary.exceptions)),
            ("from", Self.time(summary.firstTime)), ("to", Self.time(summary.lastTime)), ("root", root),
            ("cosigned by", attested),
        ]
    }

    private static func time(_ milliseconds: UInt64?) -> String {
        milliseconds.map { Timestamp.text($0) } ?? "-"
    }

    func show() {
        Terminal.table(["what", "found"], rows.map { [$0.0, $0.1] })
        for void in summary.voids { print("entry \(void.index) is void: \(void.reason)") }
        print(
            hasQuorum
                ? "The log is sound: every byte lies under its checkpoint, and replay gives what its seals say."
                : "The log is sound, but too few operators have cosigned this checkpoint to rely on it.")
    }

    var json: JSONValue {
        var kinds = JSONObject()
        for kind in EntryKind.allCases { kinds[JSONString("\(kind)")] = .number(JSONNumber(summary.kinds[kind] ?? 0)) }
        return [
            "origin": JSONValue(origin), "size": .number(JSONNumber(size)), "root": JSONValue(root),
            "kinds": .object(kinds), "exceptions": .number(JSONNumber(UInt64(summary.exceptions))),
            "void": .number(JSONNumber(summary.voidCount)),
            "voids": .array(
                summary.voids.map {
                    ["index": .number(JSONNumber($0.index)), "reason": JSONValue("\($0.reason)")]
                }),
            "cosigners": .array(cosigners.map { JSONValue($0) }), "needed": .number(JSONNumber(quorum)),
            "quorum": .bool(hasQuorum),
        ]
    }
}
