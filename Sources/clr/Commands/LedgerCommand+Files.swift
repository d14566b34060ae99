import ArgumentParser
import JSON
import Ledger
import NodeHome
import TransparencyLog

extension LedgerCommand {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a log as files that any web server or object store can serve.",
            discussion: """
                The layout is that of C2SP tlog-tiles, which the tools of transparency logs read: checkpoint, tile/… and \
                tile/entries/…. The checkpoint is that of the newest head which a quorum has cosigned, and is written last, \
                so that a server never shows a head before what lies under it. Everything is checked on the way as by \
                clr ledger audit. Run it again whenever the log has grown: full tiles and bundles stay as they are.

                  clr ledger export midwest.example/college /srv/www/log --data ./college
                """)

        @Argument(help: "The log's origin.") var origin: String
        @Argument(help: "The folder for the files; it is made where it is missing.") var directory: String
        @OptionGroup var node: NodeOptions

        func run() async throws {
            let source = NodeLog(origin: origin, node: node)
            let roster = try LedgerCommand.roster(nil, node)
            let result = try await LogAuditor(source: source, roster: roster, isQuiet: node.json) { path, bytes in
                let file = "\(directory)/\(path)"
                try wrapping { () throws(NodeHomeError) in
                    if let slash = file.lastIndex(of: "/") {
                        try SecureFile.makeDirectory(String(file[..<slash]), mode: 0o755)
                    }
                    try SecureFile.write(bytes, to: file, mode: 0o644)
                }
            }.run()
            if node.json { return Terminal.printJSON(result.json) }
            print("\(result.audit.size) entries of \(result.audit.origin.text) in \(directory).")
            print("Cosigners of the checkpoint: \(result.audit.attestation).")
        }
    }

    struct Audit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a whole log: hashes, signatures, seals, what they say, and times.",
            discussion: """
                Reads all of it, from your node, from a folder that clr ledger export has written, or from the web, and \
                names the first byte that is wrong. Trust comes from the roster alone: the node's, or the one you name.

                  clr ledger audit midwest.example/college --data ./employer
                  clr ledger audit /srv/www/log --roster roster.json
                  clr ledger audit https://college.example/log --roster roster.json

                Exit codes: 0 sound and cosigned by a quorum, 10 something is wrong, 15 sound, but too few have cosigned it or \
                the roster has expired.
                """)

        @Argument(help: "The log's origin at your node, a folder, or an https address.") var log: String
        @Option(help: "A roster file (default: the node's).") var roster: String?
        @OptionGroup var web: WebAccess
        @OptionGroup var node: NodeOptions

        func run() async throws {
            let result = try await LogAuditor(
                source: try source(), roster: try LedgerCommand.roster(roster, node), isQuiet: node.json
            ).run()
            if node.json { Terminal.printJSON(result.json) } else { result.show() }
            if !result.audit.isAttested { throw Failure(.unknown, "") }
        }

        private func source() throws -> any LogFiles {
            if log.contains("://") { return LogSite(address: log, reader: web.reader) }
            if LogFolder.exists(log) { return LogFolder(directory: log) }
            return NodeLog(origin: log, node: node)
        }
    }

    static func roster(_ path: String?, _ node: NodeOptions) throws -> Roster {
        if let path {
            let document = try Documents.read(path)
            return try wrapping(.untrusted) { try RosterChain(document).newest }
        }
        let installed = try wrapping { () throws(NodeHomeError) in try node.home.rosterChain() }
        guard let chain = installed else {
            throw Failure(
                .usage, "no roster is installed in \(node.home.directory); name one with --roster roster.json")
        }
        return chain.newest
    }
}
