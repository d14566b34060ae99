import ArgumentParser
import Cryptography
import JSON
import Ledger
import NodeHome
import TransparencyLog

extension LedgerCommand {
    struct Prove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prove that an entry stands in a log, as a file that verifies offline.",
            discussion: """
                The file is a C2SP tlog-proof with the entry itself in its 'extra' line. Anybody with the roster checks it \
                with clr ledger check, and others with the tools of transparency logs.

                  clr ledger prove midwest.example/college 7 --data ./employer > entry-7.tlog-proof
                  clr ledger prove /srv/www/log 7 --roster roster.json > entry-7.tlog-proof
                """)

        @Argument(help: "The log's origin at your node, or a folder.") var log: String
        @Argument(help: "The entry's index.") var index: UInt64
        @Option(help: "A roster file (default: the node's).") var roster: String?
        @OptionGroup var node: NodeOptions

        func run() throws {
            let files: any LocalLogFiles =
                LogFolder.exists(log) ? LogFolder(directory: log) : NodeLog(origin: log, node: node)
            let roster = try LedgerCommand.roster(roster, node)
            let checkpoint = try files.file(LogAudit.checkpointPath)
            let audit = try wrapping(.altered) { () throws(LogAuditFault) in
                try LogAudit(checkpoint: checkpoint, roster: roster, now: Timestamp.milliseconds())
            }
            guard index < audit.size else {
                throw Failure(.usage, "there is no entry \(index): the log has \(audit.size) entries, counted from 0")
            }
            let path = try TilePath.bundle(ofEntry: index, size: audit.size)
            let entries = try wrapping(.altered) { try EntryBundle.parse(try files.file(path.text)) }
            let place = Int(index % UInt64(HashTile.fullWidth))
            guard entries.indices.contains(place) else { throw Failure(.altered, "\(path.text) has no entry \(index)") }
            let proof = try wrapping(.altered) {
                try TiledTree.proveInclusion(
                    index: index, size: audit.size, reader: LogTiles(files: files, size: audit.size))
            }
            let made = TlogProof(index: index, hashes: proof.hashes, checkpoint: checkpoint, extra: entries[place])
            // What does not hold here holds nowhere: the entry or a tile was changed.
            _ = try ProvenEntry(made, roster: roster)
            FileDescriptorText.write(String(decoding: made.encoded, as: UTF8.self), to: 1)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a proof that an entry stands in a log, without any node.",
            discussion: """
                  clr ledger check entry-7.tlog-proof --roster roster.json

                Exit codes: 0 it stands there, and a quorum has cosigned the head, 10 the proof does not hold, 15 it holds, \
                but too few have cosigned or the roster has expired, 16 it is no proof.
                """)

        @Argument(help: "The proof, or - for standard input.") var file: String
        @Option(help: "A roster file (default: the node's).") var roster: String?
        @OptionGroup var node: NodeOptions

        func run() throws {
            let bytes = try Documents.bytes(file)
            let proof = try wrapping(.malformed) { () throws(TlogProofError) in try TlogProof(parsing: bytes) }
            let proven = try ProvenEntry(proof, roster: try LedgerCommand.roster(roster, node))
            if node.json { Terminal.printJSON(proven.json) } else { print(proven.sentence) }
            if !proven.audit.isAttested { throw Failure(.unknown, "") }
        }
    }
}

/// An entry that a proof shows to stand in a log of the roster.
struct ProvenEntry {
    let audit: LogAudit
    let index: UInt64
    private let entry: Entry?

    init(_ proof: TlogProof, roster: Roster) throws {
        let audit = try wrapping(.altered) { () throws(LogAuditFault) in
            try LogAudit(checkpoint: proof.checkpoint, roster: roster, now: Timestamp.milliseconds())
        }
        guard let bytes = proof.extra else {
            throw Failure(.malformed, "the proof has no entry with it; clr ledger prove puts it into the 'extra' line")
        }
        _ = try wrapping(.altered) { () throws(TlogProofError) in
            try proof.check(
                leafHash: MerkleTree.leafHash(bytes), origin: audit.origin.text,
                logKeys: roster.logKeys(for: audit.origin, atSize: audit.size))
        }
        self.audit = audit
        index = proof.index
        entry = try? Entry(parsing: bytes)
    }

    private var kind: String { entry.map { "\($0.body.kind)" } ?? "unreadable" }

    private var time: String { entry.map { Timestamp.text($0.time) } ?? "-" }

    var sentence: String {
        """
        Entry \(index) of \(audit.origin.text), of \(time), is in the log of \(audit.size) entries: \(kind).
        Cosigners of that head: \(audit.attestation).
        """
    }

    var json: JSONValue {
        var object = audit.json
        object["index"] = .number(JSONNumber(index))
        object["kind"] = JSONValue(kind)
        object["time"] = JSONValue(time)
        return .object(object)
    }
}
