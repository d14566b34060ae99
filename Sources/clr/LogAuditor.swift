import Cryptography
import JSON
import Ledger
import TransparencyLog

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
            try LogAudit(checkpoint: checkpoint, roster: roster, now: Timestamp.milliseconds())
        }
        var progress = ProgressBar("entries", of: audit.size, isQuiet: isQuiet)
        // Also before an error is said.
        defer { progress.end() }
        var done: UInt64 = 0
        while let path = audit.nextBundle {
            let bytes = try await source.file(path.text)
            let tiles = try judging { () throws(LogAuditFault) in try audit.add(bundle: bytes) }
            try keep?(path.text, bytes)
            for tile in tiles { try await check(tile) }
            done += UInt64(path.width)
            progress.show(done)
        }
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
    let audit: LogAudit
    let summary: LogAuditSummary

    init(_ audit: LogAudit, _ summary: LogAuditSummary) {
        self.audit = audit
        self.summary = summary
    }

    func show() {
        let kinds = EntryKind.allCases.compactMap { kind in
            summary.kinds[kind].map { ["  \(kind)", String($0)] }
        }
        let rows =
            [["log", audit.origin.text], ["entries", String(audit.size)]] + kinds + [
                ["  void", String(summary.voidCount)], ["exceptions", String(summary.exceptions)],
                ["from", Self.time(summary.firstTime)], ["to", Self.time(summary.lastTime)],
                ["root", audit.head.root.hex], ["cosigners", audit.attestation],
            ]
        Terminal.table(["what", "found"], rows)
        for void in summary.voids { print("entry \(void.index) is void: \(void.reason)") }
        print(
            audit.isAttested
                ? "The log is sound: every byte lies under its checkpoint, and replay gives what its seals say."
                : "The log is sound, but this checkpoint cannot be relied on: \(audit.attestation).")
    }

    private static func time(_ milliseconds: UInt64?) -> String {
        milliseconds.map { Timestamp.text($0) } ?? "-"
    }

    var json: JSONValue {
        var kinds = JSONObject()
        for kind in EntryKind.allCases { kinds[JSONString("\(kind)")] = .number(JSONNumber(summary.kinds[kind] ?? 0)) }
        var object = audit.json
        object["root"] = JSONValue(audit.head.root.hex)
        object["kinds"] = .object(kinds)
        object["exceptions"] = .number(JSONNumber(UInt64(summary.exceptions)))
        object["void"] = .number(JSONNumber(summary.voidCount))
        object["voids"] = .array(
            summary.voids.map { ["index": .number(JSONNumber($0.index)), "reason": JSONValue("\($0.reason)")] })
        return .object(object)
    }
}

extension LogAudit {
    /// Who stands behind the checkpoint, in words.
    var attestation: String {
        if isRosterExpired { return "the roster has expired; get the current one from the consortium" }
        guard quorum > 0 else { return "the roster asks for none" }
        return "\(cosigners.count) operators, \(quorum) are needed"
            + (cosigners.isEmpty ? "" : ": \(cosigners.joined(separator: ", "))")
    }

    /// What an audit and the check of one entry have in common.
    var json: JSONObject {
        [
            "origin": JSONValue(origin.text), "size": .number(JSONNumber(size)),
            "cosigners": .array(cosigners.map { JSONValue($0) }), "needed": .number(JSONNumber(quorum)),
            "quorum": .bool(isAttested),
        ]
    }
}
